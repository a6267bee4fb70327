"""The organisation's own agreements with a supplier, under a framework it has joined."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models.accession import Accession
from agreements.frameworks.models import Reseller
from agreements.price_levels.models import CountingBasis, PriceLevel, ProductPool, Programme
from municipalities.constraints import all_or_none
from municipalities.people.models import User

WITHDRAWN_IS_UNUSED = pgtrigger.Trigger(
    # What a reform brought and moved back keeps its entries, which make up nothing
    name="agreement_withdrawn_is_unused",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL"),
    func="""
        IF EXISTS (
            SELECT FROM agreements_order o WHERE o.volume_licence_agreement_id = NEW.id
        ) OR (NEW.predecessor_id IS NULL AND EXISTS (
            SELECT FROM agreements_ledgerentry e WHERE e.volume_licence_agreement_id = NEW.id
        )) THEN
            RAISE EXCEPTION 'agreement_withdrawn_is_unused' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
WITHDRAWAL_IS_FINAL = pgtrigger.Protect(
    name="agreement_withdrawal_is_final",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.withdrawn_at IS NOT NULL AND (OLD.withdrawn_at, OLD.withdrawn_by_id)"
        " IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawn_by_id)"
    ),
)


@pghistory.track()
class VolumeLicenceAgreement(models.Model):
    """The organisation's own agreement with the supplier under the framework (enrollment).

    The price level is fixed for its term; empty where the programme has none, or has one for each
    pool (PoolLevel). Days inclusive.
    `ends_on` ends the first term; see terms.py for the term that runs after renewals. In a reform
    a successor gets an agreement of its own, with the terms and days of its `predecessor`. It goes
    back with the reform; one that was drawn up can be cancelled until the first order under it.
    """

    accession = models.ForeignKey(
        Accession,
        models.PROTECT,
        related_name="volume_licence_agreements",
        verbose_name=_("accession"),
    )
    number = models.CharField(_("agreement number"), max_length=50, unique=True)
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        related_name="volume_licence_agreements",
        verbose_name=_("programme"),
    )
    price_level = models.ForeignKey(
        PriceLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("price level"),
    )
    reseller = models.ForeignKey(
        Reseller, models.PROTECT, related_name="+", verbose_name=_("reseller")
    )
    counting_basis = models.CharField(_("counting basis"), max_length=21, choices=CountingBasis)
    counted_quantity = models.PositiveIntegerField(
        _("number counted"),
        help_text=_("How many you have of what is counted. It gives the price level."),
    )
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    renewal_months = models.PositiveSmallIntegerField(
        _("renews itself for months"), null=True, blank=True
    )
    notice_months = models.PositiveSmallIntegerField(_("notice in months"), default=0)
    notice_given_at = models.DateTimeField(_("notice given"), null=True, blank=True)
    notice_given_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("notice given by"),
    )
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("taken over from"),
    )
    continued_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continues",
        verbose_name=_("continued by"),
        help_text=_("Where orders on their way go after a reform."),
    )
    withdrawn_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cancelled by"),
        help_text=_("Empty where the agreement went back with the reform that brought it."),
    )
    drawn_up_at = models.DateTimeField(_("drawn up"))
    drawn_up_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("drawn up by")
    )

    class Meta:
        ordering = ["-starts_on", "number"]
        verbose_name = _("volume licence agreement")
        verbose_name_plural = _("volume licence agreements")
        constraints = [
            models.CheckConstraint(
                name="volume_licence_agreement_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The agreement must end after it starts."),
            ),
            models.CheckConstraint(
                name="volume_licence_agreement_notice_in_full",
                condition=all_or_none("notice_given_at", "notice_given_by"),
            ),
            models.CheckConstraint(
                name="volume_licence_agreement_is_not_its_own_predecessor",
                condition=~Q(predecessor=F("id")) & ~Q(continued_by=F("id")),
            ),
            models.CheckConstraint(
                name="agreement_withdrawn_by_a_person_or_its_reform",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by=None, predecessor__isnull=False)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, predecessor=None),
            ),
            models.CheckConstraint(
                name="volume_licence_agreement_counts_something",
                condition=Q(counted_quantity__gt=0),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="agreement_level_is_fixed_for_its_term", fields=["price_level", "programme"]
            ),
            # Orders, files and invoices name it
            pgtrigger.ReadOnly(name="agreement_number_is_fixed", fields=["number"]),
            WITHDRAWN_IS_UNUSED,
            WITHDRAWAL_IS_FINAL,
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        number = self.accession.organisation.organisation_number
        return reverse("volume_licence_agreement", args=[number, self.number])

    @property
    def successor_agreement(self):
        """The agreement that goes on with this one after reforms; itself where there is none."""
        return self.continued_by.successor_agreement if self.continued_by else self


@pghistory.track()
class PoolLevel(models.Model):
    """The price level of one pool under an agreement whose programme counts points per pool.

    Fixed for the term, as drawn up from the points that the organisation expects to buy.
    """

    agreement = models.ForeignKey(
        VolumeLicenceAgreement,
        models.PROTECT,
        related_name="pool_levels",
        verbose_name=_("volume licence agreement"),
    )
    pool = models.CharField(_("pool"), max_length=11, choices=ProductPool)
    price_level = models.ForeignKey(
        PriceLevel, models.PROTECT, related_name="+", verbose_name=_("price level")
    )
    points = models.PositiveIntegerField(_("points expected"))

    class Meta:
        ordering = ["agreement", "pool"]
        verbose_name = _("price level of a pool")
        verbose_name_plural = _("price levels of pools")
        constraints = [
            models.UniqueConstraint(name="pool_level_once", fields=["agreement", "pool"]),
            models.CheckConstraint(
                name="pool_level_pool_is_known", condition=Q(pool__in=ProductPool.values)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="pool_level_is_fixed_for_its_term",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_pool_display()}: {self.price_level}"
