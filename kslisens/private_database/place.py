"""Where the private database lives, and as whom it runs.

PostgreSQL refuses to run as root. For root it therefore runs as an unprivileged account, and
its files lie outside the checkout, which that account may not be allowed to read.
"""

import hashlib
import os
import pwd
import stat
from pathlib import Path

from kslisens.private_database.errors import PrivateDatabaseError

STATE_OF_ROOT = Path("/var/lib/kslisens")
SOCKET_NAME = ".s.PGSQL.5432"
# Not the TMPDIR of one process: every process must find the same place.
SHORT_FOLDER = Path("/tmp")  # noqa: S108
# The shortest limit of any system (macOS: 104 bytes with the closing zero).
MAX_SOCKET_PATH_LENGTH = 103


def state_folder(checkout, name):
    """The folder of a cluster called `name`, the same at every start from this checkout."""
    if os.geteuid() != 0:
        return checkout / ".local" / name
    return STATE_OF_ROOT / f"{checkout.name}-{_fingerprint(checkout)}-{name}"


def server_account():
    """The account the server must change to, or None when it can run as the present one."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name: account for account in pwd.getpwall()}
    account = known.get("postgres") or known.get("nobody")
    if account is None:
        raise PrivateDatabaseError(
            "PostgreSQL cannot run as root, and this machine has neither an account named "
            "postgres nor one named nobody. Create one, or run as an ordinary user."
        )
    return account


def make_private(folder, account):
    """Make a folder that only the server's account may enter."""
    folder.mkdir(parents=True, mode=0o700)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)


def socket_folder(state):
    """The folder of the socket: beside the data, or a short one elsewhere if that is too long."""
    beside = state / "socket"
    if len(os.fsencode(beside / SOCKET_NAME)) <= MAX_SOCKET_PATH_LENGTH:
        return beside
    return SHORT_FOLDER / f"kslisens-{os.getuid()}-{_fingerprint(state)}"


def make_socket_folder(folder, account):
    """Make the socket's folder, or refuse one that somebody else has put in its place."""
    if not os.path.lexists(folder):
        make_private(folder, account)
    found = folder.lstat()
    owner = account.pw_uid if account else os.getuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise PrivateDatabaseError(
            f"{folder} must be a folder that belongs to the database's account alone. "
            "Look at who made it, remove it, and start again."
        )


def _fingerprint(path):
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
