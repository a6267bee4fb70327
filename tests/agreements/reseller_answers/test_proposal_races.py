"""A proposal is decided about while something else happens, on really parallel connections."""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agreements.models import Proposal
from agreements.reseller_answers.proposals import (
    Decision,
    accept_proposal,
    approve_proposal,
    decline_proposal,
)
from agreements.reseller_answers.responses import import_response
from municipalities.register.models import Organisation
from tests.order_responses import line, order_response
from tests.races import at_once, first_code, wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def proposed(order, *answers):
    """The proposal of an answer."""
    content = order_response(order, code="CA", lines=answers)
    return import_response(content, by=None, now=timezone.now()).proposal


def decided(act, proposal, by, **more):
    """Decide as another request would, with a proposal read anew."""
    act(Proposal.objects.get(pk=proposal.pk), Decision(by=by, now=timezone.now(), **more))


def test_of_two_decisions_at_once_one_holds(cast, at_reseller):
    proposal, orderer = proposed(at_reseller, line(2, "3", 4)), cast.nordvik.orderer

    def accept():
        decided(accept_proposal, proposal, orderer)
        return "accepted"

    def decline():
        decided(decline_proposal, proposal, orderer, reply="Nei")
        return "declined"

    outcomes = at_once(accept, decline, accept, decline)
    assert sum(outcome in {"accepted", "declined"} for outcome in outcomes) == 1


@pytest.mark.parametrize("name", ["accept", "approve", "decline"])
def test_a_decision_waits_for_an_answer_that_arrives(cast, at_reseller, name):
    """A deadlock here would be an error on the page of one of the two."""
    nordvik, price = cast.nordvik, "120.00" if name == "approve" else "90.00"
    proposal = proposed(at_reseller, line(2, "3", 5, price=price))
    act, by, reply = {
        "accept": (accept_proposal, nordvik.orderer, ""),
        "approve": (approve_proposal, nordvik.approver, ""),
        "decline": (decline_proposal, nordvik.orderer, "Nei"),
    }[name]
    if name == "approve":
        decided(accept_proposal, proposal, nordvik.orderer)
    deciding = []

    def decide():
        try:
            decided(act, proposal, by, reply=reply)
        except Exception as error:
            deciding.append(error)
        finally:
            connection.close()

    person = Thread(target=decide)
    with transaction.atomic():
        # As responses begin
        Organisation.objects.select_for_update(no_key=True).get(pk=at_reseller.organisation_id)
        person.start()
        wait_until_somebody_waits()
        answer = order_response(at_reseller, number="SVAR-2")
        import_response(answer, by=None, now=timezone.now())
    person.join()
    [refusal] = deciding
    assert first_code(refusal) == "already_decided"
    proposal.refresh_from_db()
    at_reseller.refresh_from_db()
    assert (proposal.state, at_reseller.state) == ("replaced", "confirmed")
