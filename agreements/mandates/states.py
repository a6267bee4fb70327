"""What a mandate lets the representative do, and where a mandate is on a day."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.people.models import Role


class Powers(models.TextChoices):
    """What may be done on the owner's behalf."""

    ORDER = "order", _("Place orders")
    ORDER_AND_APPROVE = "order_and_approve", _("Place and approve orders")


ROLES: dict[str, frozenset[Role]] = {
    Powers.ORDER: frozenset({Role.ORDERER}),
    Powers.ORDER_AND_APPROVE: frozenset({Role.ORDERER, Role.APPROVER}),
}
"""The roles at the representative that count at the owner."""


class MandateState(models.TextChoices):
    """Where a mandate is."""

    COMING = "coming", _("Not begun")
    IN_FORCE = "in_force", _("In force")
    OVER = "over", _("Over")
    REVOKED = "revoked", _("Revoked")


def mandate_state(mandate, on: date) -> MandateState:
    """The state on a day, as it follows from the dated acts; it ends with either party."""
    if mandate.revoked_at:
        return MandateState.REVOKED
    if on > mandate.ends_on or any(_is_gone(party, on) for party in mandate.parties):
        return MandateState.OVER
    return MandateState.IN_FORCE if on >= mandate.starts_on else MandateState.COMING


def _is_gone(party, on: date):
    return party.is_dissolved(on) or not party.is_registered(on)
