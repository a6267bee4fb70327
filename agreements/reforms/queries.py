"""Selecting reforms, and what their parties have."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.query import QuerySet

from agreements.accessions.models import Accession, VolumeLicenceAgreement
from agreements.accessions.states import WAITING_FOR_KS, WAITING_FOR_ORGANISATION, AccessionState
from agreements.catalogue.models import Product
from agreements.holdings.tranches import tranches_from
from agreements.orders.models import Order
from agreements.orders.states import REDUCING_KINDS, OrderState
from agreements.price_levels.models import CountingBasis
from agreements.reforms.models import HoldingKey, ReformParty, ReformPlan
from agreements.reforms.states import PartyRole, ReformState
from municipalities import formatting
from municipalities.people.models import Membership
from municipalities.people.queries import in_force
from municipalities.register.models import MunicipalityNumber, Organisation

WAITING = [*WAITING_FOR_ORGANISATION, *WAITING_FOR_KS]
"""States of accessions that come to nothing when their organisation is dissolved."""


@dataclass(frozen=True)
class Holding:
    """What an organisation has of a product under an agreement, counted in one way.

    From a day on until its last day; `valid_to` None: perpetual. `parts` are what it consists of.
    """

    agreement: VolumeLicenceAgreement
    product: Product
    unit: str
    counting_basis: str
    valid_from: date
    valid_to: date | None
    parts: tuple

    def __str__(self) -> str:
        """Which holding it is, in words."""
        first = formatting.day(self.valid_from)
        last = formatting.day(self.valid_to) if self.valid_to else ""
        return f"{self.product.name}, {self.agreement.number}, {self.counted_as}, {first}–{last}"

    @property
    def key(self) -> HoldingKey:
        """What makes it this holding and no other."""
        return HoldingKey(
            self.agreement.pk,
            self.product.pk,
            self.unit,
            self.counting_basis,
            self.valid_from,
            self.valid_to,
        )

    @property
    def quantity(self) -> int:
        """How many there are on each of its days."""
        return sum(part.quantity for part in self.parts)

    @property
    def counted_as(self) -> str:
        """How it is counted, in words: counting basis and unit."""
        basis = CountingBasis(self.counting_basis).label
        return f"{basis}, {Product.Unit(self.unit).counted}"


def plans() -> QuerySet[ReformPlan]:
    """Every reform with its people, newest day first."""
    return ReformPlan.objects.select_related(
        "drafted_by",
        "allocated_by",
        "approved_by",
        "withdrawn_by",
        "carried_out_by",
        "reversed_by",
    )


def plans_with_counts() -> QuerySet[ReformPlan]:
    """Every reform with how many organisations it is about: `party_count`."""
    return plans().annotate(party_count=Count("parties")).order_by("-takes_effect_on", "-pk")


def due(on: date) -> QuerySet[ReformPlan]:
    """Approved reforms whose day has come, in the order to carry them out.

    Of the same day, mergers go before splits: who takes over a part must exist.
    """
    ready = ReformPlan.objects.filter(state=ReformState.APPROVED, takes_effect_on__lte=on)
    return ready.order_by("takes_effect_on", "kind", "pk")


def parties_of(plan: ReformPlan, role: str) -> list[ReformParty]:
    """The plan's parties of one role, with their organisations."""
    return list(plan.parties.filter(role=role).select_related("organisation"))


def parties_in_full(plan: ReformPlan) -> QuerySet[ReformParty]:
    """Every party with its organisation and the municipality number it has now."""
    in_use = MunicipalityNumber.objects.filter(organisation=OuterRef("organisation"), valid_to=None)
    return (
        plan.parties.select_related("organisation")
        .annotate(number_now=Subquery(in_use.values("number")[:1]))
        .order_by("role", "organisation__name")
    )


def predecessor_parties(plan: ReformPlan) -> list[ReformParty]:
    """Those that give something."""
    return parties_of(plan, PartyRole.PREDECESSOR)


def successor_parties(plan: ReformPlan) -> list[ReformParty]:
    """Those that take over something, the main one first."""
    parties = parties_of(plan, PartyRole.SUCCESSOR)
    return sorted(parties, key=lambda party: not party.is_main)


def created_by(plan: ReformPlan) -> QuerySet[Organisation]:
    """Organisations that begin with a plan: those it named as new, and no other has begun."""
    others = ReformPlan.objects.filter(state=ReformState.CARRIED_OUT).exclude(pk=plan.pk)
    begun = others.exclude(created_organisations=None).values("created_organisations")
    return plan.created_organisations.exclude(pk__in=begun)


def is_not_yet_created(organisation: Organisation) -> bool:
    """Whether an organisation was to begin with a reform, and none that names it has happened."""
    states = ReformPlan.objects.filter(created_organisations=organisation).values_list("state")
    return states.exists() and not states.filter(state=ReformState.CARRIED_OUT).exists()


