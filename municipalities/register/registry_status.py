"""What Enhetsregisteret says of an organisation that the portal knows, and how people are told."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities import formatting


class RegistryStatus(models.TextChoices):
    """The registry's answers that a case officer has accepted. Only it knows of a day, or none."""

    REGISTERED = "registered", _("Registered")
    DELETED = "deleted", _("Deleted")
    REMOVED = "removed", _("Removed for legal reasons")
    UNKNOWN = "unknown", _("Not in the registry")
    BEING_DELETED = "being_deleted", _("Being deleted")


class RegistryNotice(models.TextChoices):
    """What Enhetsregisteret says of the end to come of an organisation that still exists."""

    NONE = "", _("None")
    BANKRUPTCY = "bankruptcy", _("Bankruptcy")
    COMPULSORY_DISSOLUTION = "dissolution", _("Compulsory dissolution")
    WINDING_UP = "winding_up", _("Winding up")


DELETED_ON = _("Enhetsregisteret says that the organisation was deleted on %(day)s.")
REMOVED = _("Enhetsregisteret says that the organisation was removed for legal reasons.")
REMOVED_ON = _(
    "Enhetsregisteret says that the organisation was removed for legal reasons, %(day)s."
)
UNKNOWN = _("Enhetsregisteret says that no organisation has this number.")
BEING_DELETED = _("Enhetsregisteret says that the organisation is being deleted.")
BEING_DELETED_FROM = _(
    "Enhetsregisteret says that the organisation is being deleted from %(day)s on."
)
NOTICES = {
    RegistryNotice.BANKRUPTCY: _("Enhetsregisteret says that the organisation is bankrupt."),
    RegistryNotice.COMPULSORY_DISSOLUTION: _(
        "Enhetsregisteret says that the organisation is under compulsory dissolution."
    ),
    RegistryNotice.WINDING_UP: _("Enhetsregisteret says that the organisation is being wound up."),
}


def deregistration(status: str, day: date | None) -> str:
    """What became of an organisation, as a sentence; "" while it is registered."""
    match status:
        case RegistryStatus.DELETED:
            return DELETED_ON % {"day": formatting.day(day)}
        case RegistryStatus.REMOVED:
            return REMOVED_ON % {"day": formatting.day(day)} if day else str(REMOVED)
        case RegistryStatus.UNKNOWN:
            return str(UNKNOWN)
        case RegistryStatus.BEING_DELETED:
            return BEING_DELETED_FROM % {"day": formatting.day(day)} if day else str(BEING_DELETED)
    return ""


def notice_sentence(notice, day: date | None) -> str:
    """What the registry says of the end to come, as a sentence; "" where it says nothing."""
    if not notice:
        return ""
    since = _("It says so since %(day)s.") % {"day": formatting.day(day)} if day else ""
    return f"{NOTICES[notice]} {since}".rstrip()
