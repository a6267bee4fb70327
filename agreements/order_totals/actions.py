"""Taking orders back, and with them what they count."""

from typing import Any

from django.db import transaction

from agreements.order_totals.ceilings import release_order
from agreements.order_totals.volume import count_order
from agreements.orders.actions import write_state
from agreements.orders.models import Order
from agreements.orders.states import OrderState


@transaction.atomic
def take_back_order(order: Order, state: OrderState, **step: Any) -> None:
    """Move an order to a state of orders.states.RELEASED_STATES; it counts nowhere from then on.

    `step` as orders.actions.write_state has it. An order that lowers another counts nothing.
    """
    write_state(order, state, **step)
    if not order.lowers:
        # The ceilings first, as when an order is placed: two orders then never wait for each other
        release_order(order)
        count_order(order, sign=-1)
