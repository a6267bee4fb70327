"""What Enhetsregisteret says of an organisation that the portal knows, and how people are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities import formatting


class RegistryStatus(models.TextChoices):
    """The registry's answers that a case officer has accepted. Only it knows of a day, or none."""

    REGISTERED = "registered", _("Registered")
    DELETED = "deleted", _("Deleted")
    REMOVED = "removed", _("Removed for legal reasons")
    UNKNOWN = "unknown", _("Not in the registry")


DELETED_ON = _("Enhetsregisteret says that the organisation was deleted on %(day)s.")
REMOVED = _("Enhetsregisteret says that the organisation was removed for legal reasons.")
REMOVED_ON = _(
    "Enhetsregisteret says that the organisation was removed for legal reasons, %(day)s."
)
UNKNOWN = _("Enhetsregisteret says that no organisation has this number.")


def deregistration(status, day):
    """What became of an organisation, as a sentence; "" while it is registered."""
    match status:
        case RegistryStatus.DELETED:
            return DELETED_ON % {"day": formatting.day(day)}
        case RegistryStatus.REMOVED:
            return REMOVED_ON % {"day": formatting.day(day)} if day else str(REMOVED)
        case RegistryStatus.UNKNOWN:
            return str(UNKNOWN)
    return ""
