"""What is decided about agreements that stand side by side after a merger."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import Accession
from agreements.reforms.models.plan import ReformPlan
from agreements.reforms.states import Decision
from municipalities.people.models import User


class OverlapDecision(models.Model):
    """The decision about a successor's overlapping agreements under one accession. Append-only.

    It changes no agreement: notice and new agreements are the organisation's own acts.
    """

    plan = models.ForeignKey(
        ReformPlan, models.PROTECT, related_name="overlap_decisions", verbose_name=_("reform")
    )
    accession = models.ForeignKey(
        Accession, models.PROTECT, related_name="overlap_decisions", verbose_name=_("accession")
    )
    decision = models.CharField(_("decision"), max_length=11, choices=Decision)
    reason = models.TextField(_("reason"), max_length=1000)
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        ordering = ["decided_at"]
        verbose_name = _("decision about overlapping agreements")
        verbose_name_plural = _("decisions about overlapping agreements")
        constraints = [
            models.UniqueConstraint(
                name="overlap_decided_once",
                fields=["plan", "accession"],
                violation_error_message=_("This is decided already."),
            ),
            models.CheckConstraint(
                name="overlap_decision_is_known", condition=Q(decision__in=Decision.values)
            ),
            models.CheckConstraint(name="overlap_decision_has_a_reason", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="overlap_decision_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accession}: {self.get_decision_display()}"
