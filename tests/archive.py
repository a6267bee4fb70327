"""Where documents are kept that tests issue."""

from contextlib import contextmanager

from django.conf import settings
from django.test import override_settings


@contextmanager
def archive_in(folder):
    """Keep issued documents in this folder for a while."""
    archive = settings.STORAGES["documents"]
    options = archive["OPTIONS"] | {"location": folder}
    with override_settings(
        STORAGES=settings.STORAGES | {"documents": archive | {"OPTIONS": options}}
    ):
        yield
