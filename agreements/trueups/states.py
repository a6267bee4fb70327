"""Where a true-up stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrueUpState(models.TextChoices):
    """An answer is final: signed, that nothing changes or fewer are used; or an order of more."""

    OPEN = "open", _("Waiting for an answer")
    NO_CHANGE = "no_change", _("No change, signed")
    FEWER = "fewer", _("Fewer, signed")
    ORDERED = "ordered", _("The difference is ordered")


SIGNED = [TrueUpState.NO_CHANGE, TrueUpState.FEWER]
"""Answers that carry a signature."""
