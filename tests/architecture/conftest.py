"""The scene, built once for each module."""

import pytest

from tests.architecture.asking import Visitor, people
from tests.architecture.scene import set_up


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """tests/architecture/scene.py in the database; what a test changes is rolled back after it."""
    yield from set_up(django_db_blocker)


@pytest.fixture(scope="module")
def visitors(scene):
    """Everybody of the access matrix, signed in."""
    return {name: Visitor(person) for name, person in people(scene).items()}
