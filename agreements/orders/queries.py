"""Selecting baskets and orders."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet
from django.utils import timezone

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.frameworks.models import FrameworkAgreement
from agreements.holdings.queries import under_frameworks
from agreements.mandates.models import Mandate
from agreements.mandates.queries import in_force_on
from agreements.orders.models import (
    LineSettlement,
    Order,
    OrderLine,
    OrderResponse,
    OrderStep,
    Proposal,
)
from agreements.orders.models.proposals import OPEN_STATES
from agreements.orders.states import COUNTED_STATES, REDUCING_KINDS, OrderState
from municipalities.people.models import User
from municipalities.register.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

CONFIRMED, REFUSED = LineSettlement.Outcome.CONFIRMED, LineSettlement.Outcome.REFUSED
KRONER = DecimalField(max_digits=20, decimal_places=2)

NET_CHANGE = Sum(F("net") - F("quantity") * F("line__unit_net"))
"""The sum of LineSettlement.net_change of parts, for the database."""


def submitted_order(
    agreement: VolumeLicenceAgreement, submission_key: UUID, *, by: User
) -> Order | None:
    """The order that the person has made of a basket under an agreement, by its key; or None."""
    return Order.objects.filter(
        submitted_by=by, volume_licence_agreement=agreement, submission_key=submission_key
    ).first()


def returned_step(order: Order) -> OrderStep:
    """The step that sent an order back, with its reason and who took it."""
    return order.steps.select_related("by").get(state=OrderState.RETURNED)


def orders_of(
    organisation: Organisation, *, frameworks: Collection[int] | QuerySet | None = None
) -> QuerySet[Order]:
    """An organisation's orders, newest first, with what a list of them shows.

    With `frameworks` only those under these framework agreements.
    """
    return (
        Order.objects.filter(under_frameworks(frameworks), organisation=organisation)
        .select_related("submitted_by", "organisation", "mandate__representative", "dispatch")
        .annotate(line_count=Count("lines"), **_answered())
        .order_by("-submitted_at", "-pk")
    )


def orders_of_everybody() -> QuerySet[Order]:
    """All organisations' orders, newest first, with what the case officers' list shows."""
    return (
        Order.objects.select_related(
            "organisation", "dispatch", "volume_licence_agreement__accession__framework"
        )
        .annotate(**_answered())
        .order_by("-submitted_at", "-pk")
    )


def _answered() -> dict[str, Any]:
    """What the reseller has said about orders, as annotations.

    `proposal_state` where somebody has yet to decide, `is_partly_answered` where a part is settled
    and others are open, and `has_answer` as Order.is_answered.
    """
    proposals = Proposal.objects.filter(order=OuterRef("pk"), state__in=OPEN_STATES)
    is_settled = Exists(LineSettlement.objects.filter(line__order=OuterRef("pk")))
    answers = OrderResponse.objects.filter(order=OuterRef("pk"))
    return {
        "proposal_state": Subquery(proposals.values("state")[:1]),
        "is_partly_answered": Q(state=OrderState.SENT) & is_settled,
        "has_answer": is_settled | Exists(answers.exclude(code=OrderResponse.Code.ACKNOWLEDGED)),
    }


def orders_in_full() -> QuerySet[Order]:
    """Orders with everything their page and document show."""
    return Order.objects.select_related(
        "organisation",
        "volume_licence_agreement__reseller",
        "volume_licence_agreement__programme",
        "volume_licence_agreement__accession__framework__supplier",
        "terms_version",
        "price_list",
        "submitted_by",
        "mandate__representative",
        "cost_sharing_key",
        "approved_by",
        "dispatch",
        "corrects__organisation",
        "replaces__organisation",
        "segment",
    ).prefetch_related(
        "lines__settlements",
        "attachments__document__organisation",
        "corrections__organisation",
        "replacements__organisation",
        "cost_sharing_key__shares",
        "steps__by",
        "steps__on_behalf_of",
        "steps__mandate__representative",
        "questions__asked_by",
        "questions__answered_by",
        "proposals",
        "responses__proposal__decided_by",
        "responses__proposal__approved_by",
        "responses__proposal__on_behalf_of",
        "responses__proposal__mandate__representative",
        "responses__proposal__approval_mandate__representative",
        "responses__proposal__lines__line__product",
        "responses__proposal__lines__product",
        "dispatch__attempts",
    )


def standing_lines(framework: FrameworkAgreement) -> QuerySet[OrderLine]:
    """The lines that count under a framework, each with `units`, and `value` in kroner net.

    A new order counts as ordered until the reseller answers: what is refused counts no longer, and
    what is accepted at another price counts at that. An order that lowers another counts as far as
    it is confirmed.
    """
    lowers = Q(order__kind__in=REDUCING_KINDS)
    as_ordered = Coalesce(_settled("ordered_net"), Decimal(0), output_field=KRONER)
    return OrderLine.objects.filter(
        lowers | Q(order__state__in=COUNTED_STATES),
        order__volume_licence_agreement__accession__framework=framework,
    ).annotate(
        units=Case(
            When(lowers, then=Coalesce(_settled("quantity", CONFIRMED), 0)),
            default=F("quantity") - Coalesce(_settled("quantity", REFUSED), 0),
        ),
        value=Case(
            When(lowers, then=_paid()),
            default=F("net") + _paid() - as_ordered,
            output_field=KRONER,
        ),
    )


def _settled(fact: str, *outcomes: str) -> Subquery:
    """A subquery: the sum of a fact over the settled parts of a line; of all, or some outcomes.

    `ordered_net` is what the parts would cost as they were ordered.
    """
    parts = LineSettlement.objects.filter(line=OuterRef("pk"))
    if outcomes:
        parts = parts.filter(outcome__in=outcomes)
    summed = F("quantity") * F("line__unit_net") if fact == "ordered_net" else F(fact)
    return Subquery(parts.order_by().values("line").annotate(sum=Sum(summed)).values("sum"))


def _paid() -> Coalesce:
    return Coalesce(_settled("net"), Decimal(0), output_field=KRONER)


def counted_on(order: Order) -> date:
    """The day on which an order counts: a correction in the year of what it corrects.

    So that no year is negative.
    """
    return timezone.localdate((order.corrects or order).submitted_at)


def open_quantities(order: Order) -> dict[OrderLine, int]:
    """{line: how many of it are neither confirmed nor refused}, by position."""
    lines = order.lines.select_related("product", "corrects").order_by("position")
    lines = lines.annotate(settled=Coalesce(_settled("quantity"), 0))
    return {line: abs(line.quantity - line.settled) for line in lines}


def lines_with_settlements(order: Order) -> QuerySet[OrderLine]:
    """The order's lines by position, each with what is settled of it."""
    lines = order.lines.select_related("product", "corrects").order_by("position")
    return lines.prefetch_related("settlements")


