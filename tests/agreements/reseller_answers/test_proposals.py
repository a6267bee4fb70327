"""What the reseller proposes: accepted, approved anew where it costs more, or declined."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pgtrigger
import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.dispatch.sending import approve_order
from agreements.models import Ceiling, LedgerEntry, LineSettlement, Proposal
from agreements.order_totals.ceilings import recount
from agreements.orders.actions import move_order
from agreements.orders.queries import orders_in_full
from agreements.reseller_answers.actions import confirm_order
from agreements.reseller_answers.proposals import (
    Decision,
    accept_proposal,
    approve_proposal,
    decline_proposal,
)
from agreements.reseller_answers.responses import import_response
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.order_responses import line, order_response

pytestmark = pytest.mark.django_db


def proposed(order, *answers, number="SVAR-1"):
    """The proposal of an answer."""
    content = order_response(order, code="CA", lines=answers, number=number)
    return import_response(content, by=None, now=timezone.now()).proposal


def decision(by, **more):
    """A decision now."""
    return Decision(by=by, now=timezone.now(), **more)


def refusal_of(act):
    """The code with which an act is refused."""
    with pytest.raises(ValidationError) as refusal:
        act()
    return refusal.value.code


def lines_of(order):
    """Per line (confirmed, refused, open)."""
    order = orders_in_full().get(pk=order.pk)
    return [(one.confirmed, one.refused, one.open) for one in order.lines.all()]


def test_what_costs_less_holds_at_once(cast, at_reseller, run_tasks):
    proposal = proposed(at_reseller, line(1, "5"), line(2, "3", 4, price="95.00"))
    run_tasks()
    mail.outbox.clear()
    accept_proposal(proposal, decision(cast.nordvik.orderer, reply="Greit"))
    run_tasks()
    proposal.refresh_from_db()
    at_reseller.refresh_from_db()
    assert (proposal.state, proposal.net_after) == ("accepted", Decimal("380.00"))
    assert (at_reseller.state, lines_of(at_reseller)) == ("confirmed", [(2, 0, 0), (4, 1, 0)])
    entry = LedgerEntry.objects.get(order_line__position=2)
    assert (entry.quantity, entry.unit_net) == (4, Decimal("95.00"))
    [message] = [sent for sent in mail.outbox if sent.to == ["ordre@fjordforhandleren.example"]]
    assert "Greit" in message.body


def test_a_price_per_ten_is_counted_exactly(cast, at_reseller):
    proposal = proposed(at_reseller, line(2, "3", 5, price="333", base=10))
    accept_proposal(proposal, decision(cast.nordvik.orderer))
    part = LineSettlement.objects.get(line__position=2)
    assert (part.unit_net, part.net) == (Decimal("33.30"), Decimal("166.50"))


def test_what_costs_more_is_approved_by_another(cast, at_reseller, run_tasks):
    nordvik, framework = cast.nordvik, at_reseller.volume_licence_agreement.accession.framework
    make.ceiling(framework, maximum_value=Decimal("10000.00"))
    recount(framework)
    proposal = proposed(at_reseller, line(1, "5"), line(2, "3", 5, price="120.00"))
    run_tasks()
    mail.outbox.clear()
    accept_proposal(proposal, decision(nordvik.orderer))
    run_tasks()
    assert [message.to for message in mail.outbox] == [[nordvik.approver.email]]
    assert lines_of(at_reseller) == [(2, 0, 0), (0, 0, 5)]
    make.role(nordvik.orderer, nordvik.organisation, Role.APPROVER)
    own = decision(nordvik.orderer)
    assert refusal_of(lambda: approve_proposal(proposal, own)) == "own_proposal"
    approve_proposal(proposal, decision(nordvik.approver))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.approved_by) == ("accepted", nordvik.approver)
    assert lines_of(at_reseller) == [(2, 0, 0), (5, 0, 0)]
    assert Ceiling.objects.get().used_value == Decimal("600.00")
    assert recount(framework) == []


def test_a_limit_holds_for_what_the_proposal_costs(cast, at_reseller):
    nordvik = cast.nordvik
    proposal = proposed(at_reseller, line(2, "3", 5, price="120.00"))
    make.order_limit(nordvik.approver, nordvik.organisation, Decimal(550), role=Role.APPROVER)
    accept_proposal(proposal, decision(nordvik.orderer))
    refusal = refusal_of(lambda: approve_proposal(proposal, decision(nordvik.approver)))
    assert refusal == "above_limit"
    assert lines_of(at_reseller)[1] == (0, 0, 5)


def test_a_ceiling_stops_what_costs_more(cast, at_reseller):
    framework = at_reseller.volume_licence_agreement.accession.framework
    make.ceiling(framework, maximum_value=Decimal("510.00"))
    recount(framework)
    proposal = proposed(at_reseller, line(2, "3", 5, price="120.00"))
    accept_proposal(proposal, decision(cast.nordvik.orderer))
    refusal = refusal_of(lambda: approve_proposal(proposal, decision(cast.nordvik.approver)))
    assert refusal == "ceiling_reached"
    proposal.refresh_from_db()
    assert (proposal.state, lines_of(at_reseller)[1]) == ("unapproved", (0, 0, 5))


@pytest.fixture
def in_two_lots(cast, framework, agreement):
    """The lots of a sent order of ten at 100 kr in each, and the answer: 100 kr more, 200 less."""
    nordvik, lots = cast.nordvik, [make.lot(framework, number=number) for number in (1, 2)]
    products = [make.product(framework, lot=lot) for lot in lots]
    order = make.order(agreement, by=nordvik.orderer, lines=dict.fromkeys(products, 10))
    approve_order(order, by=nordvik.approver, now=timezone.now())
    move_order(order, "sent", by=None, now=timezone.now())
    dearer, cheaper = (order.lines.get(product=product).position for product in products)
    answers = line(dearer, "3", 10, price="110.00"), line(cheaper, "3", 10, price="80.00")
    return SimpleNamespace(order=order, lots=lots, answers=answers)


def test_a_ceiling_lets_pass_what_costs_less_altogether(cast, framework, in_two_lots):
    """It has room for less than the lot that costs more."""
    make.ceiling(framework, maximum_value=Decimal(2_050))
    for lot in in_two_lots.lots:
        make.ceiling(framework, lot=lot, maximum_value=Decimal(1_100))
    recount(framework)
    proposal = proposed(in_two_lots.order, *in_two_lots.answers)
    accept_proposal(proposal, decision(cast.nordvik.orderer))
    used = Ceiling.objects.values_list("used_value", flat=True)
    assert sorted(used) == [Decimal(800), Decimal(1_100), Decimal(1_900)]
    assert recount(framework) == []


def test_the_ceiling_of_a_lot_stops_what_costs_more_in_it(cast, framework, in_two_lots):
    make.ceiling(framework, lot=in_two_lots.lots[0], maximum_value=Decimal(1_050))
    recount(framework)
    proposal = proposed(in_two_lots.order, *in_two_lots.answers)
    refusal = refusal_of(lambda: accept_proposal(proposal, decision(cast.nordvik.orderer)))
    assert refusal == "ceiling_reached"


def test_declined_leaves_the_lines_open(cast, at_reseller):
    proposal = proposed(at_reseller, line(2, "3", 4))
    decline_proposal(proposal, decision(cast.nordvik.orderer, reply="Vi trenger fem"))
    assert lines_of(at_reseller) == [(0, 0, 2), (0, 0, 5)]
    again = decision(cast.nordvik.orderer)
    assert refusal_of(lambda: accept_proposal(proposal, again)) == "already_decided"


def test_a_substitute_of_the_same_kind_is_owned_instead(cast, at_reseller, framework):
    other = make.product(framework, part_number="SN-36", name="Kontorpakke Pluss")
    proposal = proposed(at_reseller, line(2, "3", instead="SN-36", name="Noe annet"))
    accept_proposal(proposal, decision(cast.nordvik.orderer))
    entry = LedgerEntry.objects.get(order_line__position=2)
    assert (entry.product, entry.quantity) == (other, 5)
    assert LineSettlement.objects.get(line__position=2).name == "Kontorpakke Pluss"


@pytest.mark.parametrize(
    ("made", "answer"),
    [
        ({}, {"instead": "SN-99"}),
        ({"unit": "user_year", "term_months": 12}, {"instead": "SN-36"}),
        ({}, {"quantity": 6}),
    ],
    ids=["unknown", "of another kind", "more than ordered"],
)
def test_what_cannot_be_recorded_is_only_declined(
    cast, at_reseller, framework, made, answer, signed_in
):
    make.product(framework, part_number="SN-36", **made)
    proposal = proposed(at_reseller, line(2, "3", **answer))
    orderer = cast.nordvik.orderer
    refusal = refusal_of(lambda: accept_proposal(proposal, decision(orderer)))
    assert refusal == "proposal_cannot_be_accepted"
    page = signed_in(orderer).get(at_reseller.get_absolute_url()).text
    assert ("Avslå forslaget" in page, "Godta forslaget" in page) == (True, False)


@pytest.mark.parametrize(("points", "obstacle"), [(0, False), (3, True)])
def test_a_substitute_counts_as_much_as_what_was_ordered(at_reseller, framework, points, obstacle):
    """Otherwise the pooled volume would hold points of something that nobody owns."""
    other = make.product(framework, part_number="SN-36", net=None)
    make.price(other, net="100.00", points=points)
    proposal = proposed(at_reseller, line(2, "3", instead="SN-36"))
    [proposed_line] = proposal.lines.all()
    assert (proposed_line.points, proposal.has_obstacle) == (points, obstacle)


def test_what_came_before_proposals_had_lines_is_only_declined(cast, at_reseller, signed_in):
    """Migration 0041 made such proposals of answers that somebody had yet to reply to."""
    proposal = proposed(at_reseller, line(2, "3", 4))
    with pgtrigger.ignore("agreements.ProposedLine:proposed_line_is_append_only"):
        proposal.lines.all().delete()
    orderer = cast.nordvik.orderer
    refusal = refusal_of(lambda: accept_proposal(proposal, decision(orderer)))
    assert refusal == "proposal_cannot_be_accepted"
    page = signed_in(orderer).get(at_reseller.get_absolute_url()).text
    assert "be forhandleren om å svare på nytt" in page
    assert ("Avslå forslaget" in page, "Godta forslaget" in page) == (True, False)
    decline_proposal(proposal, decision(orderer, reply="Svar på nytt"))


def test_nothing_else_is_given_up_than_what_was_delivered(cast, framework, agreement, office):
    nordvik = cast.nordvik
    people = {"by": nordvik.orderer, "approver": nordvik.approver}
    order = make.confirmed_order(agreement, lines={office: 5}, **people)
    lowering = make.correction(order, {office: 4}, by=nordvik.orderer)
    approve_order(lowering, by=nordvik.approver, now=timezone.now())
    move_order(lowering, "sent", by=None, now=timezone.now())
    make.product(framework, part_number="SN-36")
    proposal = proposed(lowering, line(1, "3", 4, instead="SN-36"))
    refusal = refusal_of(lambda: accept_proposal(proposal, decision(nordvik.orderer)))
    assert refusal == "proposal_cannot_be_accepted"


def test_a_new_answer_takes_the_place_of_a_proposal(cast, at_reseller):
    first = proposed(at_reseller, line(2, "3", 4))
    second = proposed(at_reseller, line(2, "3", 3), number="SVAR-2")
    assert refusal_of(lambda: accept_proposal(first, decision(cast.nordvik.orderer)))
    import_response(order_response(at_reseller, number="SVAR-3"), by=None, now=timezone.now())
    second.refresh_from_db()
    assert (second.state, lines_of(at_reseller)[1]) == ("replaced", (5, 0, 0))


def test_who_has_proposed_something_has_answered(cast, at_reseller, signed_in):
    overdue = at_reseller.answer_by + timedelta(days=1)
    listed = reverse("orders", args=[at_reseller.organisation.organisation_number])
    with time_machine.travel(overdue):
        orderer = signed_in(cast.nordvik.orderer)
        page = orderer.get(at_reseller.get_absolute_url()).text
        assert "Forhandleren har ikke svart innen fristen" in page
        proposed(at_reseller, line(2, "3", 4))
        page = orderer.get(at_reseller.get_absolute_url()).text
        assert "Forhandleren har ikke svart innen fristen" not in page
        assert "Ikke besvart innen" not in orderer.get(listed).text


def test_the_buyer_records_nothing_past_a_proposal(cast, at_reseller, signed_in):
    number = at_reseller.organisation.organisation_number
    recording = reverse("order_confirm", args=[number, at_reseller.number])
    orderer = signed_in(cast.nordvik.orderer)
    assert recording in orderer.get(at_reseller.get_absolute_url()).text
    proposed(at_reseller, line(2, "3", 4))
    assert recording not in orderer.get(at_reseller.get_absolute_url()).text
    facts = {"by": cast.nordvik.orderer, "reseller_reference": "F-1", "now": timezone.now()}
    assert refusal_of(lambda: confirm_order(at_reseller, **facts)) == "proposal_waits"


def test_the_page_asks_the_orderer_and_then_the_approver(cast, at_reseller, signed_in):
    nordvik = cast.nordvik
    proposal = proposed(at_reseller, line(2, "3", 5, price="120.00"))
    number = nordvik.organisation.organisation_number
    address = reverse("order_proposal", args=[number, at_reseller.number, proposal.pk])
    orderer, approver = signed_in(nordvik.orderer), signed_in(nordvik.approver)
    accept = {"decision": "accept", "seen_state": "waiting"}
    assert approver.post(address, accept).status_code == 403
    assert orderer.post(address, {"decision": "accept"}).status_code == 422
    shown = orderer.post(address, accept, follow=True).text
    assert "Det koster mer enn det som er godkjent" in shown
    listed = approver.get(reverse("orders", args=[number])).text
    assert "Et forslag venter på godkjenning" in listed
    approve = accept | {"seen_state": "unapproved"}
    assert orderer.post(address, approve).status_code == 403
    approver.post(address, approve)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.approved_by) == ("accepted", nordvik.approver)


def test_what_waits_for_the_approver_is_shown_where_approvals_are(cast, at_reseller, signed_in):
    nordvik = cast.nordvik
    make.role(nordvik.signatory, nordvik.organisation, Role.APPROVER)
    number = nordvik.organisation.organisation_number
    address = reverse("order_approvals", args=[number])
    proposal = proposed(at_reseller, line(2, "3", 5, price="120.00"))
    approver = signed_in(nordvik.approver)
    assert at_reseller.number not in approver.get(address).text
    accept_proposal(proposal, decision(nordvik.signatory))
    assert f"{at_reseller.get_absolute_url()}#responses" in approver.get(address).text
    overview = approver.get(reverse("organisation_overview", args=[number]))
    assert [order.pk for order in overview.context["waiting"]] == [at_reseller.pk]
    assert at_reseller.number not in signed_in(nordvik.signatory).get(address).text
    make.role(nordvik.orderer, nordvik.organisation, Role.APPROVER)
    assert at_reseller.number not in signed_in(nordvik.orderer).get(address).text
    approve_proposal(proposal, decision(nordvik.approver))
    assert at_reseller.number not in approver.get(address).text


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "declined"}, "proposal_decided_by_someone"),
        ({"state": "unknown"}, "violates check constraint"),
        ({"approved_at": timezone.now()}, "proposal_approved_in_full"),
        ({"net_after": 0}, "Cannot update"),
    ],
)
def test_what_the_database_refuses(at_reseller, change, constraint):
    proposed(at_reseller, line(2, "3", 4))
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Proposal.objects.update(**change)


def test_a_proposal_is_about_the_order_that_was_answered(cast, at_reseller, agreement, office):
    other = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    proposal = proposed(at_reseller, line(2, "3", 4))
    [proposed_line] = proposal.lines.all()
    proposed_line.pk, proposed_line.line = None, other.lines.get()
    with (
        pytest.raises(DatabaseError, match="proposed_line_is_of_its_order"),
        transaction.atomic(),
    ):
        proposed_line.save(force_insert=True)
    answer = import_response(
        order_response(at_reseller, code="AB", number="SVAR-2"), by=None, now=timezone.now()
    )
    facts = {"response": answer, "order": other, "net_after": 0}
    with pytest.raises(DatabaseError, match="proposal_is_of_its_answer"), transaction.atomic():
        Proposal.objects.create(**facts)


def test_one_proposal_is_open_at_a_time(at_reseller):
    proposal = proposed(at_reseller, line(2, "3", 4))
    proposal.pk, proposal.response_id = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        proposal.save()
