"""What may follow what on an order's way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_QUANTITY = 1_000_000
"""More of one product than the largest buyer could need; a slip of the finger beyond it."""


class OrderKind(models.TextChoices):
    """What an order asks for: more, or less of a confirmed order (a change some, an end all)."""

    NEW = "new", _("New order")
    TRUE_UP = "true_up", _("True-up order")
    CHANGE = "change", _("Change of order")
    END = "end", _("End of order")


REDUCING_KINDS = [OrderKind.CHANGE, OrderKind.END]
"""Kinds whose lines take away from a confirmed order."""


class OrderState(models.TextChoices):
    """Where an order is. What is confirmed is never taken back; only a held one is stopped."""

    SUBMITTED = "submitted", _("Waiting for approval")
    RETURNED = "returned", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    APPROVED = "approved", _("Approved")
    STOPPED = "stopped", _("Stopped, not sent")
    SENT = "sent", _("Sent to the reseller")
    REJECTED = "rejected", _("Rejected by the reseller")
    CONFIRMED = "confirmed", _("Confirmed by the reseller")


ALLOWED_FROM = {
    OrderState.SUBMITTED: set(),
    OrderState.RETURNED: {OrderState.SUBMITTED},
    OrderState.WITHDRAWN: {OrderState.SUBMITTED},
    OrderState.APPROVED: {OrderState.SUBMITTED},
    OrderState.STOPPED: {OrderState.APPROVED},
    OrderState.SENT: {OrderState.APPROVED},
    OrderState.REJECTED: {OrderState.SENT},
    OrderState.CONFIRMED: {OrderState.SENT},
}
"""A state, and the states it may follow."""

RELEASED_STATES = {OrderState.RETURNED, OrderState.WITHDRAWN, OrderState.STOPPED}
"""States by which a whole order is taken back before the reseller has it.

What a reseller refuses is freed part by part (reseller_answers/settlements.py).
"""

COUNTED_STATES = {
    OrderState.SUBMITTED,
    OrderState.APPROVED,
    OrderState.SENT,
    OrderState.CONFIRMED,
}
"""States whose orders count, in pooled volume and against ceilings: confirmed, or on the way.

What lowers an order counts only when it is confirmed (queries.standing_lines): until then nothing
is free.
"""
