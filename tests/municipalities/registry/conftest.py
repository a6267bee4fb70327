"""The register of legal entities, as a server of our own."""

import pytest
from urllib3.util.retry import Retry

from municipalities.registry.enhetsregisteret import RETRIES, Enhetsregisteret
from tests.municipalities.registry.server import Registry, serving


@pytest.fixture
def registry():
    """What the server answers, and was asked."""
    return Registry()


@pytest.fixture
def client(registry):
    """Our end, which waits a hundredth as long as in earnest."""
    hasty = RETRIES.new(backoff_factor=0.001)
    assert isinstance(hasty, Retry)
    with serving(registry) as address:
        yield Enhetsregisteret(address, retries=hasty, read_timeout=0.3)
