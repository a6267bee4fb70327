"""Selecting reforms, and what their parties have."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, F, Q, Sum, Value
from django.db.models.functions import Greatest

from agreements.accessions.models import Accession, VolumeLicenceAgreement
from agreements.accessions.states import WAITING_FOR_KS, WAITING_FOR_ORGANISATION, AccessionState
from agreements.catalogue.models import Product
from agreements.holdings.models import LedgerEntry
from agreements.orders.models import Order
from agreements.orders.states import OrderKind, OrderState
from agreements.reforms.models import ReformPlan
from agreements.reforms.states import PartyRole, ReformState
from municipalities.people.models import Membership
from municipalities.people.queries import in_force

WAITING = [*WAITING_FOR_ORGANISATION, *WAITING_FOR_KS]
"""States of accessions that come to nothing when their organisation is dissolved."""


@dataclass(frozen=True)
class Holding:
    """What an organisation has of a product under an agreement from a day on, until its last day.

    `valid_to` None: for good.
    """

    agreement: VolumeLicenceAgreement
    product: Product
    valid_from: date
    valid_to: date | None
    quantity: int

    @property
    def key(self):
        """What makes it this holding and no other."""
        return (self.agreement.pk, self.product.pk, self.valid_from, self.valid_to)


def plans():
    """Every reform with its people, newest day first."""
    return ReformPlan.objects.select_related(
        "drafted_by", "approved_by", "withdrawn_by", "carried_out_by", "reversed_by"
    )


def plans_with_counts():
    """Every reform with how many organisations it is about: `party_count`."""
    return plans().annotate(party_count=Count("parties"))


def due(on):
    """Approved reforms whose day has come, in the order to carry them out.

    Of the same day, mergers go before splits: who takes over a part must exist.
    """
    ready = ReformPlan.objects.filter(state=ReformState.APPROVED, takes_effect_on__lte=on)
    return ready.order_by("takes_effect_on", "kind", "pk")


def parties_of(plan, role):
    """The plan's parties of one role, with their organisations."""
    return list(plan.parties.filter(role=role).select_related("organisation"))


def predecessor_parties(plan):
    """Those that give something."""
    return parties_of(plan, PartyRole.PREDECESSOR)


def successor_parties(plan):
    """Those that take over something, the main one first."""
    parties = parties_of(plan, PartyRole.SUCCESSOR)
    return sorted(parties, key=lambda party: not party.is_main)


def holdings_from(organisation, day):
    """What the organisation has from a day on, one Holding a product, agreement and validity."""
    rows = list(
        LedgerEntry.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day), organisation=organisation
        )
        .annotate(begins=Greatest("valid_from", Value(day, DateField())))
        .values("volume_licence_agreement", "product", "begins", "valid_to")
        .annotate(total=Sum("quantity"))
        .exclude(total=0)
        .order_by("product__name", "volume_licence_agreement__number", "begins", "valid_to")
    )
    agreements = VolumeLicenceAgreement.objects.in_bulk(
        {row["volume_licence_agreement"] for row in rows}
    )
    products = Product.objects.in_bulk({row["product"] for row in rows})
    return [
        Holding(
            agreement=agreements[row["volume_licence_agreement"]],
            product=products[row["product"]],
            valid_from=row["begins"],
            valid_to=row["valid_to"],
            quantity=row["total"],
        )
        for row in rows
    ]


def licences_of(organisations, day):
    """How many of each product the organisations have from a day on: {product: quantity}."""
    totals = (
        LedgerEntry.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day), organisation__in=organisations
        )
        .order_by("product")
        .values_list("product")
        .annotate(Sum("quantity"))
    )
    return dict(totals)


def accessions_to_pass_on(organisation):
    """What the organisation is party to: signed by both, and not passed on before."""
    return (
        Accession.objects.filter(organisation=organisation, state=AccessionState.COUNTERSIGNED)
        .select_related("framework", "organisation")
        .order_by("pk")
    )


def unfinished_accessions(organisation):
    """Cases that come to nothing when the organisation is dissolved."""
    return Accession.objects.filter(organisation=organisation, state__in=WAITING).select_related(
        "framework", "organisation"
    )


def agreements_of(accession):
    """The volume licence agreements under an accession that are not taken back."""
    return (
        accession.volume_licence_agreements.filter(withdrawn_at=None)
        .select_related("accession__framework")
        .order_by("pk")
    )


def orders_to_stop(organisation):
    """Orders that nobody has approved: who is dissolved cannot approve them."""
    return _orders(organisation).filter(state=OrderState.SUBMITTED)


def orders_on_their_way(organisation):
    """Orders that are approved and not answered: the reseller has them, or soon will."""
    return _orders(organisation).filter(state__in=[OrderState.APPROVED, OrderState.SENT])


def corrections_on_their_way(organisation):
    """Orders on their way that lower what the organisation has."""
    return orders_on_their_way(organisation).exclude(kind=OrderKind.NEW)


def _orders(organisation):
    return Order.objects.filter(organisation=organisation).select_related("organisation")


def roles_to_ask_for(organisation):
    """The roles in force that people ask for again with the successor."""
    return (
        Membership.objects.filter(in_force(), organisation=organisation, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("user__name", "pk")
    )


def overlaps(plan):
    """Accessions of successors with agreements side by side that the reform brought together.

    Each has `overlapping`, the number of agreements under it, and the decision, if there is one.
    """
    agreements = Q(volume_licence_agreements__withdrawn_at=None)
    return (
        Accession.objects.filter(
            state=AccessionState.COUNTERSIGNED,
            volume_licence_agreements__in=plan.made_agreements.all(),
        )
        .order_by("pk")
        .distinct()
        .annotate(overlapping=Count(F("volume_licence_agreements"), filter=agreements))
        .filter(overlapping__gt=1)
        .select_related("organisation", "framework")
    )
