"""Ordering again, from templates and from what was sent back: nothing is typed twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.approvals import actions as approvals_actions
from agreements.basket import actions as basket_actions
from agreements.basket.refilling import basket_fingerprint, contents_of_order, refill_basket
from agreements.models import Basket, Order, OrderTemplate
from agreements.orders.states import OrderState
from agreements.segments.actions import close_segment
from tests import agreement_factories as make
from tests.basket_page import BasketPage
from tests.page import Page
from tests.races import at_once

pytestmark = pytest.mark.django_db

ADD, REPLACE = "Legg til i kurven", "Erstatt kurven"
LATER = timezone.localdate() + timedelta(days=90)
LASTING = {
    "buyer_reference": "Ole Innkjøp",
    "cost_centre": "1200",
    "delivery_contact": "Ánne",
    "delivery_email": "anne@nordvik.example",
}


@pytest.fixture
def facts(cast):
    """All that an order can say besides its lines."""
    nordvik = cast.nordvik
    return LASTING | {
        "segment": make.segment(nordvik.organisation),
        "cost_sharing_key": make.cost_sharing_key(nordvik.organisation, by=nordvik.orderer),
        "requisition_number": "REK-1",
        "requested_delivery_from": timezone.localdate(),
        "requested_delivery_to": LATER,
        "attachments": [make.kept_document(nordvik.organisation, by=nordvik.orderer)],
    }


@pytest.fixture
def full(cast, agreement, office, linux, facts):
    """An order that says everything."""
    return make.order(agreement, by=cast.nordvik.orderer, lines={office: 5, linux: 2}, **facts)


@pytest.fixture
def returned(cast, full):
    """The same, sent back."""
    now = timezone.now()
    approvals_actions.return_order(full, by=cast.nordvik.approver, reason="Feil antall", now=now)
    return full


@pytest.fixture
def press(cast, signed_in):
    """Press a button about an order as Nordvik's orderer."""
    client = signed_in(cast.nordvik.orderer)

    def press(name, key, /, **data):
        number = cast.nordvik.organisation.organisation_number
        return client.post(reverse(name, args=[number, key]), data)

    press.client = client
    return press


def drafted():
    return {name: text for name, text in Basket.objects.get().draft.items() if text}


def held():
    return {line.product.name: line.quantity for line in Basket.objects.get().lines.all()}


def lasting(facts):
    keys = {name: str(facts[name].pk) for name in ("segment", "cost_sharing_key")}
    return LASTING | keys


def test_the_same_again_brings_its_details_along(full, facts, press):
    press("order_again", full.number)
    days = {
        "requested_delivery_from": timezone.localdate().isoformat(),
        "requested_delivery_to": LATER.isoformat(),
    }
    assert held() == {"Debian GNU/Linux": 2, "Kontorpakke": 5}
    assert drafted() == lasting(facts) | days
    assert Basket.objects.get().replaces is None


def test_what_holds_no_longer_stays_behind(full, facts, office):
    close_segment(facts["segment"], now=timezone.now())
    shares = {full.organisation: 100}
    make.cost_sharing_key(
        full.organisation, by=full.submitted_by, shares=shares, starts_on=timezone.localdate()
    )
    full = Order.objects.get(pk=full.pk)
    draft = contents_of_order(full, on=LATER + timedelta(days=1)).draft
    assert draft == LASTING


def test_a_receiver_that_followed_from_the_segment_follows_from_it_again(cast, agreement, office):
    segment = make.segment(cast.nordvik.organisation)
    order = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}, segment=segment)
    assert order.delivery_email
    draft = contents_of_order(order, on=timezone.localdate()).draft
    assert {name for name in draft if name.startswith("delivery")} == set()


def test_a_returned_order_is_corrected_and_sent_again_without_retyping(
    cast, returned, agreement, office, press
):
    press("order_again", returned.number)
    page = BasketPage(press.client, agreement)
    assert "Feil antall" in page.response.text
    page.type_quantity(office, 4).press("submit").press("submit")
    order = Order.objects.exclude(pk=returned.pk).get()
    same = [*LASTING, "segment", "cost_sharing_key", "requisition_number"]
    same += ["requested_delivery_from", "requested_delivery_to"]
    assert [getattr(order, name) for name in same] == [getattr(returned, name) for name in same]
    papers = [[one.document for one in each.attachments.all()] for each in (order, returned)]
    assert papers[0] == papers[1] != []
    assert (order.replaces, order.lines.get(product=office).quantity) == (returned, 4)
    assert order.number in press.client.get(returned.get_absolute_url()).text
    assert returned.number in press.client.get(order.get_absolute_url()).text
    press("order_again", returned.number)
    assert Basket.objects.get().replaces is None


def test_a_common_last_day_comes_along_with_what_was_sent_back(cast, agreement, framework):
    yearly = make.product(framework, name="År", net="1200.00", term_months=12)
    basket = make.filled_basket(agreement, by=cast.nordvik.orderer, lines={yearly: 1})
    last = timezone.localdate() + timedelta(days=20)
    basket_actions.set_co_termination(basket, last_day=last, today=timezone.localdate())
    order = make.order(agreement, by=cast.nordvik.orderer, lines={})
    assert contents_of_order(order, on=timezone.localdate()).co_term_on is None
    approvals_actions.withdraw_order(order, by=cast.nordvik.orderer, now=timezone.now())
    assert contents_of_order(order, on=timezone.localdate()).co_term_on == last
    assert contents_of_order(order, on=last).co_term_on is None


