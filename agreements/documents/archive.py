"""Where files lie that are kept permanently: under the hash of their bytes, out of the web's reach.

A file is there in full or not at all: it is written beside its place, brought onto the disk, and
only then gets its name. A process that is killed meanwhile leaves a file that nobody reads.
"""

import logging
import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

UNFINISHED = ".part"
"""The ending of a file that is being written, or whose writer was killed."""
HOURS_TO_WRITE = 24
"""An unfinished file that is older has no writer any more."""


class DamagedFileError(Exception):
    """The archive holds other bytes than were put there, or none."""


class UnwritableArchiveError(ValidationError):
    """The disk is full or cannot be written: the file is not kept."""


def digest_of(content: bytes) -> str:
    """The hash a file lies under, hexadecimal."""
    return sha256(content).hexdigest()


def keep(content: bytes, *, suffix: str = "pdf") -> str:
    """Put a file in the archive and return the hash it lies under: it is on the disk by then.

    One that lies there already and is damaged is mended. Raises UnwritableArchiveError.
    """
    digest = digest_of(content)
    path = path_of(name_of(digest, suffix))
    try:
        if not is_whole(path, digest):
            _write(path, content)
        _sync_folder(path.parent)
    except OSError as error:
        logger.exception("The file %s could not be kept.", path.name)
        raise UnwritableArchiveError(
            _(
                "The file is not kept: the disk of the portal is full or cannot be written. Try "
                "again later, and tell KS if it goes wrong twice."
            ),
            code="archive_unwritable",
        ) from error
    return digest


def _write(path, content: bytes) -> None:
    """Write a file that has its name when all of it is on the disk. Raises OSError."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(path.parent.parent)
    unfinished = path.with_name(f"{path.name}.{token_hex(8)}{UNFINISHED}")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _sync_folder(folder) -> None:
    """Bring the names in a folder onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(digest, *, suffix: str = "pdf") -> bytes:
    """The bytes of a file. Raises DamagedFileError rather than hand out anything else."""
    name = name_of(digest, suffix)
    try:
        content = path_of(name).read_bytes()
    except OSError as error:
        logger.exception("The file %s cannot be read.", name)
        raise _damaged(digest) from error
    if digest_of(content) != digest:
        logger.error("The file %s is not what was kept.", name)
        raise _damaged(digest)
    return content


def _damaged(digest) -> DamagedFileError:
    return DamagedFileError(
        _("The file %(digest)s is damaged or missing in the archive.") % {"digest": digest}
    )


def is_whole(path, digest):
    """Whether a file is there, with the bytes that were put there."""
    return path.exists() and digest_of(path.read_bytes()) == digest


def name_of(digest, suffix: str = "pdf") -> str:
    """The name of a file in the archive."""
    return f"{digest[:2]}/{digest}.{suffix}"


def path_of(name: str) -> Path:
    """Where a file of the archive lies; "" is the folder itself."""
    return Path(storages["documents"].path(name))


def names_kept():
    """The names of all finished files in the archive."""
    folder = path_of("")
    for path in folder.glob("*/*"):
        if not path.name.endswith(UNFINISHED):
            yield f"{path.parent.name}/{path.name}"


def delete_unfinished(now: datetime) -> int:
    """Delete what killed writers left a day ago; returns how many. For the daily run."""
    oldest = now.timestamp() - HOURS_TO_WRITE * 3600
    folder = path_of("")
    left = [path for path in folder.glob(f"*/*{UNFINISHED}") if path.stat().st_mtime < oldest]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
