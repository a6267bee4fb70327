"""Who hears what becomes of an order at its reseller: everybody behind it but who did it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agreements.dispatch.sending import approve_order, mark_sent
from agreements.reseller_answers.actions import confirm_order
from agreements.reseller_answers.proposals import (
    Decision,
    accept_proposal,
    approve_proposal,
    decline_approval,
    decline_proposal,
)
from agreements.reseller_answers.responses import import_response
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.order_responses import line, order_response

pytestmark = pytest.mark.django_db
RESELLER = "ordre@fjordforhandleren.example"


@pytest.fixture
def heard(run_tasks, django_capture_on_commit_callbacks):
    """Do something; return who is mailed about it, and the newest text."""

    def doing(act, *args, **more):
        run_tasks()
        mail.outbox.clear()
        act(*args, **more)
        run_tasks()
        receivers = sorted(to for message in mail.outbox for to in message.to)
        return receivers, mail.outbox[-1].body if mail.outbox else ""

    return doing


def answer(order, *lines, number="SVAR-1", code="CA", by=None):
    """A file with an answer arrives, or is brought by somebody."""
    content = order_response(order, code=code, lines=lines, number=number)
    return import_response(content, by=by, now=timezone.now())


def proposed(order, price):
    """The proposal of another price for the office suites."""
    return answer(order, line(2, "3", 5, price=price)).proposal


def decision(by, reply=""):
    return Decision(by=by, now=timezone.now(), reply=reply)


def test_the_approver_hears_what_the_orderer_decides(cast, at_reseller, heard):
    nordvik, proposal = cast.nordvik, proposed(at_reseller, "90.00")
    accepted = decision(nordvik.orderer, "Greit")
    receivers, text = heard(accept_proposal, proposal, accepted)
    assert receivers == sorted([RESELLER, nordvik.approver.email])
    assert "har godtatt endringen" in text
    assert "Greit" in text


def test_the_approver_hears_that_the_order_is_confirmed_by_a_decision(cast, at_reseller, heard):
    content = order_response(
        at_reseller, code="CA", lines=(line(1, "5"), line(2, "3", 5, price="90.00"))
    )
    proposal = import_response(content, by=None, now=timezone.now()).proposal
    _receivers, text = heard(accept_proposal, proposal, decision(cast.nordvik.orderer))
    assert "Bestillingen nå: Bekreftet av forhandleren." in text


def test_the_orderer_hears_what_the_approver_decides(cast, at_reseller, heard):
    nordvik, proposal = cast.nordvik, proposed(at_reseller, "120.00")
    accept_proposal(proposal, decision(nordvik.orderer))
    receivers, text = heard(approve_proposal, proposal, decision(nordvik.approver))
    assert receivers == sorted([RESELLER, nordvik.orderer.email])
    assert "har godkjent endringen" in text


def test_who_accepted_hears_that_the_approver_declines(cast, at_reseller, heard):
    nordvik, proposal = cast.nordvik, proposed(at_reseller, "120.00")
    make.role(nordvik.signatory, nordvik.organisation, Role.ORDERER)
    accept_proposal(proposal, decision(nordvik.signatory))
    declined = decision(nordvik.approver, "For dyrt")
    receivers, text = heard(decline_approval, proposal, declined)
    assert receivers == sorted([RESELLER, nordvik.orderer.email, nordvik.signatory.email])
    assert "har avslått endringen" in text
    assert "For dyrt" in text


@pytest.mark.parametrize(
    ("answered", "said"), [((5, 0), "Bekreftet: 5"), ((0, 5), "Avslått: 5")], ids=["all", "nothing"]
)
def test_the_approver_hears_what_the_buyer_records(cast, at_reseller, heard, answered, said):
    office = at_reseller.lines.get(position=2)
    facts = {"by": cast.nordvik.orderer, "reseller_reference": "F-1", "now": timezone.now()}
    receivers, text = heard(confirm_order, at_reseller, answered={office.pk: answered}, **facts)
    assert receivers == [cast.nordvik.approver.email]
    assert said in text
    assert "Fortsatt åpent: 2" in text


def test_who_brings_an_answer_is_not_mailed_about_it(cast, at_reseller, heard):
    nordvik = cast.nordvik
    brought = {"by": nordvik.orderer, "code": "AP"}
    assert heard(answer, at_reseller, **brought)[0] == [nordvik.approver.email]


def test_an_order_that_comes_later_as_a_whole_is_answered(cast, at_reseller, heard, signed_in):
    nordvik = cast.nordvik
    later = line(2, "5", 0, later=5, promised=("2029-02-01", "2029-02-01"))
    receivers, text = heard(answer, at_reseller, later)
    assert receivers == sorted([nordvik.orderer.email, nordvik.approver.email])
    assert "Linje 2: 5 kommer senere. Levering innen 01.02.2029." in text
    listed = reverse("orders", args=[nordvik.organisation.organisation_number])
    with time_machine.travel(at_reseller.answer_by + timedelta(days=1)):
        person = signed_in(nordvik.orderer)
        assert "har ikke svart" not in person.get(at_reseller.get_absolute_url()).text
        page = person.get(listed).text
    assert "Ikke besvart innen" not in page
    assert "Besvart, fortsatt åpen" in page


def test_that_an_order_is_received_is_no_answer(cast, at_reseller, heard, signed_in):
    assert heard(answer, at_reseller, code="AB") == ([], "")
    with time_machine.travel(at_reseller.answer_by + timedelta(days=1)):
        page = signed_in(cast.nordvik.orderer).get(at_reseller.get_absolute_url()).text
    assert "Forhandleren har ikke svart innen fristen" in page


def test_who_has_proposed_something_has_answered_also_when_it_is_declined(
    cast, at_reseller, signed_in
):
    decline_proposal(proposed(at_reseller, "90.00"), decision(cast.nordvik.orderer, "Nei"))
    listed = reverse("orders", args=[cast.nordvik.organisation.organisation_number])
    with time_machine.travel(at_reseller.answer_by + timedelta(days=1)):
        person = signed_in(cast.nordvik.orderer)
        assert "har ikke svart" not in person.get(at_reseller.get_absolute_url()).text
        assert "Ikke besvart innen" not in person.get(listed).text


@pytest.fixture
def by_mandate(cast, agreement, office, linux):
    """Nordvik's order, placed and approved by Sørvåg and sent; Sørvåg's approver has left."""
    nordvik, sorvag = cast.nordvik, cast.sorvag
    mandate = make.mandate(
        nordvik.organisation,
        sorvag.organisation,
        by=nordvik.signatory,
        powers="order_and_approve",
    )
    order = make.order(agreement, by=sorvag.orderer, lines={linux: 2, office: 5}, mandate=mandate)
    dispatch = approve_order(order, by=sorvag.approver, now=timezone.now(), mandate=mandate)
    dispatch.claimed_at = timezone.now()
    dispatch.save()
    sorvag.approver.is_active = False
    sorvag.approver.save()
    return dispatch


def test_the_owners_approvers_hear_of_every_step_and_who_has_left_of_none(cast, by_mandate, heard):
    order, sorvag = by_mandate.order, cast.sorvag
    everybody = sorted([sorvag.orderer.email, cast.nordvik.approver.email])
    assert heard(mark_sent, by_mandate, by=None, now=timezone.now())[0] == everybody
    order.refresh_from_db()
    assert heard(answer, order, line(1, "5"), number="SVAR-0")[0] == everybody
    assert heard(proposed, order, "90.00")[0] == everybody
    told = decision(cast.nordvik.orderer)
    proposal = order.proposals.get()
    assert heard(accept_proposal, proposal, told)[0] == sorted([*everybody, RESELLER])
