"""Selecting true-ups, and what they are counted against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Sum
from django.db.models.query import QuerySet
from django.utils import timezone

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.accessions.states import AccessionState
from agreements.catalogue.models import Product
from agreements.catalogue.pricing import line_net
from agreements.catalogue.queries import PricedProduct, products_for
from agreements.holdings.models import LedgerEntry
from agreements.holdings.queries import counted_as, valid_on
from agreements.orders.models import Order
from agreements.orders.states import OrderState
from agreements.price_levels.models import CountingBasis
from agreements.trueups.models import TrueUp
from agreements.trueups.states import TrueUpState
from municipalities.people.models import Membership, Role, User
from municipalities.people.queries import in_force
from municipalities.register.models import Organisation
from municipalities.texts import Text

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

GRACE = timedelta(days=60)
"""How long after its anniversary an answer is still taken; then nobody is asked any more."""
REMINDER_INTERVAL = timedelta(days=7)


@dataclass(frozen=True)
class HeldProduct:
    """How many of a product are held in one unit and on one counting basis.

    `unit_net` is today's price of one more, None if not sold. What is held in another unit or on
    another basis than the agreement counts in today `is_counted` nowhere: it stays as it is.
    """

    product: Product
    quantity: int
    counting_basis: Text
    unit_net: Decimal | None
    is_counted: bool

    def cost_of(self, counted: int) -> Decimal:
        """What the difference to a count costs, net kroner."""
        return line_net(quantity=counted - self.quantity, unit_net=self.unit_net or Decimal(0))


def true_ups_of(organisation: Organisation) -> QuerySet[TrueUp]:
    """An organisation's true-ups, the next anniversary last answered first."""
    return TrueUp.objects.filter(
        volume_licence_agreement__accession__organisation=organisation
    ).select_related(
        "volume_licence_agreement__accession__organisation",
        "volume_licence_agreement__programme",
        "order__organisation",
        "signature",
    )


class Standing(TypedDict):
    """What stands with a true-up: the order that answers it, or None."""

    standing_order: Order | None


type TrueUpWithOrder = WithAnnotations[TrueUp, Standing]


def with_standing_orders(true_ups: Iterable[TrueUp]) -> list[TrueUpWithOrder]:
    """True-ups as a list, each with the `standing_order` that answers it, or None.

    For an order that was sent back stands the one that corrects it.
    """
    listed = cast(list[TrueUpWithOrder], list(true_ups))
    standing = {true_up.pk: true_up.order for true_up in listed if true_up.order}
    while returned := [order for order in standing.values() if order.state == OrderState.RETURNED]:
        corrections = Order.objects.filter(replaces__in=returned).select_related("organisation")
        newer = {order.replaces_id: order for order in corrections}
        if not newer:
            break
        standing = {key: newer.get(order.pk, order) for key, order in standing.items()}
    for true_up in listed:
        true_up.standing_order = standing.get(true_up.pk)
    return listed


def counted(held: Iterable[HeldProduct]) -> dict[int, int]:
    """{product id: quantity} of what a true-up counts."""
    return {row.product.pk: row.quantity for row in held if row.is_counted}


def held_under(agreement: VolumeLicenceAgreement, on: date) -> list[HeldProduct]:
    """What is held under an agreement on a day, by product name, with that day's prices."""
    sums = (
        LedgerEntry.objects.filter(valid_on(on), volume_licence_agreement=agreement)
        .values("product", "unit", "counting_basis")
        .annotate(total=Sum("quantity"))
        .exclude(total=0)
        .order_by("product__name", "product__part_number", "unit", "counting_basis")
    )
    rows = list(sums)
    products = Product.objects.in_bulk({row["product"] for row in rows})
    for_sale = products_for(agreement, on).in_bulk(list(products))
    return [_held(row, products[row["product"]], agreement, for_sale) for row in rows]


