"""Everybody who looks at the scene."""

import pytest

from tests.architecture.asking import Visitor, people


@pytest.fixture(scope="module")
def visitors(scene):
    """Everybody of the access matrix, signed in."""
    return {name: Visitor(person) for name, person in people(scene).items()}
