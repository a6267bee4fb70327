"""The state of an invitation, as it follows from its dated acts."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_ROLE_REQUESTS = 15
"""How many roles a person can ask for before somebody answers: all five in three organisations."""

INVITATION_DAYS = 30
"""How long an invitation can be accepted."""


class InvitationState(models.TextChoices):
    """Where an invitation is."""

    OPEN = "open", _("Not answered")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


def oldest_open_invitation(now: datetime):
    """An invitation from this moment or before is too old to be accepted now."""
    return now - timedelta(days=INVITATION_DAYS)


def invitation_state(invitation, now: datetime) -> InvitationState:
    """The state at a moment."""
    if invitation.accepted_at:
        return InvitationState.ACCEPTED
    if invitation.withdrawn_at:
        return InvitationState.WITHDRAWN
    if invitation.invited_at <= oldest_open_invitation(now):
        return InvitationState.EXPIRED
    return InvitationState.OPEN
