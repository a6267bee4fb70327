"""Before an order is approved: limits, questions, and several at once."""

from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.approvals import actions as approvals_actions
from agreements.dispatch import sending
from agreements.models import Order, OrderQuestion
from municipalities.confirmation import SEEN
from municipalities.models import Membership
from municipalities.people.actions import set_order_limit
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in
from tests.page import Page, squeezed
from tests.races import at_once, meanwhile

pytestmark = pytest.mark.django_db


def limited(cast, person, role, limit):
    """Set the limit of one of Nordvik's people."""
    membership = Membership.objects.get(user=person, role=role)
    set_order_limit(
        membership, limit=Decimal(limit), by=cast.nordvik.administrator, now=timezone.now()
    )


def ask(order, cast, question="Trenger dere alle?"):
    """A question from Nordvik's approver."""
    return approvals_actions.ask_about_order(
        order, question=question, by=cast.nordvik.approver, now=timezone.now()
    )


def answer(order, cast, text="Ja"):
    """The orderer's answer."""
    approvals_actions.answer_question(
        order, answer=text, by=cast.nordvik.orderer, now=timezone.now()
    )


@pytest.mark.parametrize(("limit", "passes"), [("500.00", True), ("499.99", False), ("0", False)])
def test_nobody_submits_above_their_limit(cast, agreement, office, limit, passes):
    limited(cast, cast.nordvik.orderer, "orderer", limit)
    if passes:
        make.order(agreement, by=cast.nordvik.orderer, lines={office: 5})
        return
    with pytest.raises(ValidationError) as refusal:
        make.order(agreement, by=cast.nordvik.orderer, lines={office: 5})
    assert (refusal.value.code, Order.objects.count()) == ("above_limit", 0)


@pytest.mark.parametrize(("limit", "passes"), [("500.00", True), ("499.99", False)])
def test_nobody_approves_above_their_limit(cast, order, limit, passes):
    limited(cast, cast.nordvik.approver, "approver", limit)
    if passes:
        sending.approve_order(order, by=cast.nordvik.approver, now=timezone.now())
        return
    with pytest.raises(ValidationError) as refusal:
        sending.approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    assert refusal.value.code == "above_limit"
    assert "499,99" in refusal.value.messages[0]


def test_nobody_sets_their_own_limit(cast):
    own = Membership.objects.get(user=cast.nordvik.orderer, role="orderer")
    with pytest.raises(ValidationError) as refusal:
        set_order_limit(own, limit=Decimal(1), by=cast.nordvik.orderer, now=timezone.now())
    assert refusal.value.code == "own_limit"


def test_only_who_orders_or_approves_has_a_limit(cast):
    reader = Membership.objects.get(user=cast.nordvik.reader, role="reader")
    with pytest.raises(ValidationError) as refusal:
        set_order_limit(reader, limit=Decimal(1), by=cast.nordvik.administrator, now=timezone.now())
    assert refusal.value.code == "role_without_limit"
    with pytest.raises(IntegrityError, match="limit_is_for_orders"), transaction.atomic():
        Membership.objects.filter(pk=reader.pk).update(
            order_limit=1, limit_set_at=timezone.now(), limit_set_by=cast.nordvik.administrator
        )


def test_the_administrator_sets_a_limit_on_the_page(cast, signed_in):
    membership = Membership.objects.get(user=cast.nordvik.approver, role="approver")
    number = cast.nordvik.organisation.organisation_number
    client = signed_in(cast.nordvik.administrator)
    address = reverse("membership_limit", args=[number, membership.pk])
    client.post(address, {"limit": "250 000,50"})
    page = client.get(reverse("people", args=[number])).content.decode()
    assert "bestillinger inntil 250\xa0000,50\xa0kr netto" in page
    assert 'value="250\xa0000,50"' in client.get(address).text
    client.post(address, {"limit": "250\xa0000,50"})
    membership.refresh_from_db()
    assert membership.order_limit == Decimal("250000.50")
    assert client.post(address, {"limit": "-1"}).status_code == 422


def test_a_question_and_its_answer_reach_the_other_and_change_nothing(cast, order, run_tasks):
    ask(order, cast)
    run_tasks()
    answer(order, cast, "Ja, alle begynner i januar")
    run_tasks()
    addressees = [message.to for message in mail.outbox if "Trenger dere alle?" in message.body]
    assert addressees == [[cast.nordvik.orderer.email], [cast.nordvik.approver.email]]
    order.refresh_from_db()
    assert order.state == "submitted"
    sending.approve_order(order, by=cast.nordvik.approver, now=timezone.now())


def test_one_question_at_a_time(cast, order):
    ask(order, cast)
    with pytest.raises(ValidationError) as refusal:
        ask(order, cast, "Og når?")
    assert refusal.value.code == "question_is_open"
    answer(order, cast)
    ask(order, cast, "Og når?")
    assert OrderQuestion.objects.count() == 2


