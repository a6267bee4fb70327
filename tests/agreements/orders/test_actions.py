from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.approvals import actions as approvals_actions
from agreements.basket import actions as basket_actions
from agreements.dispatch import sending
from agreements.dispatch.sending import approve_and_send
from agreements.models import Basket, LedgerEntry, Order
from agreements.orders import actions as orders_actions
from agreements.orders.states import OrderState
from agreements.reseller_answers import actions as reseller_answers_actions
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def refused(code):
    """Expect a refusal with this code."""
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


def now():
    return timezone.now()


def test_an_order_freezes_what_it_is_placed_under(order, agreement, office):
    make.price_list(
        agreement.accession.framework, version="2026-02", valid_from=timezone.localdate()
    )
    make.price(office, net="999.00")
    placed = Order.objects.get()
    lines = [(line.name, line.quantity, line.unit_net, line.net) for line in placed.lines.all()]
    assert lines == [
        ("Debian GNU/Linux", 2, Decimal("0.00"), Decimal("0.00")),
        ("Kontorpakke", 5, Decimal("100.00"), Decimal("500.00")),
    ]
    assert (placed.net, placed.vat, placed.gross) == (
        Decimal("500.00"),
        Decimal("125.00"),
        Decimal("625.00"),
    )
    assert placed.price_list.version == "2026-01"
    assert placed.terms_version.version == "1.0"
    assert placed.price_level == "A"
    assert placed.counting_basis == "users"
    assert not Basket.objects.exists()


def test_an_order_is_under_the_terms_that_the_organisation_has_signed(cast, agreement, office):
    framework = agreement.accession.framework
    make.terms_version(framework, version="2.0", valid_from=timezone.localdate())
    placed = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    assert placed.terms_version == agreement.accession.terms_version
    assert placed.terms_version.version == "1.0"


def test_numbers_run_without_gaps_in_each_organisation(cast, agreement, foreign, office):
    for _ in range(3):
        make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    year = timezone.localdate().year
    own = Order.objects.filter(organisation=cast.nordvik.organisation).order_by("sequence")
    assert [order.number for order in own] == [f"{year}-0001", f"{year}-0002", f"{year}-0003"]
    assert foreign.order.number == f"{year}-0001"


def test_the_same_basket_submitted_twice_is_one_order(cast, agreement, office):
    person = cast.nordvik.orderer
    make.filled_basket(agreement, by=person, lines={office: 1})
    details = make.submission(agreement, by=person)
    first = basket_actions.submit_order(agreement, by=person, submission=details, now=now())
    second = basket_actions.submit_order(agreement, by=person, submission=details, now=now())
    assert first == second
    assert Order.objects.count() == 1


def test_prices_that_changed_since_the_page_was_opened_are_refused(cast, agreement, office):
    person = cast.nordvik.orderer
    make.filled_basket(agreement, by=person, lines={office: 1})
    details = make.submission(agreement, by=person, seen_net=Decimal("1.00"))
    with refused("basket_changed"):
        basket_actions.submit_order(agreement, by=person, submission=details, now=now())
    assert not Order.objects.exists()
    assert Basket.objects.get().lines.count() == 1


@pytest.mark.parametrize(
    "became",
    [
        {"registry_status": "deleted", "deregistered_on": timezone.localdate()},
        {"registry_status": "removed"},
        {"registry_status": "unknown"},
    ],
)
def test_nothing_is_ordered_for_who_is_gone_from_enhetsregisteret(cast, agreement, office, became):
    person, body = cast.nordvik.orderer, agreement.accession.organisation
    make.filled_basket(agreement, by=person, lines={office: 1})
    details = make.submission(agreement, by=person)
    type(body).objects.filter(pk=body.pk).update(**became)
    body.refresh_from_db()
    with refused("organisation_deregistered"):
        basket_actions.submit_order(agreement, by=person, submission=details, now=now())
    with refused("organisation_deregistered"):
        basket_actions.put_in_basket(agreement, office.pk, by=person, quantity=1, now=now())
    assert not Order.objects.exists()


def test_an_empty_basket_is_refused(cast, agreement, office):
    person = cast.nordvik.orderer
    make.filled_basket(agreement, by=person, lines={office: 1})
    details = make.submission(agreement, by=person)
    basket_actions.remove_from_basket(agreement, office.pk, by=person)
    with refused("basket_empty"):
        basket_actions.submit_order(agreement, by=person, submission=details, now=now())


def test_a_product_of_another_framework_is_refused(cast, agreement):
    stranger = make.product(make.framework())
    with refused("product_not_for_sale"):
        basket_actions.put_in_basket(
            agreement, stranger.pk, by=cast.nordvik.orderer, quantity=1, now=now()
        )
    assert not Basket.objects.exists()


def test_a_product_without_a_price_is_refused(cast, agreement, framework):
    unpriced = make.product(framework, net=None)
    with refused("product_not_for_sale"):
        basket_actions.put_in_basket(
            agreement, unpriced.pk, by=cast.nordvik.orderer, quantity=1, now=now()
        )


@pytest.mark.parametrize("quantity", [0, -1, 10**9])
def test_an_impossible_quantity_is_refused(cast, agreement, office, quantity):
    with pytest.raises(ValidationError):
        basket_actions.put_in_basket(
            agreement, office.pk, by=cast.nordvik.orderer, quantity=quantity, now=now()
        )
    assert not Basket.objects.exists()


def test_an_expired_agreement_is_refused_with_its_last_day(cast, agreement, office):
    after = now() + timedelta(days=4 * 366)
    with refused("agreement_expired"):
        basket_actions.put_in_basket(
            agreement, office.pk, by=cast.nordvik.orderer, quantity=1, now=after
        )


def test_nobody_approves_their_own_order(cast, order):
    with refused("own_order"):
        sending.approve_order(order, by=order.submitted_by, now=now())
    order.refresh_from_db()
    assert order.state == OrderState.SUBMITTED


def test_an_approval_queues_one_message_to_the_reseller(cast, order):
    approve_and_send(order, by=cast.nordvik.approver, now=now())
    assert order.state == OrderState.APPROVED
    assert order.dispatch.recipient == "ordre@fjordforhandleren.example"
    with refused("order_has_changed"):
        approve_and_send(order, by=cast.nordvik.approver, now=now())


def test_an_order_sent_back_carries_its_reason(cast, order):
    approvals_actions.return_order(order, by=cast.nordvik.approver, reason="Feil antall", now=now())
    assert [step.reason for step in order.steps.all()] == ["", "Feil antall"]


def test_a_confirmed_order_is_posted_to_the_ledger(cast, order):
    approve_and_send(order, by=cast.nordvik.approver, now=now())
    orders_actions.move_order(order, OrderState.SENT, by=None, now=now())
    reseller_answers_actions.confirm_order(
        order, by=cast.nordvik.orderer, reseller_reference="F-1", now=now()
    )
    posted = LedgerEntry.objects.order_by("product__name").values_list("product__name", "quantity")
    assert list(posted) == [("Debian GNU/Linux", 2), ("Kontorpakke", 5)]
