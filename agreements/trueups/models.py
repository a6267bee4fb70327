"""The yearly count against the ledger (etterrapportering)."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import Product
from agreements.holdings.models import LedgerEntry
from agreements.orders.models import Order
from agreements.signing.models import Signature
from agreements.trueups.states import SIGNED, TrueUpState
from agreements.trueups.triggers import (
    COUNTS_DOWN_ONLY_SUBSCRIPTIONS,
    REDUCTION_IS_OF_ITS_COUNT,
)


@pghistory.track()
class TrueUp(models.Model):
    """What a volume licence agreement asks for before an anniversary: a count, and an answer.

    Answered between `opens_on` and `closes_on`, both inclusive; a late answer is taken, and is
    seen to be late. The state is written by actions.py alone; an answer is final.
    """

    volume_licence_agreement = models.ForeignKey(
        VolumeLicenceAgreement,
        models.PROTECT,
        related_name="true_ups",
        verbose_name=_("volume licence agreement"),
    )
    anniversary = models.DateField(_("anniversary"))
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("answer by"))
    state = models.CharField(
        _("state"), max_length=9, choices=TrueUpState, default=TrueUpState.OPEN
    )
    opened_at = models.DateTimeField(_("opened"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    signature = models.OneToOneField(
        Signature,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="true_up",
        verbose_name=_("signature"),
    )
    order = models.OneToOneField(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="true_up",
        verbose_name=_("order"),
    )

    class Meta:
        ordering = ["-anniversary", "pk"]
        verbose_name = _("true-up")
        verbose_name_plural = _("true-ups")
        constraints = [
            models.UniqueConstraint(
                name="true_up_once_an_anniversary",
                fields=["volume_licence_agreement", "anniversary"],
            ),
            models.CheckConstraint(
                name="true_up_window_lies_before_the_anniversary",
                condition=Q(opens_on__lte=F("closes_on"), closes_on__lt=F("anniversary")),
            ),
            models.CheckConstraint(
                name="true_up_answer_is_whole",
                condition=Q(state="open", answered_at=None, signature=None, order=None)
                | Q(
                    state__in=SIGNED,
                    answered_at__isnull=False,
                    signature__isnull=False,
                    order=None,
                )
                | Q(
                    state="ordered",
                    answered_at__isnull=False,
                    signature=None,
                    order__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="true_up_answer_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state <> 'open'"),
            ),
            pgtrigger.Protect(name="true_up_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.volume_licence_agreement}: {self.anniversary}"

    def get_absolute_url(self) -> str:
        organisation = self.volume_licence_agreement.accession.organisation
        return reverse("true_up", args=[organisation.organisation_number, self.pk])

    @property
    def is_late(self) -> bool:
        """Whether it was answered after its last day."""
        return bool(self.answered_at and timezone.localdate(self.answered_at) > self.closes_on)


class TrueUpCount(models.Model):
    """How many of a product were held and counted when a true-up was answered; frozen with it."""

    true_up = models.ForeignKey(
        TrueUp, models.PROTECT, related_name="counts", verbose_name=_("true-up")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", verbose_name=_("product")
    )
    held = models.PositiveIntegerField(_("held"))
    counted = models.PositiveIntegerField(_("counted"))

    class Meta:
        ordering = ["true_up", "product__name"]
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(name="true_up_count_once", fields=["true_up", "product"]),
        ]
        triggers = [
            COUNTS_DOWN_ONLY_SUBSCRIPTIONS,
            pgtrigger.Protect(
                name="true_up_count_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.counted}"


class TrueUpReduction(models.Model):
    """The ledger entry by which so many fewer of a subscription stand from the anniversary on."""

    count = models.ForeignKey(
        TrueUpCount, models.PROTECT, related_name="reductions", verbose_name=_("count")
    )
    entry = models.OneToOneField(
        LedgerEntry,
        models.PROTECT,
        related_name="true_up_reduction",
        verbose_name=_("ledger entry"),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reduction in a true-up")
        verbose_name_plural = _("reductions in true-ups")
        triggers = [
            REDUCTION_IS_OF_ITS_COUNT,
            pgtrigger.Protect(
                name="true_up_reduction_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.count.true_up}"
