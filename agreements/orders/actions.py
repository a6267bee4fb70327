"""Moving an order from state to state. write_state alone writes an order's state."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.mandates.actions import check_mandate
from agreements.mandates.models import Mandate
from agreements.orders.models import Order, OrderStep
from agreements.orders.states import ALLOWED_FROM, RELEASED_STATES, OrderState
from municipalities.people.models import User


def move_order(order: Order, state: OrderState, **step: Any) -> None:
    """Move an order to a state in which it counts as before; `step` as write_state has it.

    Raises ValueError for a state that takes the order back: order_totals.actions.take_back_order
    frees what it counts.
    """
    if state in RELEASED_STATES:
        raise ValueError(f"An order is {state} by take_back_order")
    write_state(order, state, **step)


@transaction.atomic
def write_state(
    order: Order,
    state: OrderState,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    on_behalf_of: User | None = None,
    mandate: Mandate | None = None,
    **fields: Any,
) -> None:
    """Move an order to a state it may reach from where it is, and record the step.

    The only writer of the state column. Of two people at the same moment one moves the order;
    the other is refused with the code order_has_changed. `by` is None for the portal itself;
    `mandate` is what lets somebody of another organisation move it.
    """
    if mandate:
        check_mandate(mandate, order.volume_licence_agreement, on=timezone.localdate(now))
    movable = Order.objects.filter(pk=order.pk, state__in=ALLOWED_FROM[state])
    if not movable.update(state=state, **fields):
        raise ValidationError(
            _("The order has changed since you opened the page."), code="order_has_changed"
        )
    step = {"on_behalf_of": on_behalf_of, "mandate": mandate, "reason": reason}
    OrderStep.objects.create(order=order, state=state, at=now, by=by, **step)
    order.refresh_from_db()
