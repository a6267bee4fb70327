"""The state of an accession, as it follows from its dated acts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessionState(models.TextChoices):
    """Where an accession is."""

    SIGNED = "signed", _("Waiting for KS")
    IN_FORCE = "in_force", _("In force")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")


def accession_state(accession, on):
    """The state on a day. It ends with the framework agreement."""
    if accession.rejected_at:
        return AccessionState.REJECTED
    if not accession.countersigned_at:
        return AccessionState.SIGNED
    if on > accession.framework.ends_on:
        return AccessionState.EXPIRED
    return AccessionState.IN_FORCE
