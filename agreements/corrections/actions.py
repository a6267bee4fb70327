"""Changing and ending what is confirmed: an order of its own that lowers lines of another.

Nothing confirmed is taken back. A correcting order refers to the confirmed one, is approved and
sent like any order, and only its confirmation lowers holdings, ceilings and pooled volume. It is
placed under what the confirmed order was placed under: what was bought at a price is given up at
that price. More of something is a new order, at today's price.

What is perpetual never goes down, except that a wrong order can be corrected within
WRONG_ORDER_DAYS days of its confirmation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.approvals.actions import check_limit
from agreements.approvals.mail import notify_approvers
from agreements.catalogue.pricing import line_net, order_amount
from agreements.money import Amount
from agreements.orders.allowed_actions import can_be_lowered
from agreements.orders.models import Order, OrderLine, OrderStep
from agreements.orders.order_conditions import check_may_lower
from agreements.orders.order_parties import parties_of_order
from agreements.orders.placing import check_key_is_free, conflicts_as_refusals, next_sequence
from agreements.orders.queries import LineLeft, lines_left
from agreements.orders.states import OrderKind
from municipalities.people.models import Role, User
from municipalities.register.locking import lock_organisation

WRONG_ORDER_DAYS = 30
"""How long after its confirmation a wrong order for something perpetual can be corrected."""

COPIED_ORDER_FIELDS = (
    "organisation_id",
    "volume_licence_agreement_id",
    "segment_id",
    "segment_name",
    "cost_sharing_key_id",
    "cost_sharers",
    "cost_centre",
    "requisition_number",
    "delivery_contact",
    "delivery_email",
    "terms_version_id",
    "price_list_id",
    "price_level",
    "discount_percent",
    "markup_percent",
    "counting_basis",
    "vat_percent",
)
"""What a correcting order takes over from the order it corrects."""

COPIED_LINE_FIELDS = (
    "lot_id",
    "unit",
    "pool",
    "price_level",
    "points",
    "term_months",
    "last_day",
)

DELIVERED_FIELDS = ("product_id", "part_number", "name", "unit_net")
"""What it takes over from what was confirmed, which may be another price or product."""


@dataclass(frozen=True)
class LineChange:
    """A line of a confirmed order that goes down: from what is `left` of it to `quantity`."""

    line: LineLeft
    left: int
    quantity: int

    @property
    def fewer(self) -> int:
        """How many are given up."""
        return self.left - self.quantity

    @property
    def net(self) -> Decimal:
        """What is given up, at the price it was bought at: net kroner, negative."""
        return line_net(quantity=-self.fewer, unit_net=self.line.agreed.unit_net)

    @property
    def last_day(self) -> date | None:
        """The last day of what remains; None when it is perpetual."""
        return self.line.owned_until


@dataclass(frozen=True)
class OrderChange:
    """What an order would take away from a confirmed one; `amount` is negative."""

    order: Order
    lines: list[LineChange]
    amount: Amount
    is_end: bool


@transaction.atomic
def correct_order(order: Order, *, by: User, correction: dict[str, Any], now: datetime) -> Order:
    """Submit an order that lowers a confirmed one; the same submission twice is one order.

    `correction` holds submission_key, buyer_reference, reason, quantities ({line id: how many
    there shall be}) and seen_left ({line id: how many were left when the person looked}); and
    `replaces`, the returned correction of the same order that this one corrects, or None. Raises
    ValidationError.
    """
    # One submission at a time in an organisation, as for new orders
    lock_organisation(order.organisation_id)
    done = submitted_correction(order, correction["submission_key"], by=by)
    if done:
        return done
    check_key_is_free(correction["submission_key"])
    check_may_be_corrected(order, on=timezone.localdate(now))
    lines = lines_to_lower(order)
    _check_unchanged(lines, correction["seen_left"])
    change = plan_change(order, lines, correction["quantities"], on=timezone.localdate(now))
    check_limit(by, order.organisation, Role.ORDERER, net=change.amount.net)
    made = _place(change, by=by, correction=correction, now=now)
    notify_approvers.enqueue(made.pk)
    return made


def submitted_correction(order: Order, submission_key: UUID, *, by: User) -> Order | None:
    """The correction that the person has made of an order under this key, or None."""
    return Order.objects.filter(
        submission_key=submission_key, submitted_by=by, corrects=order
    ).first()


def check_may_be_corrected(order: Order, *, on: date) -> None:
    """Refuse an order that is not confirmed, or that nobody is left to give up on the day."""
    if not can_be_lowered(order):
        raise ValidationError(
            _("Only a confirmed order can be changed or ended."), code="order_not_confirmed"
        )
    check_may_lower(order.volume_licence_agreement, on=on)


def lines_to_lower(order: Order) -> list[LineLeft]:
    """The lines of which something was confirmed, each with what is `left` of that."""
    lines = lines_left(order).prefetch_related("settlements__ledger_entry")
    return [line for line in lines if line.confirmed]


def reason_not_to_lower(line: LineLeft, *, on: date) -> ValidationError | None:
    """Why a line of lines_to_lower cannot go down on a day, as a ValidationError; None if it can.

    Its term is over, it is perpetual, all of it is given up already, or it was delivered at
    several prices or as several products.
    """
    if line.agreed is None:
        return ValidationError(
            _("%(product)s was delivered in parts that differ, and is not changed here. Ask KS."),
            code="delivered_differently",
            params={"product": line.name},
        )
    if line.term_months is None:
        if on > last_day_to_correct(line):
            return ValidationError(
                _(
                    "%(product)s is perpetual and cannot be returned. A wrong order can be "
                    "corrected within %(days)s days of its confirmation."
                ),
                code="is_perpetual",
                params={"product": line.name, "days": WRONG_ORDER_DAYS},
            )
    elif (last_day := line.owned_until) is not None and last_day < on:
        return ValidationError(
            _("The term of %(product)s is over."),
            code="term_is_over",
            params={"product": line.name},
        )
    if not line.left:
        return ValidationError(
            _("All of %(product)s is given up already, or is about to be."),
            code="nothing_is_left",
            params={"product": line.name},
        )
    return None


def last_day_to_correct(line: LineLeft) -> date:
    """Until when a wrong order for something perpetual can be corrected."""
    confirmed_on = timezone.localdate(max(part.settled_at for part in line.confirmed_parts))
    return confirmed_on + timedelta(days=WRONG_ORDER_DAYS)


def plan_change(
    order: Order, lines: Sequence[LineLeft], quantities: Mapping[int, int], *, on: date
) -> OrderChange:
    """The OrderChange that leaves `quantities`, {line id: how many}, of lines_to_lower.

    What is not named stays. Raises ValidationError.
    """
    changes = [
        LineChange(line, left=line.left, quantity=quantities[line.pk])
        for line in lines
        if quantities.get(line.pk, line.left) != line.left
    ]
    if not changes:
        raise nothing_is_lowered()
    for change in changes:
        _check_goes_down(change, on=on)
    amount = order_amount([change.net for change in changes], vat_percent=order.vat_percent)
    is_end = not any(quantities.get(line.pk, line.left) for line in lines)
    return OrderChange(order, changes, amount, is_end)


def nothing_is_lowered() -> ValidationError:
    """The refusal of a change that changes nothing."""
    return ValidationError(
        _("Write a lower quantity of at least one product."), code="nothing_is_lowered"
    )


def _check_unchanged(lines: Sequence[LineLeft], seen_left: Mapping[int, int]) -> None:
    """Refuse when something else is left of a line than the person saw."""
    if any(seen_left.get(line.pk, line.left) != line.left for line in lines):
        raise ValidationError(
            _("This has changed since you opened the page. Look through it again."),
            code="left_has_changed",
        )


def _check_goes_down(change: LineChange, *, on: date) -> None:
    """Refuse what cannot be given up, with the sentence that says why."""
    refusal = reason_not_to_lower(change.line, on=on)
    if refusal:
        raise refusal
    if not 0 <= change.quantity < change.left:
        raise ValidationError(
            _("Only %(left)s of %(product)s are left. Write that or less."),
            code="more_than_is_left",
            params={"product": change.line.name, "left": change.left},
        )


def _place(change: OrderChange, *, by: User, correction: dict[str, Any], now: datetime) -> Order:
    """Write the correcting order, its lines, and its first step with the reason."""
    order, year = change.order, timezone.localdate(now).year
    made = Order(
        **parties_of_order(order.volume_licence_agreement, by=by)
        | {name: getattr(order, name) for name in COPIED_ORDER_FIELDS},
        kind=OrderKind.END if change.is_end else OrderKind.CHANGE,
        corrects=order,
        replaces=correction["replaces"],
        year=year,
        sequence=next_sequence(order.organisation_id, now=now),
        submission_key=correction["submission_key"],
        buyer_reference=correction["buyer_reference"],
        net=change.amount.net,
        vat=change.amount.vat,
        gross=change.amount.gross,
        submitted_at=now,
        submitted_by=by,
    )
    with conflicts_as_refusals():
        made.save()
    OrderLine.objects.bulk_create(
        OrderLine(
            **{name: getattr(lowered.line, name) for name in COPIED_LINE_FIELDS}
            | {name: getattr(lowered.line.agreed, name) for name in DELIVERED_FIELDS},
            order=made,
            position=position,
            corrects=lowered.line,
            quantity=-lowered.fewer,
            net=lowered.net,
        )
        for position, lowered in enumerate(change.lines, start=1)
    )
    OrderStep.objects.create(
        order=made, state=made.state, at=now, by=by, reason=correction["reason"]
    )
    return made
