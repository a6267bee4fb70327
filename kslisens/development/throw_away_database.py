"""A private cluster for one run of the tests: quick rather than durable, deleted at the end."""

import os
from contextlib import contextmanager

from kslisens.development.steps import CHECKOUT, step
from kslisens.private_database import Cluster, state_folder

QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Nothing tidies up beside the tests: tables are small, and gone soon
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
}


@contextmanager
def throw_away_database():
    """Answer the URL of an empty database; the one in DATABASE_URL if that is set."""
    if named := os.environ.get("DATABASE_URL"):
        yield named
        return
    _remove_forgotten()
    cluster = Cluster(state_folder(CHECKOUT, f"test-{os.getpid()}"), QUICK)
    try:
        with step("a database for the tests"):
            cluster.join()
        yield cluster.url
    finally:
        cluster.remove()


def _remove_forgotten():
    """Delete the clusters of runs that were killed before they could do it themselves."""
    pattern = state_folder(CHECKOUT, "test-*")
    for folder in pattern.parent.glob(pattern.name):
        Cluster(folder).remove()
