"""The real register, for the tests that need it."""

import pytest

from municipalities.register.loading import load_register


@pytest.fixture
def register(db):
    """The database with the real register in it; what the load did."""
    return load_register()
