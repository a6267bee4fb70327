"""Approved orders that may no longer go to their reseller: held back, released, or stopped.

Between approval and sending the world goes on: a suspension, a termination, a revoked mandate, a
day that passes, a reseller whose system reads files. The gate (orders/order_conditions.py) and the
rules of order files are asked when the message is claimed; an order that is refused is held, the
buyer is told why, and it stands on the case officers' list. A person releases it, never the portal:
what made it stop may have made it pointless too. One that can never go is stopped by the buyer or
by KS, and counts under no ceiling and in no pooled volume from then on.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.dispatch.mail import notify_of_hold, notify_of_stop
from agreements.mandates.models import Mandate
from agreements.order_totals.actions import take_back_order
from agreements.orders.models import DeliveryAttempt, Dispatch, Order
from agreements.orders.order_conditions import check_may_proceed
from agreements.orders.order_files import check_order_file
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from municipalities.people.models import User


def refusal_to_send(dispatch: Dispatch, *, on: date) -> str | None:
    """Why the order may not go on a day, in its organisation's language; None where it may."""
    with translation.override(dispatch.order.organisation.language):
        order = orders_in_full().get(pk=dispatch.order_id)
        try:
            check_may_proceed(order, on=on)
            check_order_file(order, on=on)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
    return None


@transaction.atomic
def hold_dispatch(dispatch: Dispatch, *, reason: str, now: datetime) -> None:
    """Hold a claimed message back before it leaves, and tell the buyer why."""
    Dispatch.objects.filter(pk=dispatch.pk).update(
        claimed_at=None, held_at=now, held_reason=reason, error=""
    )
    DeliveryAttempt.objects.create(
        dispatch=dispatch,
        began_at=now,
        ended_at=now,
        outcome=DeliveryAttempt.Outcome.HELD,
        error=reason,
    )
    notify_of_hold.enqueue(dispatch.order_id)


@transaction.atomic
def release_dispatch(dispatch: Dispatch, *, now: datetime) -> None:
    """Let a held order go, when the gate lets it; whoever calls queues the message anew."""
    dispatch = _held(dispatch.order_id)
    refusal = refusal_to_send(dispatch, on=timezone.localdate(now))
    if refusal:
        raise ValidationError(
            _("The order may still not go: %(reason)s"),
            code="still_held",
            params={"reason": refusal},
        )
    Dispatch.objects.filter(pk=dispatch.pk).update(held_at=None, held_reason="")


@transaction.atomic
def stop_order(
    order: Order, *, by: User, reason: str, now: datetime, mandate: Mandate | None = None
) -> None:
    """End an approved order that is held back: it never goes, and counts nowhere any more."""
    _held(order.pk)
    take_back_order(order, OrderState.STOPPED, by=by, now=now, reason=reason, mandate=mandate)
    notify_of_stop.enqueue(order.pk)


def _held(order_id: int) -> Dispatch:
    """The held dispatch of an order that still waits, its row held until the transaction ends."""
    dispatch = (
        Dispatch.objects.select_for_update(of=["self"])
        .select_related("order__organisation")
        .filter(order=order_id, order__state=OrderState.APPROVED, held_at__isnull=False)
        .first()
    )
    if dispatch is None:
        raise ValidationError(_("This order is not held back."), code="order_not_held")
    return dispatch
