"""Where a true-up stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrueUpState(models.TextChoices):
    """An answer is final: a signed "no change", or an order of the difference."""

    OPEN = "open", _("Waiting for an answer")
    NO_CHANGE = "no_change", _("No change, signed")
    ORDERED = "ordered", _("The difference is ordered")
