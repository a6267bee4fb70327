"""Two at the same moment, from really parallel connections: one act."""

import pytest
from django.utils import timezone

from agreements.basket import actions as basket_actions
from agreements.dispatch.sending import approve_and_send
from agreements.models import Dispatch, Order, OrderStep
from tests import agreement_factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_basket_submitted_twice_at_once_is_one_order(cast, agreement, office):
    person = cast.nordvik.orderer
    make.filled_basket(agreement, by=person, lines={office: 2})
    details = make.submission(agreement, by=person)

    def submit():
        return basket_actions.submit_order(
            agreement, by=person, submission=details, now=timezone.now()
        ).pk

    outcomes = at_once(*[submit] * 4)
    order = Order.objects.get()
    assert outcomes == [order.pk] * 4
    assert order.lines.count() == 1


def test_two_approvers_at_once_are_one_approval(cast, order):
    def approve():
        approve_and_send(
            Order.objects.get(pk=order.pk), by=cast.nordvik.approver, now=timezone.now()
        )
        return "approved"

    outcomes = at_once(*[approve] * 4)
    assert sorted(outcomes) == ["approved"] + ["order_has_changed"] * 3
    assert Dispatch.objects.count() == 1
    assert OrderStep.objects.filter(order=order, state="approved").count() == 1


def test_orders_submitted_at_once_get_numbers_without_a_gap(cast, agreement, office):
    people = [cast.nordvik.orderer, cast.nordvik.approver, cast.nordvik.administrator]
    details = {}
    for person in people:
        make.filled_basket(agreement, by=person, lines={office: 1})
        details[person] = make.submission(agreement, by=person)

    def submit(person):
        return basket_actions.submit_order(
            agreement, by=person, submission=details[person], now=timezone.now()
        ).sequence

    outcomes = at_once(*[lambda person=person: submit(person) for person in people])
    assert sorted(outcomes) == [1, 2, 3]
