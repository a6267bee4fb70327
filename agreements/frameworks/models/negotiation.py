"""Talks with suppliers, those without an agreement included."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.framework import FrameworkAgreement


@pghistory.track()
class Negotiation(models.Model):
    """Talks KS had with a supplier, and how they ended."""

    class Outcome(models.TextChoices):
        ONGOING = "ongoing", _("Ongoing")
        AGREEMENT = "agreement", _("Agreement")
        WITHDRAWN = "withdrawn", _("Withdrew")
        BROKEN_OFF = "broken_off", _("Broken off")

    supplier_name = models.CharField(_("supplier"), max_length=200)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.ONGOING
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_on_is_month = models.BooleanField(_("only the month is known"), default=False)
    reason_nb = models.TextField(_("reason in Bokmål"), blank=True)
    reason_nn = models.TextField(_("reason in Nynorsk"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="negotiations",
        verbose_name=_("framework agreement"),
    )

    class Meta:
        ordering = ["-ended_on", "supplier_name"]
        verbose_name = _("negotiation")
        verbose_name_plural = _("negotiations")
        constraints = [
            models.CheckConstraint(
                name="negotiation_ended_has_a_date",
                condition=Q(outcome="ongoing", ended_on=None)
                | (~Q(outcome="ongoing") & Q(ended_on__isnull=False)),
                violation_error_message=_("Talks that have ended need a date, ongoing ones none."),
            ),
            models.CheckConstraint(
                name="negotiation_withdrawal_has_a_reason",
                condition=~Q(outcome__in=["withdrawn", "broken_off"])
                | ~Q(reason_nb="") & ~Q(reason_nn=""),
                violation_error_message=_("Write down why the talks ended, in both languages."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_name}: {self.get_outcome_display()}"

    @property
    def reason(self) -> str:
        """The reason in the language of the page."""
        return self.reason_nn if get_language() == "nn" else self.reason_nb
