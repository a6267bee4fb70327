"""What the reseller proposes: accepted, approved anew where it costs more, or declined."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import Ceiling, LedgerEntry, LineSettlement, Proposal
from agreements.orders.actions import confirm_order
from agreements.orders.ceilings import recount
from agreements.orders.proposals import (
    Decision,
    accept_proposal,
    approve_proposal,
    decline_proposal,
)
from agreements.orders.queries import orders_in_full
from agreements.orders.responses import import_response
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


def test_the_buyer_records_nothing_past_a_proposal(cast, at_reseller):
    proposed(at_reseller, line(2, "3", 4))
    facts = {"by": cast.nordvik.orderer, "reseller_reference": "F-1", "now": timezone.now()}
    assert refusal_of(lambda: confirm_order(at_reseller, **facts)) == "proposal_waits"


def test_the_page_asks_the_orderer_and_then_the_approver(cast, at_reseller, signed_in):
    nordvik = cast.nordvik
    proposal = proposed(at_reseller, line(2, "3", 5, price="120.00"))
    number = nordvik.organisation.organisation_number
    address = reverse("order_proposal", args=[number, at_reseller.number, proposal.pk])
    orderer, approver = signed_in(nordvik.orderer), signed_in(nordvik.approver)
    assert approver.post(address, {"decision": "accept"}).status_code == 403
    shown = orderer.post(address, {"decision": "accept"}, follow=True).text
    assert "Det koster mer enn det som er godkjent" in shown
    listed = approver.get(reverse("orders", args=[number])).text
    assert "Et forslag venter på godkjenning" in listed
    approver.post(address, {"decision": "accept"})
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


def test_one_proposal_is_open_at_a_time(at_reseller):
    proposal = proposed(at_reseller, line(2, "3", 4))
    proposal.pk, proposal.response_id = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        proposal.save()
