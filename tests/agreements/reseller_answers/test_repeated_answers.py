"""A later answer lists every line again (T76): what it repeats changes nothing."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.dispatch.sending import approve_order
from agreements.models import OrderResponse, Proposal
from agreements.orders.actions import move_order
from agreements.orders.queries import orders_in_full
from agreements.reseller_answers.proposals import Decision, accept_proposal, decline_proposal
from agreements.reseller_answers.responses import import_response
from tests import agreement_factories as make
from tests.order_responses import line, order_response

pytestmark = pytest.mark.django_db

THREE_NOW = (line(1, "5"), line(2, "5", 3, later=2))
TWO_REFUSED = (line(1, "5"), line(2, "7", 2))


@dataclass(frozen=True)
class Again:
    """A first answer, one that repeats it, and what the lines are then."""

    first: tuple
    then: tuple
    becomes: tuple
    state: str = "confirmed"
    proposed: tuple = ()


# Line 1 is 2 of the free software, line 2 is 5 office suites at 100 kr
CASES = {
    "a line accepted before, beside one that waited": Again(
        (line(1, "5"),), (line(1, "5"), line(2, "5")), ((2, 0, 0), (5, 0, 0))
    ),
    "all of it, with the quantities": Again(
        (line(1, "5"),), (line(1, "42", 2), line(2, "5", 5)), ((2, 0, 0), (5, 0, 0))
    ),
    "a line refused before": Again(
        (line(1, "7"),), (line(1, "7"), line(2, "5")), ((0, 2, 0), (5, 0, 0))
    ),
    "delivered already, and the rest": Again(
        THREE_NOW, (line(1, "5"), line(2, "42", 3, own=2), line(2, "5", 2, own=3)),
        ((2, 0, 0), (5, 0, 0)),
    ),
    "the whole line": Again(THREE_NOW, (line(1, "5"), line(2, "5", 5)), ((2, 0, 0), (5, 0, 0))),
    "the rest alone": Again(THREE_NOW, (line(1, "5"), line(2, "5", 2)), ((2, 0, 0), (5, 0, 0))),
    "without saying how many": Again(
        THREE_NOW, (line(1, "5"), line(2, "5")), ((2, 0, 0), (5, 0, 0))
    ),
    "the same once more": Again(THREE_NOW, THREE_NOW, ((2, 0, 0), (3, 0, 2)), "sent"),
    "only what is delivered already": Again(
        THREE_NOW, (line(1, "5"), line(2, "42", 3)), ((2, 0, 0), (3, 0, 2)), "sent"
    ),
    "delivered already, and the rest refused": Again(
        THREE_NOW, (line(1, "5"), line(2, "42", 3, own=2), line(2, "7", 2, own=3)),
        ((2, 0, 0), (3, 2, 0)),
    ),
    "delivered already, and the rest dearer": Again(
        THREE_NOW,
        (line(1, "5"), line(2, "42", 3, own=2), line(2, "3", 2, own=3, price="120")),
        ((2, 0, 0), (3, 0, 2)),
        "sent",
        proposed=((2, 0, 0, "120.00"),),
    ),
    "one less than was ordered": Again(
        THREE_NOW, (line(1, "5"), line(2, "3", 4)), ((2, 0, 0), (3, 0, 2)), "sent",
        proposed=((1, 0, 1, "100.00"),),
    ),
    "more than was ordered": Again(
        THREE_NOW, (line(1, "5"), line(2, "3", 6)), ((2, 0, 0), (3, 0, 2)), "sent",
        proposed=((3, 0, -1, "100.00"),),
    ),
    "what is refused, and the rest": Again(
        TWO_REFUSED, (line(1, "5"), line(2, "7", 2, own=2), line(2, "5", 3, own=3)),
        ((2, 0, 0), (3, 2, 0)),
    ),
    "the rest without what is refused": Again(
        TWO_REFUSED, (line(1, "5"), line(2, "5", 3)), ((2, 0, 0), (3, 2, 0))
    ),
}  # fmt: skip


def answered(order, lines, number="SVAR-1"):
    """The response of an answer line by line."""
    content = order_response(order, code="CA", lines=lines, number=number)
    return import_response(content, by=None, now=timezone.now())


def as_it_stands(order):
    """The order's state, and per line (confirmed, refused, open)."""
    order = orders_in_full().get(pk=order.pk)
    return order.state, tuple((one.confirmed, one.refused, one.open) for one in order.lines.all())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_repeated_changes_nothing(case, at_reseller):
    answered(at_reseller, case.first)
    answered(at_reseller, case.then, number="SVAR-2")
    assert as_it_stands(at_reseller) == (case.state, case.becomes)
    proposed = [
        (one.quantity, one.later, one.dropped, str(one.unit_net))
        for proposal in Proposal.objects.all()
        for one in proposal.lines.all()
    ]
    assert tuple(proposed) == case.proposed


