"""A disk that takes no more than some bytes of a file."""

import resource
from contextlib import contextmanager


@contextmanager
def full_disk(*, after):
    """Let no file grow beyond so many bytes, as a disk that is almost full does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
