"""Rights that end together: the months begun are paid for, and the ledger knows the day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agreements.basket.actions import set_co_termination
from agreements.basket.prices import price_basket
from agreements.catalogue.pricing import pro_rata
from agreements.dispatch.sending import approve_order
from agreements.models import LedgerEntry, OrderLine
from agreements.orders.actions import move_order
from agreements.orders.documents import order_pdf
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from agreements.periods import last_day_of_term, months_begun
from agreements.reseller_answers.actions import confirm_order
from tests import agreement_factories as make
from tests.pdf import text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
COMMON = date(2027, 5, 31)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-23T11:00:00+00:00", tick=False):
        yield


@pytest.fixture
def yearly(framework):
    return make.product(framework, name="Årsabonnement", net="1200.00", term_months=12)


@pytest.fixture
def monthly(framework):
    return make.product(framework, name="Månedsabonnement", net="50.00", term_months=1)


@pytest.fixture
def basket(cast, agreement, yearly, monthly, office):
    lines = {yearly: 10, monthly: 3, office: 1}
    basket = make.filled_basket(agreement, by=cast.nordvik.orderer, lines=lines)
    set_co_termination(basket, last_day=COMMON, today=TODAY)
    basket.refresh_from_db()
    return basket


def test_a_longer_right_is_shortened_and_paid_by_the_months_begun(basket, agreement):
    priced = price_basket(basket, agreement=agreement, on=TODAY)
    seen = {
        line.product.name: (line.unit_net, line.term_months, line.last_day) for line in priced.lines
    }
    assert seen == {
        "Årsabonnement": (Decimal("700.00"), 7, COMMON),
        "Månedsabonnement": (Decimal("50.00"), 1, None),
        "Kontorpakke": (Decimal("100.00"), None, None),
    }
    assert priced.amount.net == 7250


def test_the_order_freezes_the_day_and_the_ledger_ends_on_it(cast, basket, agreement):
    order = make.order(agreement, by=cast.nordvik.orderer, lines={})
    line = order.lines.get(name="Årsabonnement")
    assert (order.co_term_on, line.term_months, line.last_day) == (COMMON, 7, COMMON)
    make.confirm(order, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    ends = dict(LedgerEntry.objects.values_list("product__name", "valid_to"))
    assert ends == {
        "Årsabonnement": COMMON,
        "Månedsabonnement": date(2026, 12, 22),
        "Kontorpakke": None,
    }
    document = text(order_pdf(orders_in_full().get(pk=order.pk), language="nb"))
    assert "Felles sluttdato" in document
    assert "Prisen gjelder 7 måneder, til 31.05.2027" in document


def test_what_is_confirmed_after_the_common_day_lasts_that_day(cast, basket, agreement):
    order, now = make.order(agreement, by=cast.nordvik.orderer, lines={}), timezone.now()
    approve_order(order, by=cast.nordvik.approver, now=now)
    move_order(order, OrderState.SENT, by=None, now=now)
    with time_machine.travel("2027-06-15T11:00:00+00:00", tick=False):
        confirm_order(order, by=cast.nordvik.orderer, reseller_reference="F-1", now=timezone.now())
    entry = LedgerEntry.objects.get(product__name="Årsabonnement")
    assert entry.valid_from == entry.valid_to == date(2027, 6, 15)


def test_what_is_given_up_is_worth_what_was_paid(cast, basket, agreement):
    order = make.order(agreement, by=cast.nordvik.orderer, lines={})
    make.confirm(order, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    product = order.lines.get(name="Årsabonnement").product
    made = make.correction(order, {product: 4}, by=cast.nordvik.orderer, now=order.submitted_at)
    lowered = made.lines.get()
    assert (made.net, lowered.last_day) == (Decimal("-2800.00"), COMMON)


@pytest.mark.parametrize("last_day", [TODAY, TODAY - timedelta(days=1)])
def test_the_common_day_lies_ahead(basket, last_day):
    with pytest.raises(ValidationError) as refusal:
        set_co_termination(basket, last_day=last_day, today=TODAY)
    assert refusal.value.code == "co_term_has_passed"


def test_a_basket_left_until_the_day_has_passed_is_not_submitted(cast, basket, agreement):
    later = time_machine.travel("2027-06-15T11:00:00+00:00", tick=False)
    with later, pytest.raises(ValidationError) as refusal:
        make.order(agreement, by=cast.nordvik.orderer, lines={})
    assert refusal.value.code == "co_term_has_passed"


def test_the_page_chooses_a_day_and_lets_go_of_it(cast, basket, agreement, signed_in):
    args = [cast.nordvik.organisation.organisation_number, agreement.number]
    browser = signed_in(cast.nordvik.orderer)
    page = reverse("basket", args=args)

    def choose(**fields):
        sent = {"submission_key": basket.submission_key} | fields
        answer = browser.post(page, sent)
        basket.refresh_from_db()
        return answer

    assert "Alt slutter senest 31.05.2027" in browser.get(page).content.decode()
    choose(last_day="2027-03-31")
    assert basket.co_term_on == date(2027, 3, 31)
    answer = choose(last_day="2020-01-01")
    assert answer.status_code == 422
    assert "Felles sluttdato må være etter i dag" in answer.content.decode()
    assert basket.co_term_on == date(2027, 3, 31)
    choose(last_day="2020-01-01", co_term="")
    assert basket.co_term_on is None
    choose(last_day="", co_term="2026-12-31")
    assert basket.co_term_on == date(2026, 12, 31)


def test_the_database_wants_a_term_where_there_is_a_last_day(order):
    line = order.lines.first()
    copy = OrderLine(
        order=order,
        position=9,
        product=make.product(order.price_list.framework),
        quantity=1,
        unit_net=0,
        net=0,
        last_day=COMMON,
    )
    with (
        pytest.raises(IntegrityError, match="order_line_that_ends_has_a_term"),
        transaction.atomic(),
    ):
        copy.save()
    assert line.last_day is None


@given(
    first=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    days=st.integers(0, 1500),
)
def test_the_months_begun_are_as_few_as_reach_the_day(first, days):
    last = first + timedelta(days=days)
    months = months_begun(first, last)
    assert last_day_of_term(first, months=months) >= last
    assert months == 1 or last_day_of_term(first, months=months - 1) < last


@given(
    price=st.decimals(0, 9_999_999, places=2),
    of=st.integers(1, 60),
    data=st.data(),
)
def test_a_part_costs_no_more_than_the_whole(price, of, data):
    months = data.draw(st.integers(1, of))
    part = pro_rata(price, months=months, of=of)
    assert 0 <= part <= price
    assert pro_rata(price, months=of, of=of) == price