def test_a_colleague_who_was_first_is_notified_about_and_the_tie_can_be_waived(
    cast, returned, agreement, press, signed_in
):
    press("order_again", returned.number)
    colleague = cast.nordvik.approver
    contents = contents_of_order(returned, on=timezone.localdate())
    refill_basket(contents, by=colleague, seen="", now=timezone.now())
    make.order(agreement, by=colleague, lines={}, replaces=returned)
    page = BasketPage(press.client, agreement).press("submit")
    assert "En kollega har allerede rettet bestillingen" in page.response.text
    before = page.screen
    page.press(untie="1")
    assert page.screen == before
    page.press("submit")
    assert Order.objects.filter(replaces=None).count() == 2


def test_a_basket_in_use_is_asked_about_and_left_alone(cast, full, agreement, office, press):
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 7})
    BasketPage(press.client, agreement).type(buyer_reference="Min", cost_centre="").press()
    asked = press("order_again", full.number)
    assert asked.status_code == 200
    assert "7 × Kontorpakke" in asked.text
    assert (held(), drafted()) == ({"Kontorpakke": 7}, {"buyer_reference": "Min"})
    asking(press, full).press(ADD)
    assert held() == {"Debian GNU/Linux": 2, "Kontorpakke": 12}
    assert (drafted()["buyer_reference"], drafted()["cost_centre"]) == ("Min", "1200")
    asking(press, full).press(REPLACE)
    assert (held()["Kontorpakke"], drafted()["buyer_reference"]) == (5, "Ole Innkjøp")


def asking(press, order):
    """The page that asks what to do with the basket."""
    number = order.organisation.organisation_number
    return Page(press.client, reverse("order_again", args=[number, order.number]))


@pytest.mark.parametrize("words", [ADD, REPLACE])
def test_a_second_click_puts_nothing_more_in_the_basket(
    cast, full, agreement, office, press, words
):
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 7})
    first, second = asking(press, full), asking(press, full)
    first.press(words)
    filled = held()
    assert "Kurven er endret" in second.press(words).text
    assert held() == filled


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_add_once(cast, full, agreement, office):
    by = cast.nordvik.orderer
    seen = basket_fingerprint(make.filled_basket(agreement, by=by, lines={office: 7}))
    contents = contents_of_order(full, on=timezone.localdate())

    def add():
        refill_basket(contents, by=by, seen=seen, now=timezone.now(), adding=True)
        return "added"

    assert sorted(at_once(add, add)) == ["added", "basket_changed"]
    assert held()["Kontorpakke"] == 12


def test_a_refusal_leaves_the_basket_as_it_was(cast, full, agreement, office, press):
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 999_999})
    asking(press, full).press(ADD)
    assert held() == {"Kontorpakke": 999_999}


def test_an_order_that_lowers_another_fills_no_basket(cast, order):
    make.confirm(order, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    fewer = {order.lines.first().product: 1}
    lower = make.correction(order, fewer, by=cast.nordvik.orderer)
    with pytest.raises(ValidationError) as refusal:
        contents_of_order(lower, on=timezone.localdate())
    assert refusal.value.code == "order_is_a_correction"


def test_what_is_no_longer_sold_is_notified(full, office, press):
    make.price_list(office.framework, version="Ny", valid_from=timezone.localdate())
    make.price(office, net="110.00")
    answer = press("order_again", full.number)
    assert "Debian GNU/Linux kan ikke bestilles lenger" in press.client.get(answer.url).text
    assert held() == {"Kontorpakke": 5}


@pytest.mark.parametrize("source", ["order", "basket"])
def test_a_template_keeps_what_lasts(full, facts, agreement, press, source):
    if source == "order":
        press("order_save_template", full.number, name="Mal")
    else:
        press("order_again", full.number)
        page = BasketPage(press.client, agreement).type(template_name="Mal")
        page.type(delivery_contact="Ánne").press("template")
        Basket.objects.all().delete()
    template = OrderTemplate.objects.get()
    press("order_template_use", template.pk)
    assert (held()["Kontorpakke"], drafted()) == (5, lasting(facts))


def test_the_database_lets_an_order_replace_only_a_returned_one_once(
    cast, returned, agreement, office, foreign
):
    by = cast.nordvik.orderer
    make.order(agreement, by=by, lines={office: 1}, replaces=returned)
    with pytest.raises(ValidationError) as refusal:
        make.order(agreement, by=by, lines={office: 1}, replaces=returned)
    assert refusal.value.code == "order_is_corrected"
    waiting = Order.objects.get(replaces=returned)
    assert waiting.state == OrderState.SUBMITTED
    for other in (waiting, foreign.order):
        wrong = pytest.raises(IntegrityError, match="order_replaces_a_returned_one")
        with wrong, transaction.atomic():
            make.order(agreement, by=by, lines={office: 1}, replaces=other)
