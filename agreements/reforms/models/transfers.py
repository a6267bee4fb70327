"""Licences that passed from one organisation to another: pairs of ledger entries."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.holdings.models import LedgerEntry
from agreements.reforms.models.plan import ReformPlan
from agreements.reforms.models.triggers import REFORM_TRANSFER_CONSERVES


class ReformTransfer(models.Model):
    """One entry out of a holding and the one into another: no licence is lost or gained.

    Append-only; a reversed reform reverses both entries.
    """

    plan = models.ForeignKey(
        ReformPlan, models.PROTECT, related_name="transfers", verbose_name=_("reform")
    )
    outgoing = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="transfer_out", verbose_name=_("entry out")
    )
    incoming = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="transfer_in", verbose_name=_("entry in")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("transfer in a reform")
        verbose_name_plural = _("transfers in reforms")
        triggers = [
            REFORM_TRANSFER_CONSERVES,
            pgtrigger.Protect(
                name="reform_transfer_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incoming}: {self.plan}"
