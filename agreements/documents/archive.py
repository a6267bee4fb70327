"""Where issued files lie: under the hash of their bytes, outside everything the web serves."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import storages


class DamagedFileError(Exception):
    """The archive holds other bytes than were put there."""


def keep(content):
    """Put a file in the archive and return the hash it lies under."""
    digest = sha256(content).hexdigest()
    archive, name = storages["documents"], name_of(digest)
    if not archive.exists(name):
        archive.save(name, ContentFile(content))
    return digest


def read(digest):
    """The bytes of a file. Raises DamagedFileError rather than hand out anything else."""
    with storages["documents"].open(name_of(digest)) as file:
        content = file.read()
    if sha256(content).hexdigest() != digest:
        raise DamagedFileError(f"The file {digest} in the archive is not what was kept.")
    return content


def name_of(digest):
    """The name of a file in the archive."""
    return f"{digest[:2]}/{digest}.pdf"
