"""Where files lie that are kept for good: under the hash of their bytes, out of the web's reach."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import storages


class DamagedFileError(Exception):
    """The archive holds other bytes than were put there."""


def digest_of(content):
    """The hash a file lies under, hexadecimal."""
    return sha256(content).hexdigest()


def keep(content, *, suffix="pdf"):
    """Put a file in the archive and return the hash it lies under."""
    digest = digest_of(content)
    archive, name = storages["documents"], name_of(digest, suffix)
    if not archive.exists(name):
        archive.save(name, ContentFile(content))
    return digest


def read(digest, *, suffix="pdf"):
    """The bytes of a file. Raises DamagedFileError rather than hand out anything else."""
    with storages["documents"].open(name_of(digest, suffix)) as file:
        content = file.read()
    if digest_of(content) != digest:
        raise DamagedFileError(f"The file {digest} in the archive is not what was kept.")
    return content


def name_of(digest, suffix="pdf"):
    """The name of a file in the archive."""
    return f"{digest[:2]}/{digest}.{suffix}"
