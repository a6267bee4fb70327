"""The secret key of a local installation, made once and kept beside its database."""

import os
from contextlib import suppress
from tempfile import NamedTemporaryFile

from django.core.management.utils import get_random_secret_key


def local_secret_key(directory):
    """Read the key kept in `directory`; the first process to ask makes it."""
    path = directory / "secret_key"
    if not path.exists():
        directory.mkdir(exist_ok=True)
        _make_once(path)
    return path.read_text()


def _make_once(path) -> None:
    """Write a key readable by this user alone; linked into place whole, so nobody reads half."""
    with NamedTemporaryFile("w", dir=path.parent) as file, suppress(FileExistsError):
        file.write(get_random_secret_key())
        file.flush()
        os.link(file.name, path)
