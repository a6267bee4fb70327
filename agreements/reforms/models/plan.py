"""A plan for what passes from whom to whom on a day, frozen when it is approved."""

from datetime import date
from typing import NamedTuple

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import (
    Accession,
    AccessionSuccession,
    VolumeLicenceAgreement,
)
from agreements.catalogue.models import Product
from agreements.orders.models import Order
from agreements.price_levels.models import CountingBasis
from agreements.reforms.models.triggers import (
    REFORM_ALLOCATION_IS_FOR_A_SUCCESSOR,
    REFORM_ALLOCATION_ONLY_IN_A_DRAFT,
    REFORM_PARTY_ONLY_IN_A_DRAFT,
)
from agreements.reforms.states import PartyRole, ReformKind, ReformState
from municipalities.constraints import all_or_none
from municipalities.people.models import Membership, User
from municipalities.register.models import MunicipalityNumber, Organisation


def user_key(label):
    """Who did something; nobody is the command line or the portal itself."""
    return models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def outcome(model, label):
    """Rows of another table that carrying out the plan made or changed."""
    return models.ManyToManyField(model, related_name="+", blank=True, verbose_name=label)


@pghistory.track()
class ReformPlan(models.Model):
    """A reform of organisations on a day, from draft to carried out, and back.

    One person writes its shares: who drafted it or, of a plan from a file, the first who writes
    any. Somebody else approves. actions.move_plan alone writes the state. What carrying out made
    is remembered, so that it can be taken back until something new builds on it. Organisations
    that begin with it are in the register from the draft on, and exist once it is carried out.
    """

    title = models.CharField(_("title"), max_length=150)
    kind = models.CharField(_("kind"), max_length=11, choices=ReformKind)
    takes_effect_on = models.DateField(_("takes effect on"))
    decision = models.CharField(
        _("decision"), max_length=200, help_text=_("The decision or regulation it rests on.")
    )
    state = models.CharField(
        _("state"), max_length=11, choices=ReformState, default=ReformState.DRAFTED
    )
    drafted_at = models.DateTimeField(_("drafted"))
    drafted_by = user_key(_("drafted by"))
    allocated_by = user_key(_("shares written by"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = user_key(_("approved by"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = user_key(_("withdrawn by"))
    carried_out_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    carried_out_by = user_key(_("carried out by"))
    reversed_at = models.DateTimeField(_("reversed"), null=True, blank=True)
    reversed_by = user_key(_("reversed by"))
    reversed_reason = models.TextField(_("why it was reversed"), max_length=1000, blank=True)
    created_organisations = outcome(Organisation, _("organisations created"))
    created_accessions = outcome(Accession, _("accessions created"))
    created_successions = outcome(AccessionSuccession, _("successions of accessions created"))
    transferred_accessions = outcome(Accession, _("accessions transferred"))
    created_agreements = outcome(VolumeLicenceAgreement, _("agreements created"))
    created_requests = outcome(Membership, _("roles requested"))
    created_numbers = outcome(MunicipalityNumber, _("municipality numbers given"))
    ended_numbers = outcome(MunicipalityNumber, _("municipality numbers ended"))
    stopped_orders = outcome(Order, _("orders stopped"))

    class Meta:
        ordering = ["-takes_effect_on", "-pk"]
        verbose_name = _("reform")
        verbose_name_plural = _("reforms")
        constraints = [
            models.CheckConstraint(
                name="reform_approver_is_not_drafter",
                condition=~Q(approved_by=F("drafted_by")),
                violation_error_message=_("Someone else than the drafter must approve."),
            ),
            models.CheckConstraint(
                name="reform_approver_wrote_no_shares",
                condition=~Q(approved_by=F("allocated_by")),
                violation_error_message=_("Someone else than who wrote the shares must approve."),
            ),
            models.CheckConstraint(
                name="reform_shares_are_by_the_drafter",
                condition=Q(drafted_by=None)
                | Q(allocated_by=None)
                | Q(allocated_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="reform_kind_is_known", condition=Q(kind__in=ReformKind.values)
            ),
            models.CheckConstraint(
                name="reform_state_is_known", condition=Q(state__in=ReformState.values)
            ),
            models.CheckConstraint(
                name="reform_is_approved_by_someone",
                condition=all_or_none("approved_at", "approved_by"),
            ),
            models.CheckConstraint(
                name="reform_is_carried_out_only_approved",
                condition=Q(state="drafted", approved_at=None, carried_out_at=None)
                | Q(state="withdrawn", carried_out_at=None)
                | Q(state="approved", approved_at__isnull=False, carried_out_at=None)
                | Q(
                    state__in=["carried_out", "reversed"],
                    approved_at__isnull=False,
                    carried_out_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="reform_reversed_in_full",
                condition=~Q(state="reversed") & Q(reversed_at=None, reversed_reason="")
                | Q(state="reversed", reversed_at__isnull=False) & ~Q(reversed_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="reform_is_frozen",
                fields=["kind", "takes_effect_on", "decision", "drafted_at", "drafted_by"],
            ),
            pgtrigger.Protect(
                name="reform_shares_have_one_writer",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__allocated_by__isnull=False)
                & pgtrigger.Q(new__allocated_by__df=pgtrigger.F("old__allocated_by")),
            ),
            pgtrigger.Protect(name="reform_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ks_reform", args=[self.pk])

    @property
    def writer(self):
        """Who alone writes the shares; None while nobody has, of a plan from a file."""
        return self.drafted_by or self.allocated_by


@pghistory.track()
class ReformParty(models.Model):
    """An organisation in a plan: what it gives, takes over or is called.

    A predecessor is dissolved or continues. The main successor is who goes on with what cannot be
    divided: orders in progress.
    """

    plan = models.ForeignKey(
        ReformPlan, models.PROTECT, related_name="parties", verbose_name=_("reform")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="reforms", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=11, choices=PartyRole)
    is_dissolved = models.BooleanField(_("is dissolved"), default=False)
    is_main = models.BooleanField(_("continues orders in progress"), default=False)
    municipality_number = models.CharField(_("new municipality number"), max_length=4, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        verbose_name = _("party of a reform")
        verbose_name_plural = _("parties of reforms")
        constraints = [
            models.UniqueConstraint(
                name="reform_party_once",
                fields=["plan", "organisation"],
                violation_error_message=_("An organisation stands twice in the plan."),
            ),
            models.UniqueConstraint(
                name="reform_one_main_successor", fields=["plan"], condition=Q(is_main=True)
            ),
            models.CheckConstraint(
                name="reform_party_role_is_known", condition=Q(role__in=PartyRole.values)
            ),
            models.CheckConstraint(
                name="reform_party_only_predecessors_are_dissolved",
                condition=Q(is_dissolved=False) | Q(role="predecessor"),
            ),
            models.CheckConstraint(
                name="reform_party_only_successors_are_main",
                condition=Q(is_main=False) | Q(role="successor"),
            ),
            models.CheckConstraint(
                name="reform_party_number_has_four_digits",
                condition=Q(municipality_number="", role__in=["predecessor", "successor"])
                | Q(municipality_number__regex=r"^[0-9]{4}$", role__in=["successor", "renumbered"]),
                violation_error_message=_("A municipality number has four digits."),
            ),
        ]
        triggers = [REFORM_PARTY_ONLY_IN_A_DRAFT]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"


class HoldingKey(NamedTuple):
    """Which holding: a product under an agreement, counted in one way, from and to its days."""

    agreement_id: int
    product_id: int
    unit: str
    counting_basis: str
    valid_from: date
    valid_to: date | None

    @classmethod
    def of(cls, part):
        """The holding that a Part of the ledger belongs to."""
        return cls(part.volume_licence_agreement_id, *(getattr(part, n) for n in cls._fields[1:]))


@pghistory.track()
class ReformAllocation(models.Model):
    """So many of one holding go to one successor.

    A holding is what the predecessor has of a product under an agreement, of one unit and counting
    basis, from the day of the reform (or later, when it begins later) to its last day; empty: for
    good.
    """

    party = models.ForeignKey(
        ReformParty, models.PROTECT, related_name="allocations", verbose_name=_("successor")
    )
    agreement = models.ForeignKey(
        VolumeLicenceAgreement, models.PROTECT, related_name="+", verbose_name=_("agreement")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", verbose_name=_("product")
    )
    unit = models.CharField(_("unit"), max_length=11, choices=Product.Unit)
    counting_basis = models.CharField(_("counting basis"), max_length=21, choices=CountingBasis)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        ordering = ["party", "product", "pk"]
        verbose_name = _("allocation of a reform")
        verbose_name_plural = _("allocations of reforms")
        constraints = [
            models.UniqueConstraint(
                name="reform_allocation_once",
                fields=[
                    "party",
                    "agreement",
                    "product",
                    "unit",
                    "counting_basis",
                    "valid_from",
                    "valid_to",
                ],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="reform_allocation_is_of_something", condition=Q(quantity__gt=0)
            ),
            models.CheckConstraint(
                name="reform_allocation_unit_is_known",
                condition=Q(unit__in=Product.Unit.values),
            ),
            models.CheckConstraint(
                name="reform_allocation_counting_basis_is_known",
                condition=Q(counting_basis__in=CountingBasis.values),
            ),
        ]
        triggers = [REFORM_ALLOCATION_ONLY_IN_A_DRAFT, REFORM_ALLOCATION_IS_FOR_A_SUCCESSOR]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product} → {self.party.organisation}"

    @property
    def holding_key(self) -> HoldingKey:
        """Which holding it is of."""
        return HoldingKey(*(getattr(self, name) for name in HoldingKey._fields))
