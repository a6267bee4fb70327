"""What may follow what with a price file."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where a price file is. One with errors is failed permanently; a mended file is a new one."""

    READING = "reading", _("Being read")
    FAILED = "failed", _("Has errors")
    READY = "ready", _("Ready")
    IN_EFFECT = "in_effect", _("In effect")
    REVERSED = "reversed", _("Reversed")


ALLOWED_FROM = {
    ImportState.FAILED: ImportState.READING,
    ImportState.READY: ImportState.READING,
    ImportState.IN_EFFECT: ImportState.READY,
    ImportState.REVERSED: ImportState.IN_EFFECT,
}
"""A state, and the one it follows."""
