"""Asking the registry in the worker, when a case officer wants to know now."""

from django.conf import settings

from municipalities.registry.actions import AlreadyRunning, refresh
from municipalities.registry.enhetsregisteret import Enhetsregisteret
from municipalities.worker.kinds import repeatable_task


@repeatable_task
def ask_registry() -> None:
    """Ask about every organisation. Another run at the same time will do as well."""
    try:
        refresh(Enhetsregisteret(settings.ENHETSREGISTERET_URL))
    except AlreadyRunning:
        return