class Left(TypedDict):
    """What a query adds to a line: how many of it nobody has given up."""

    left: int


type LineLeft = WithAnnotations[OrderLine, Left]


def lines_left(order: Order) -> QuerySet[LineLeft]:
    """The order's lines, each with `left`: what is confirmed less what corrections take of it.

    A correction takes until the reseller refuses it.
    """
    taking = OrderLine.objects.filter(corrects=OuterRef("pk"), order__state__in=COUNTED_STATES)
    taken = taking.annotate(
        taken=F("quantity") - Coalesce(_settled("quantity", REFUSED), 0)
    ).order_by()
    return order.lines.annotate(
        left=Coalesce(_settled("quantity", CONFIRMED), 0)
        + Coalesce(Subquery(taken.values("corrects").annotate(sum=Sum("taken")).values("sum")), 0)
    ).order_by("position")


def orders_to_repeat() -> QuerySet[Order]:
    """Orders with what ordering the same once more asks of them."""
    return Order.objects.select_related(
        "organisation",
        "volume_licence_agreement__accession__organisation",
        "volume_licence_agreement__accession__framework",
        "volume_licence_agreement__programme",
        "volume_licence_agreement__price_level",
        "volume_licence_agreement__reseller",
        "segment",
        "cost_sharing_key",
    )


def order_by_number(
    organisation: Organisation, number: str, *, orders: QuerySet[Order] | None = None
) -> Order:
    """The organisation's order that people call 2026-0001; raises Order.DoesNotExist.

    `orders` is where it is looked for, with what is fetched along: all that a page shows unless
    told otherwise.
    """
    year, _, sequence = number.partition("-")
    orders = orders_in_full() if orders is None else orders
    return orders.get(organisation=organisation, year=year, sequence=sequence)


class OnBehalf(TypedDict):
    """What a query adds to an order by mandate: whether the mandate holds on a day."""

    mandate_holds: bool


type OrderOnBehalf = WithAnnotations[Order, OnBehalf]


def orders_on_behalf_of_others(representative: Organisation, on: date) -> QuerySet[OrderOnBehalf]:
    """The orders an organisation has placed for others, newest first, as their owners' stand.

    Each with whether its `mandate_holds` on a day.
    """
    holding = Mandate.objects.filter(in_force_on(on), pk=OuterRef("mandate"))
    return (
        Order.objects.filter(mandate__representative=representative)
        .annotate(mandate_holds=Exists(holding), **_answered())
        .select_related("submitted_by", "organisation", "mandate__representative", "dispatch")
        .order_by("-submitted_at", "-pk")
    )


def current_net_of(order: Order) -> Decimal:
    """What an order costs as things stand, net kroner: less what is refused, at agreed prices."""
    parts = LineSettlement.objects.filter(line__order=order)
    return order.net + (parts.aggregate(change=NET_CHANGE)["change"] or Decimal(0))