OTHERWISE = {
    "a confirmed line is refused": ((line(1, "5"),), (line(1, "7"), line(2, "5"))),
    "a refused line is accepted": ((line(1, "7"),), (line(1, "5"), line(2, "5"))),
    "a confirmed line costs more": (
        (line(2, "5"),), (line(1, "5"), line(2, "3", 5, price="120")),
    ),
    "a confirmed line is another product": (
        (line(2, "5"),), (line(1, "5"), line(2, "3", 5, item="SN-36")),
    ),
    "all is refused, of which some is confirmed": (THREE_NOW, (line(1, "5"), line(2, "7", 5))),
    "all is accepted, of which some is refused": (TWO_REFUSED, (line(1, "5"), line(2, "5", 5))),
    "the whole line at another price, of which some is confirmed": (
        THREE_NOW, (line(1, "5"), line(2, "3", 5, price="90")),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "then"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_is_settled_is_not_answered_otherwise(first, then, at_reseller):
    answered(at_reseller, first)
    before = as_it_stands(at_reseller)
    with pytest.raises(ValidationError) as refusal:
        answered(at_reseller, then, number="SVAR-2")
    assert refusal.value.code == "response_line_settled"
    assert (as_it_stands(at_reseller), OrderResponse.objects.count()) == (before, 1)


def test_after_a_proposal_is_declined_all_lines_come_again(cast, at_reseller):
    proposal = answered(at_reseller, (line(1, "5"), line(2, "3", 5, price="120"))).proposal
    decision = Decision(by=cast.nordvik.orderer, now=timezone.now(), reply="Nei")
    decline_proposal(proposal, decision)
    answered(at_reseller, (line(1, "5"), line(2, "5")), number="SVAR-2")
    assert as_it_stands(at_reseller) == ("confirmed", ((2, 0, 0), (5, 0, 0)))


def test_after_a_proposal_is_accepted_its_price_comes_again(cast, at_reseller):
    cheaper = line(2, "3", 3, later=2, price="90")
    proposal = answered(at_reseller, (line(1, "5", 1, later=1), cheaper)).proposal
    accept_proposal(proposal, Decision(by=cast.nordvik.orderer, now=timezone.now()))
    assert as_it_stands(at_reseller) == ("sent", ((1, 0, 1), (3, 0, 2)))
    again = (
        line(1, "5"),
        line(2, "42", 2, own=2),
        line(2, "3", 3, own=3, price="90"),
    )
    answered(at_reseller, again, number="SVAR-2")
    assert as_it_stands(at_reseller) == ("confirmed", ((2, 0, 0), (5, 0, 0)))


def test_after_a_substitute_is_accepted_it_comes_again(cast, framework, at_reseller):
    make.product(framework, part_number="SN-36", name="Kontorpakke Pluss")
    substitute = line(2, "1", 2, own=2, item="SN-36")
    first = (substitute, line(2, "3", 2, later=1, own=3))
    proposal = answered(at_reseller, first).proposal
    accept_proposal(proposal, Decision(by=cast.nordvik.orderer, now=timezone.now()))
    assert as_it_stands(at_reseller) == ("sent", ((0, 0, 2), (4, 0, 1)))
    again = (line(1, "5"), line(2, "3", 3, own=3), substitute)
    answered(at_reseller, again, number="SVAR-2")
    assert as_it_stands(at_reseller) == ("confirmed", ((2, 0, 0), (5, 0, 0)))


def test_a_change_that_lowers_an_order_is_read_in_the_same_way(cast, at_reseller):
    import_response(order_response(at_reseller), by=None, now=timezone.now())
    at_reseller.refresh_from_db()
    office = at_reseller.lines.get(position=2)
    lowered = make.correction(at_reseller, {office.product: 4}, by=cast.nordvik.orderer)
    approve_order(lowered, by=cast.nordvik.approver, now=timezone.now())
    move_order(lowered, "sent", by=None, now=timezone.now())
    answered(lowered, (line(1, "3", 1, later=3),), number="SVAR-2")
    assert as_it_stands(lowered) == ("sent", ((1, 0, 3),))
    again = (line(1, "42", 1, own=1), line(1, "5", 3, own=2, price="100"))
    answered(lowered, again, number="SVAR-3")
    assert as_it_stands(lowered) == ("confirmed", ((4, 0, 0),))
