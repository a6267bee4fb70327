"""Recording what a reseller answers about an order that is sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.mandates.actions import check_mandate
from agreements.mandates.models import Mandate
from agreements.orders.actions import move_order
from agreements.orders.models import LineSettlement, Order, OrderLine, OrderResponse
from agreements.orders.models.proposals import OPEN_STATES
from agreements.orders.queries import open_quantities
from agreements.orders.states import OrderState
from agreements.reseller_answers.mail import notify_of_recording
from agreements.reseller_answers.settlements import SettledPart, record_settlements
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation


@transaction.atomic
def confirm_order(
    order: Order,
    *,
    by: User,
    reseller_reference: str,
    now: datetime,
    mandate: Mandate | None = None,
    answered: dict[int, tuple[int, int]] | None = None,
    seen_answers: int | None = None,
) -> None:
    """Record what the reseller has confirmed, as the buyer was told it; colleagues hear of it.

    `answered` is {line id: (confirmed, refused)}; without it all that is open is confirmed. What
    is neither stays open. `seen_answers` as lock_for_answer has it. Raises ValidationError.
    """
    lock_for_answer(order, seen_answers=seen_answers)
    left = open_quantities(order)
    if answered is None:
        answered = {line.pk: (quantity, 0) for line, quantity in left.items()}
    _check_answered(order, left, answered)
    parts = [
        SettledPart.as_ordered(line, quantity, is_confirmed=is_confirmed)
        for line in left
        for quantity, is_confirmed in zip(answered.get(line.pk, (0, 0)), (True, False), strict=True)
        if quantity
    ]
    with translation.override(order.organisation.language):
        reason = _("The buyer has recorded that the reseller refuses the order.")
    settled = settle_order(
        order,
        parts,
        by=by,
        now=now,
        mandate=mandate,
        reseller_reference=reseller_reference,
        reason=reason,
    )
    notify_of_recording.enqueue([part.pk for part in settled])


def _check_answered(
    order: Order, left: dict[OrderLine, int], answered: dict[int, tuple[int, int]]
) -> None:
    """Refuse what is more than is open, nothing at all, and what a proposal is about."""
    if order.proposals.filter(state__in=OPEN_STATES).exists():
        raise ValidationError(
            _("The reseller has proposed a change. Accept or decline that first."),
            code="proposal_waits",
        )
    if not any(sum(quantities) for quantities in answered.values()):
        raise ValidationError(
            _("Write how many the reseller confirms or refuses of at least one product."),
            code="nothing_is_answered",
        )
    for line, quantity in left.items():
        if sum(answered.get(line.pk, (0, 0))) > quantity:
            raise ValidationError(
                _("Only %(left)s of %(product)s are open."),
                code="more_than_is_open",
                params={"product": line.name, "left": quantity},
            )


@transaction.atomic
def settle_order(
    order: Order,
    parts: Iterable[Any],
    *,
    by: User | None,
    now: datetime,
    response: OrderResponse | None = None,
    mandate: Mandate | None = None,
    reseller_reference: str = "",
    reason: str = "",
) -> list[LineSettlement]:
    """Record what the reseller confirmed and refused of an order that is sent.

    `parts` are settlements.Part. When nothing is open any more, the order is confirmed, or
    rejected where all of it was refused, with the `reason`. What is confirmed becomes entries in
    the ledger; what is refused, or given up by a correction, is free again under the ceilings and
    in the pooled volume. Returns the settled parts. Raises ValidationError where the order is not
    at the reseller.
    """
    lock_for_answer(order)
    if mandate:
        check_mandate(mandate, order.volume_licence_agreement, on=timezone.localdate(now))
    settled = record_settlements(order, parts, by=by, now=now, response=response)
    if reseller_reference:
        Order.objects.filter(pk=order.pk).update(reseller_reference=reseller_reference)
    if not any(open_quantities(order).values()):
        is_confirmed = LineSettlement.objects.filter(
            line__order=order, outcome=LineSettlement.Outcome.CONFIRMED
        ).exists()
        state = OrderState.CONFIRMED if is_confirmed else OrderState.REJECTED
        said = "" if is_confirmed else reason
        move_order(order, state, by=by, now=now, mandate=mandate, reason=said)
    order.refresh_from_db()
    return settled


def lock_for_answer(order: Order, *, seen_answers: int | None = None) -> None:
    """Hold an order that is at its reseller until the transaction ends; others wait for us.

    `seen_answers` is the order's answer_count when the person looked: what has been answered
    since then, by a colleague or by the same button pressed twice, is not answered again.
    Codes: order_not_sent, order_answered, answered_meanwhile.
    """
    # First the organisation, as everywhere: a reform waits for us, or we for it
    lock_organisation(order.organisation_id)
    check_is_sent(Order.objects.select_for_update(of=["self"]).get(pk=order.pk))
    if seen_answers is not None and seen_answers != _answer_count(order):
        raise ValidationError(
            _(
                "Something was answered after you opened the page. Look at what is open now, and "
                "write what is missing."
            ),
            code="answered_meanwhile",
        )


def _answer_count(order: Order) -> int:
    """The order's answer_count, as the database has it."""
    return LineSettlement.objects.filter(line__order=order).count() + order.responses.count()


def check_is_sent(order: Order) -> None:
    """Refuse an answer to an order that waits for none. Codes: order_not_sent, order_answered."""
    if order.state in {OrderState.CONFIRMED, OrderState.REJECTED}:
        raise ValidationError(_("The order is answered already."), code="order_answered")
    if order.state != OrderState.SENT:
        raise ValidationError(
            _("The order has not been sent to the reseller, so there is nothing to answer."),
            code="order_not_sent",
        )