def holdings_from(organisation: Organisation, day: date) -> list[Holding]:
    """What the organisation has from a day on, one Holding for each HoldingKey, by product."""
    parts = defaultdict(list)
    for part in tranches_from(organisation, day):
        parts[HoldingKey.of(part)].append(part)
    agreements = VolumeLicenceAgreement.objects.in_bulk({key.agreement_id for key in parts})
    products = Product.objects.in_bulk({key.product_id for key in parts})
    return [
        Holding(
            agreement=agreements[key.agreement_id],
            product=products[key.product_id],
            unit=key.unit,
            counting_basis=key.counting_basis,
            valid_from=key.valid_from,
            valid_to=key.valid_to,
            parts=tuple(together),
        )
        for key, together in parts.items()
    ]


def accessions_to_transfer(organisations: Iterable[Organisation]) -> QuerySet[Accession]:
    """What the organisations are party to: signed by both, and not passed on before."""
    return (
        Accession.objects.filter(organisation__in=organisations, state=AccessionState.COUNTERSIGNED)
        .select_related("framework", "organisation")
        .order_by("pk")
    )


def unfinished_accessions(organisations: Iterable[Organisation]) -> QuerySet[Accession]:
    """Cases that come to nothing when the organisations are dissolved."""
    return Accession.objects.filter(
        organisation__in=organisations, state__in=WAITING
    ).select_related("framework", "organisation")


def agreements_of(accessions: Iterable[Accession]) -> QuerySet[VolumeLicenceAgreement]:
    """The volume licence agreements under accessions that are not taken back."""
    return (
        VolumeLicenceAgreement.objects.filter(accession__in=accessions, withdrawn_at=None)
        .select_related("accession__framework", "accession__organisation")
        .order_by("pk")
    )


def orders_to_stop(organisations: Iterable[Organisation]) -> QuerySet[Order]:
    """Orders that nobody has approved: who is dissolved cannot approve them."""
    return _orders(organisations).filter(state=OrderState.SUBMITTED)


def orders_in_progress(organisations: Iterable[Organisation]) -> QuerySet[Order]:
    """Orders that are approved and not answered: the reseller has them, or soon will."""
    return _orders(organisations).filter(state__in=[OrderState.APPROVED, OrderState.SENT])


def corrections_in_progress(organisations: Iterable[Organisation]) -> QuerySet[Order]:
    """Orders in progress that lower what the organisations have."""
    return orders_in_progress(organisations).filter(kind__in=REDUCING_KINDS)


def _orders(organisations: Iterable[Organisation]) -> QuerySet[Order]:
    return Order.objects.filter(organisation__in=organisations).select_related("organisation")


def roles_to_request(organisations: Iterable[Organisation]) -> QuerySet[Membership]:
    """The roles in force that people ask for again with the successor."""
    return (
        Membership.objects.filter(in_force(), organisation__in=organisations, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("user__name", "pk")
    )


def overlaps(plan: ReformPlan) -> QuerySet[Accession]:
    """Accessions of successors with agreements side by side that the reform brought together.

    Each has `overlapping`, the number of agreements under it.
    """
    made = plan.created_agreements.filter(accession=OuterRef("pk"))
    standing = Q(volume_licence_agreements__withdrawn_at=None)
    return (
        Accession.objects.filter(Exists(made), state=AccessionState.COUNTERSIGNED)
        .annotate(overlapping=Count("volume_licence_agreements", filter=standing))
        .filter(overlapping__gt=1)
        .select_related("organisation", "framework")
        .order_by("pk")
    )


def undecided_overlaps(plan: ReformPlan) -> QuerySet[Accession]:
    """Those of the overlaps that nobody has decided anything about after this plan."""
    return overlaps(plan).exclude(pk__in=plan.overlap_decisions.values("accession"))


def outcome_of(plan: ReformPlan) -> dict[str, QuerySet]:
    """What carrying out the plan made, for its page.

    Each of the `overlaps` has what is `decided` about it; `decisions` are about what overlaps no
    more.
    """
    decisions = plan.overlap_decisions.select_related(
        "accession__organisation", "accession__framework", "decided_by"
    )
    overlapping = overlaps(plan)
    return {
        "transfers": plan.transfers.select_related(
            "outgoing__organisation",
            "outgoing__product",
            "incoming__organisation",
            "incoming__volume_licence_agreement",
        ),
        "created_agreements": plan.created_agreements.select_related(
            "accession__organisation",
            "accession__framework",
            "predecessor__accession__organisation",
        ).order_by("pk"),
        "created_requests": plan.created_requests.select_related("user", "organisation").order_by(
            "pk"
        ),
        "stopped_orders": plan.stopped_orders.select_related("organisation").order_by("pk"),
        "overlaps": overlapping.prefetch_related(
            Prefetch("overlap_decisions", queryset=decisions, to_attr="decided")
        ),
        "decisions": decisions.exclude(accession__in=overlapping.values("pk")),
    }