def _held(
    row: Mapping[str, Any],
    product: Product,
    agreement: VolumeLicenceAgreement,
    for_sale: dict[int, PricedProduct],
) -> HeldProduct:
    return HeldProduct(
        product=product,
        quantity=row["total"],
        counting_basis=CountingBasis(row["counting_basis"]).label,
        unit_net=for_sale[product.pk].unit_net if product.pk in for_sale else None,
        is_counted=counted_as(agreement, product).items() <= row.items(),
    )


def all_true_ups() -> QuerySet[TrueUp]:
    """Every member's true-ups, soonest last day first, with what KS' list shows."""
    return TrueUp.objects.select_related(
        "volume_licence_agreement__accession__organisation",
        "volume_licence_agreement__accession__framework",
        "order__organisation",
    ).order_by("closes_on", "volume_licence_agreement__accession__organisation__name", "pk")


AGREEMENT_GOES_ON = Q(
    volume_licence_agreement__accession__state=AccessionState.COUNTERSIGNED,
    volume_licence_agreement__withdrawn_at=None,
)
"""The condition that what is counted has not ended, nor passed on."""


def is_awaited(on: date) -> Q:
    """The condition that somebody is to answer: the agreement goes on, and there is still time."""
    return Q(AGREEMENT_GOES_ON, state=TrueUpState.OPEN, anniversary__gte=on - GRACE)


class Awaited(TypedDict):
    """What a query adds to a true-up: whether somebody is to answer it on a day."""

    is_awaited: bool


type TrueUpNow = WithAnnotations[TrueUp, Awaited]


def with_awaited(true_ups: QuerySet[TrueUp], on: date) -> QuerySet[TrueUpNow]:
    """True-ups, each with whether it `is_awaited` on a day."""
    awaited = ExpressionWrapper(is_awaited(on), output_field=BooleanField())
    return true_ups.annotate(is_awaited=awaited)


def unanswered_true_ups(on: date) -> QuerySet[TrueUpNow]:
    """The true-ups that nobody has answered and somebody still can."""
    return with_awaited(all_true_ups(), on).filter(is_awaited(on))


def true_ups_to_remind(now: datetime) -> QuerySet[TrueUpNow]:
    """The silent who have not been reminded in the last week, and have somebody to write to."""
    longest_ago = Q(reminded_at=None) | Q(reminded_at__lte=now - REMINDER_INTERVAL)
    return unanswered_true_ups(timezone.localdate(now)).filter(longest_ago, _has_recipients())


def without_recipients(on: date) -> QuerySet[TrueUpNow]:
    """The silent whose organisation has neither an orderer nor a signatory: mail reaches nobody."""
    return unanswered_true_ups(on).filter(~_has_recipients())


def _has_recipients() -> Exists:
    return Exists(_answering_roles(OuterRef("volume_licence_agreement__accession__organisation")))


def people_to_notify(organisation: Organisation) -> QuerySet[User]:
    """Those who are asked to count and answer: they order or sign for the organisation."""
    return User.objects.filter(pk__in=_answering_roles(organisation).values("user"))


def _answering_roles(organisation: Organisation | OuterRef) -> QuerySet[Membership]:
    return Membership.objects.filter(
        in_force(),
        organisation=organisation,
        role__in=[Role.ORDERER, Role.SIGNATORY],
        user__is_active=True,
    )


def answer_counts(on: date) -> dict[str, int]:
    """How many true-ups there are in each state, and how many nobody answered in time."""
    known = TrueUp.objects.filter(~Q(state=TrueUpState.OPEN) | AGREEMENT_GOES_ON)
    answers = {
        state.value: Count("pk", filter=Q(state=state))
        for state in TrueUpState
        if state != TrueUpState.OPEN
    }
    return known.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=is_awaited(on)),
        lapsed=Count("pk", filter=Q(state=TrueUpState.OPEN, anniversary__lt=on - GRACE)),
        **answers,
    )
