"""The portal's own PostgreSQL, for every start by hand without DATABASE_URL.

Each checkout has one private cluster. Whoever needs it calls `ensure_running()`; it is made the
first time, started when it does not run, and shared by all processes of the checkout. It
answers on a Unix socket in a folder of its own and on no network address.
"""

from functools import cache
from pathlib import Path

from kslisens.private_database.cluster import Cluster
from kslisens.private_database.errors import PrivateDatabaseError
from kslisens.private_database.place import state_folder

__all__ = [
    "Cluster",
    "PrivateDatabaseError",
    "ensure_running",
    "leave",
    "state_folder",
    "this_checkout",
]

CHECKOUT = Path(__file__).resolve().parents[2]


@cache
def this_checkout():
    """The cluster that belongs to this checkout."""
    return Cluster(state_folder(CHECKOUT, "postgres"))


def ensure_running():
    """Start the database unless it runs, and answer its URL; this process now counts as a user."""
    return this_checkout().join()


def leave():
    """Stop using the database; the last user stops it. Answers whether it was stopped."""
    return this_checkout().leave()