def test_nothing_is_asked_about_an_order_that_has_moved_on(cast, order):
    approvals_actions.withdraw_order(order, by=cast.nordvik.orderer, now=timezone.now())
    with pytest.raises(ValidationError) as refusal:
        ask(order, cast)
    assert refusal.value.code == "order_has_changed"


def test_a_question_that_came_second_is_shown_again(cast, order, signed_in):
    page = Page(signed_in(cast.nordvik.approver), order.get_absolute_url())
    ask(order, cast)
    page.write("question", "Hva skal de brukes til?").press("Send spørsmålet")
    assert (page.status, page.field("question")) == (422, "Hva skal de brukes til?")
    assert page.tree.xpath("//details[@open]//textarea[@name='question']")
    assert order.questions.count() == 1


def test_an_answer_is_given_once(cast, order):
    ask(order, cast)
    answer(order, cast)
    with pytest.raises(ValidationError) as refusal:
        answer(order, cast, "Nei")
    assert refusal.value.code == "question_is_answered"


def test_a_question_that_comes_while_one_answers_waits_for_its_own_answer(cast, order):
    with (
        meanwhile('SELECT "agreements_orderquestion"', lambda: ask(order, cast)),
        pytest.raises(ValidationError) as refusal,
    ):
        answer(order, cast)
    assert refusal.value.code == "question_is_answered"


@pytest.mark.parametrize(
    ("statement", "trigger"),
    [
        ("UPDATE agreements_orderquestion SET question = 'Noe annet'", "stands|answered_once"),
        ("UPDATE agreements_orderquestion SET answer = 'Nei'", "answered_once"),
        ("DELETE FROM agreements_orderquestion", "never_deleted"),
    ],
)
def test_what_was_asked_and_answered_stands(cast, order, statement, trigger):
    ask(order, cast)
    answer(order, cast)
    with (
        pytest.raises(DatabaseError, match=trigger),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_several_orders_are_approved_at_once_each_for_itself(cast, agreement, office, signed_in):
    nordvik = cast.nordvik
    small = make.order(agreement, by=nordvik.orderer, lines={office: 1})
    large = make.order(agreement, by=nordvik.orderer, lines={office: 9})
    left = make.order(agreement, by=nordvik.orderer, lines={office: 1})
    own = make.order(agreement, by=nordvik.approver, lines={office: 1})
    limited(cast, nordvik.approver, "approver", "500")
    client = signed_in(nordvik.approver)
    address = reverse("order_approvals", args=[nordvik.organisation.organisation_number])
    chosen = {"number": [small.number, large.number, own.number, "2026-9999", "x"]}
    shown = client.post(address, chosen).text
    page = confirm(client, address, chosen, follow=True).text
    states = dict(Order.objects.values_list("pk", "state"))
    assert states == {
        small.pk: "approved",
        large.pk: "submitted",
        left.pk: "submitted",
        own.pk: "submitted",
    }
    assert "1 bestilling er godkjent." in page
    assert (large.number in shown, "over grensen din" in shown) == (True, True)
    assert [f"<dt>{one.number}</dt>" in squeezed(shown) for one in (left, own)] == [False, False]


def test_a_second_click_says_nothing_of_choosing(cast, order, signed_in):
    client = signed_in(cast.nordvik.approver)
    address = reverse("order_approvals", args=[order.organisation.organisation_number])
    chosen = {"number": [order.number]}
    seen = seen_in(client.post(address, chosen))
    first, second = (
        client.post(address, chosen | {SEEN: seen}, follow=True).text for _click in range(2)
    )
    assert "1 bestilling er godkjent." in first
    assert "Velg minst én bestilling." not in second
    assert "venter ikke lenger" in second


def test_nothing_chosen_is_notified(cast, order, signed_in):
    address = reverse("order_approvals", args=[order.organisation.organisation_number])
    page = signed_in(cast.nordvik.approver).post(address, follow=True).content.decode()
    assert "Velg minst én bestilling." in page


@pytest.mark.parametrize("who", ["approver", "orderer"])
def test_only_who_submitted_answers(cast, agreement, office, signed_in, who):
    nordvik = cast.nordvik
    order = make.order(agreement, by=nordvik.orderer, lines={office: 1})
    ask(order, cast)
    number = nordvik.organisation.organisation_number
    address = reverse("order_answer", args=[number, order.number])
    signed_in(getattr(nordvik, who)).post(address, {"answer": "Ja"})
    assert OrderQuestion.objects.get().answer == ("Ja" if who == "orderer" else "")


@pytest.mark.django_db(transaction=True)
def test_asked_twice_at_once_is_one_question(cast, order):
    outcomes = at_once(*[lambda: ask(order, cast) and "asked"] * 3)
    assert sorted(outcomes) == ["asked", "question_is_open", "question_is_open"]
