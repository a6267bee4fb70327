"""What may follow what with a file of opening balances."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BalanceState(models.TextChoices):
    """Where a file is. A mended file is a new one."""

    DRAFT = "draft", _("Not posted yet")
    POSTED = "posted", _("Posted")
    REVERSED = "reversed", _("Reversed")
    DISCARDED = "discarded", _("Discarded")


ALLOWED_FROM = {
    BalanceState.POSTED: BalanceState.DRAFT,
    BalanceState.REVERSED: BalanceState.POSTED,
    BalanceState.DISCARDED: BalanceState.DRAFT,
}
"""A state, and the one it follows."""
