"""Settling order lines part by part: what the reseller confirmed is owned, what is refused is free.

Everything that follows from an answer about a line happens here and at once: the part is written,
the ledger, the ceilings and the pooled volume follow.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from agreements.catalogue.models import Product
from agreements.frameworks import ceilings
from agreements.frameworks.ceilings import CeilingUse
from agreements.holdings.actions import post_order, post_reduction
from agreements.money import to_ore
from agreements.orders.models import LineSettlement, Order, OrderLine
from agreements.orders.queries import counted_on
from agreements.price_levels.volume import count_volume
from municipalities.people.models import User

Outcome = LineSettlement.Outcome


@dataclass(frozen=True)
class SettledPart:
    """A part of a line that is settled; `quantity` is above 0, `unit_net` and `net` kroner net."""

    line: OrderLine
    is_confirmed: bool
    quantity: int
    product: Product
    part_number: str
    name: str
    unit_net: Decimal
    net: Decimal
    promised_from: date | None = None
    promised_to: date | None = None

    @classmethod
    def as_ordered(cls, line, quantity, *, is_confirmed=True, **promised):
        """A part at the price and with the product of its line; what is refused costs nothing."""
        return cls(
            line=line,
            is_confirmed=is_confirmed,
            quantity=quantity,
            product=line.product,
            part_number=line.part_number,
            name=line.name,
            unit_net=line.unit_net,
            net=to_ore(quantity * line.unit_net) if is_confirmed else Decimal("0.00"),
            **promised,
        )


def record_settlements(
    order: Order, parts, *, by: User | None, now: datetime, response=None
) -> list[LineSettlement]:
    """Write parts of an order that is sent, and all that follows; returns their rows.

    To be called in the transaction that holds the order (actions.settle_order). Raises
    ValidationError.
    """
    confirmed = [part for part in parts if part.is_confirmed]
    if order.lowers:
        entries = post_reduction(confirmed, by=by, now=now)
    else:
        entries = post_order(order, confirmed, by=by, now=now)
    entry_of = dict(zip(map(id, confirmed), entries, strict=True))
    settled = LineSettlement.objects.bulk_create(
        settlement_of(part, order, entry=entry_of.get(id(part)), by=by, now=now, response=response)
        for part in parts
    )
    _count_under_ceilings(order, parts)
    _count_in_volume(order, parts)
    return settled


def settlement_of(
    part, order: Order, *, entry, by: User | None, now: datetime, response=None
) -> LineSettlement:
    """The row of a part, not yet written."""
    sign = -1 if order.lowers else 1
    return LineSettlement(
        line=part.line,
        outcome=Outcome.CONFIRMED if part.is_confirmed else Outcome.REFUSED,
        quantity=sign * part.quantity,
        product=part.product,
        part_number=part.part_number,
        name=part.name,
        unit_net=part.unit_net,
        net=sign * part.net,
        promised_from=part.promised_from,
        promised_to=part.promised_to,
        response=response,
        ledger_entry=entry,
        settled_at=now,
        settled_by=by,
    )


def _count_under_ceilings(order: Order, parts) -> None:
    """Free what is refused, or given up; count what is dearer than it was ordered at.

    An order was counted whole when it was submitted, one that lowers was not counted at all.
    Raises ValidationError where what grows would break a ceiling.
    """
    changes: dict[int | None, CeilingUse] = defaultdict(lambda: CeilingUse(Decimal(0), 0))
    for part in parts:
        changes[part.line.lot_id] += _change(order, part)
    ceilings.reserve(order.volume_licence_agreement.accession.framework, changes)


def _change(order: Order, part) -> CeilingUse:
    """What a part changes in what the order counts: net kroner and units."""
    ordered = part.quantity * part.line.unit_net
    if order.lowers:
        return (
            CeilingUse(-part.net, -part.quantity)
            if part.is_confirmed
            else CeilingUse(Decimal(0), 0)
        )
    if part.is_confirmed:
        return CeilingUse(part.net - ordered, 0)
    return CeilingUse(-ordered, -part.quantity)


def _count_in_volume(order: Order, parts) -> None:
    """Take out of the pooled volume what is refused, or given up."""
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for part in parts:
        if part.is_confirmed == order.lowers:
            quantity, points = sums[part.line.pool]
            sums[part.line.pool] = (
                quantity - part.quantity,
                points - part.quantity * part.line.points,
            )
    if sums:
        framework = order.volume_licence_agreement.accession.framework
        count_volume(framework, dict(sums), on=counted_on(order))
