"""An order goes only where the table of states says."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements.models import Dispatch
from agreements.orders import actions as orders_actions
from agreements.orders.queries import open_quantities
from agreements.orders.states import ALLOWED_FROM, RELEASED_STATES, OrderState
from agreements.reseller_answers.settlements import SettledPart, record_settlements

pytestmark = pytest.mark.django_db

WAYS = {
    "submitted": [],
    "returned": ["returned"],
    "withdrawn": ["withdrawn"],
    "approved": ["approved"],
    "stopped": ["approved", "stopped"],
    "sent": ["approved", "sent"],
    "rejected": ["approved", "sent", "rejected"],
    "confirmed": ["approved", "sent", "confirmed"],
}


@pytest.mark.parametrize("state", OrderState.values)
def test_an_order_moves_only_as_the_table_says(cast, order, state):
    for step in WAYS[state]:
        move(order, step, by=cast.nordvik.approver)
    for target in OrderState:
        code = refusal_of_move(order, target, by=cast.nordvik.approver)
        assert code == (None if state in ALLOWED_FROM[target] else "order_has_changed"), target


def refusal_of_move(order, target, *, by):
    """The code with which the move is refused, or None; the order stays where it is."""
    order.refresh_from_db()
    steps = order.steps.count()
    try:
        with transaction.atomic():
            move(order, target, by=by)
            order.refresh_from_db()
            assert (order.state, order.steps.count()) == (target, steps + 1)
            transaction.set_rollback(True)
    except ValidationError as refusal:
        return refusal.code
    return None


def move(order, state, *, by):
    now = timezone.now()
    if state == "stopped":
        hold(order, now=now)
    approval = {}
    if state == "approved":
        approval = {"approved_by": by, "approved_at": now, "answer_by": timezone.localdate(now)}
    if order.state == "sent" and state in {"confirmed", "rejected"}:
        settle(order, is_confirmed=state == "confirmed", by=by, now=now)
    orders_actions.write_state(order, state, by=by, now=now, reason="Grunn", **approval)


def settle(order, *, is_confirmed, by, now):
    """Only an order of which nothing is open is confirmed or rejected."""
    parts = [
        SettledPart.as_ordered(line, quantity, is_confirmed=is_confirmed)
        for line, quantity in open_quantities(order).items()
    ]
    record_settlements(order, parts, by=by, now=now)


def hold(order, *, now):
    """Only what is held back is stopped."""
    held = {"recipient": "ordre@example.no", "queued_at": now, "held_at": now, "held_reason": "Nei"}
    Dispatch.objects.get_or_create(order=order, defaults=held)


@pytest.mark.parametrize("state", sorted(RELEASED_STATES))
def test_an_order_is_not_taken_back_without_what_it_counts(cast, order, state):
    with pytest.raises(ValueError, match="take_back_order"):
        orders_actions.move_order(order, state, by=cast.nordvik.approver, now=timezone.now())
    order.refresh_from_db()
    assert order.state == "submitted"
