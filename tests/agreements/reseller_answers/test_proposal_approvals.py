"""A proposal that costs more is approved as strictly as the order was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.dispatch.sending import approve_order
from agreements.mandates.actions import revoke_mandate
from agreements.models import Proposal
from agreements.orders.actions import move_order
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
from tests.page import squeezed

pytestmark = pytest.mark.django_db


def dearer(order, *, position=2, price="120.00"):
    """What the reseller proposes about a line: it costs more."""
    left = abs(order.lines.get(position=position).quantity)
    answers = [line(position, "3", left, price=price)]
    content = order_response(order, code="CA", lines=answers)
    return import_response(content, by=None, now=timezone.now()).proposal


def decision(by, **more):
    """A decision now."""
    return Decision(by=by, now=timezone.now(), **more)


def refused(code):
    """Expect a refusal with this code."""
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


@pytest.fixture
def deputy(cast):
    """Nordvik's signatory, who approves up to 100 kr and stands in for the approver today."""
    nordvik = cast.nordvik
    make.role(nordvik.signatory, nordvik.organisation, Role.APPROVER)
    make.order_limit(nordvik.signatory, nordvik.organisation, Decimal(100), role=Role.APPROVER)
    make.delegation(nordvik, starts_on=timezone.localdate(), delegate=nordvik.signatory)
    return nordvik.signatory


def test_a_stand_in_uses_the_limit_of_who_is_away(cast, at_reseller, deputy, signed_in):
    proposal = dearer(at_reseller)
    accept_proposal(proposal, decision(cast.nordvik.orderer))
    approve_proposal(proposal, decision(deputy))
    proposal.refresh_from_db()
    assert (proposal.approved_by, proposal.on_behalf_of) == (deputy, cast.nordvik.approver)
    page = signed_in(cast.nordvik.reader).get(at_reseller.get_absolute_url()).text
    assert f"på vegne av {cast.nordvik.approver.name}" in page


def test_a_stand_in_never_uses_the_limit_of_who_accepted(cast, at_reseller, deputy):
    nordvik = cast.nordvik
    make.role(nordvik.approver, nordvik.organisation, Role.ORDERER)
    proposal = dearer(at_reseller)
    accept_proposal(proposal, decision(nordvik.approver))
    with refused("above_limit"):
        approve_proposal(proposal, decision(deputy))


def test_nothing_more_is_agreed_on_while_the_framework_is_suspended(cast, at_reseller):
    proposal = dearer(at_reseller)
    make.suspension(at_reseller.volume_licence_agreement.accession.framework, by=cast.kari)
    with refused("framework_suspended"):
        accept_proposal(proposal, decision(cast.nordvik.orderer))


def test_a_suspension_does_not_stop_giving_up(cast, agreement, office):
    nordvik = cast.nordvik
    people = {"by": nordvik.orderer, "approver": nordvik.approver}
    order = make.confirmed_order(agreement, lines={office: 5}, **people)
    lowering = make.correction(order, {office: 4}, by=nordvik.orderer)
    approve_order(lowering, by=nordvik.approver, now=timezone.now())
    move_order(lowering, "sent", by=None, now=timezone.now())
    proposal = dearer(lowering, position=1, price="50.00")
    make.suspension(agreement.accession.framework, by=cast.kari)
    accept_proposal(proposal, decision(nordvik.orderer))
    proposal.refresh_from_db()
    assert proposal.state == "unapproved"
    approve_proposal(proposal, decision(nordvik.approver))
    lowering.refresh_from_db()
    assert lowering.state == "confirmed"


@pytest.fixture
def mandate(cast):
    """Sørvåg orders and approves for Nordvik."""
    nordvik = cast.nordvik
    return make.mandate(
        nordvik.organisation,
        cast.sorvag.organisation,
        by=nordvik.signatory,
        powers="order_and_approve",
    )


@pytest.fixture
def by_mandate(cast, agreement, office, mandate):
    """Nordvik's order, placed and approved by Sørvåg, at its reseller."""
    sorvag = cast.sorvag
    order = make.order(agreement, by=sorvag.orderer, lines={office: 5}, mandate=mandate)
    approve_order(order, by=sorvag.approver, now=timezone.now(), mandate=mandate)
    move_order(order, "sent", by=None, now=timezone.now())
    return order


def test_the_mandates_of_both_decisions_are_kept(cast, by_mandate, mandate, signed_in):
    proposal = dearer(by_mandate, position=1)
    accept_proposal(proposal, decision(cast.sorvag.orderer, mandate=mandate))
    approve_proposal(proposal, decision(cast.sorvag.approver, mandate=mandate))
    proposal.refresh_from_db()
    assert (proposal.mandate, proposal.approval_mandate) == (mandate, mandate)
    page = signed_in(cast.nordvik.reader).get(by_mandate.get_absolute_url()).text
    decided = f"{cast.sorvag.organisation.name} på vegne av {cast.nordvik.organisation.name}"
    assert page.count(decided) >= 5  # who ordered, the steps, and both decisions


def test_no_more_is_agreed_on_once_a_mandate_behind_the_order_is_over(cast, by_mandate, mandate):
    proposal = dearer(by_mandate, position=1)
    revoke_mandate(mandate, by=cast.nordvik.signatory, reason="Slutt", now=timezone.now())
    with refused("mandate_is_over"):
        accept_proposal(proposal, decision(cast.nordvik.orderer))


def test_nor_once_the_mandate_of_who_accepted_is_over(cast, at_reseller, mandate):
    proposal = dearer(at_reseller)
    accept_proposal(proposal, decision(cast.sorvag.orderer, mandate=mandate))
    revoke_mandate(mandate, by=cast.nordvik.signatory, reason="Slutt", now=timezone.now())
    with refused("mandate_is_over"):
        approve_proposal(proposal, decision(cast.nordvik.approver))


def test_what_is_proposed_anew_replaces_what_a_mandate_that_is_over_decided(
    cast, at_reseller, mandate
):
    proposal = dearer(at_reseller)
    accept_proposal(proposal, decision(cast.sorvag.orderer, mandate=mandate))
    revoke_mandate(mandate, by=cast.nordvik.signatory, reason="Slutt", now=timezone.now())
    answer = order_response(at_reseller, number="SVAR-2")
    import_response(answer, by=None, now=timezone.now())
    proposal.refresh_from_db()
    assert proposal.state == "replaced"


def test_a_button_that_is_pressed_late_does_what_it_said_or_nothing(cast, at_reseller, signed_in):
    nordvik = cast.nordvik
    make.role(nordvik.approver, nordvik.organisation, Role.ORDERER)
    proposal = dearer(at_reseller)
    number = nordvik.organisation.organisation_number
    address = reverse("order_proposal", args=[number, at_reseller.number, proposal.pk])
    both = signed_in(nordvik.approver)
    page = squeezed(both.get(at_reseller.get_absolute_url()).text)
    assert 'name="seen_state" value="waiting"' in page
    accept_proposal(proposal, decision(nordvik.orderer))
    for pressed in ("accept", "decline"):
        late = {"decision": pressed, "seen_state": "waiting", "reply": "Greit"}
        page = both.post(address, late, follow=True).text
        assert "En kollega har allerede" in page
        proposal.refresh_from_db()
        assert proposal.state == "unapproved"
    assert 'name="seen_state" value="unapproved"' in squeezed(page)


def test_each_act_takes_what_waits_for_it_alone(cast, at_reseller):
    nordvik, proposal = cast.nordvik, dearer(at_reseller)
    for act in (approve_proposal, decline_approval):
        with refused("already_decided"):
            act(proposal, decision(nordvik.approver, reply="Nei"))
    accept_proposal(proposal, decision(nordvik.orderer))
    for act in (accept_proposal, decline_proposal):
        with refused("already_decided"):
            act(proposal, decision(nordvik.orderer, reply="Nei"))


def test_the_reseller_reads_what_both_wrote(cast, at_reseller, run_tasks, signed_in):
    nordvik, proposal = cast.nordvik, dearer(at_reseller)
    accept_proposal(proposal, decision(nordvik.orderer, reply="Greit for oss."))
    page = signed_in(nordvik.approver).get(at_reseller.get_absolute_url()).text
    assert "Greit for oss." in page
    approve_proposal(proposal, decision(nordvik.approver, reply="Lever før jul."))
    run_tasks()
    [text] = [one.body for one in mail.outbox if one.subject.startswith("Svar om bestilling")]
    assert "Greit for oss.\n\nLever før jul." in text


@pytest.mark.parametrize(
    ("approval", "constraint"),
    [
        (lambda home: {"on_behalf_of": home.approver}, "on_behalf_of_someone_else"),
        (lambda home: {"on_behalf_of": home.reader}, "on_behalf_of_someone_else"),
        (lambda home: {"on_behalf_of": home.orderer}, "not_approved_by_its_orderer"),
        (lambda home: {"approved_by": home.orderer}, "not_approved_by_its_orderer"),
    ],
    ids=["themselves", "who accepted", "who ordered", "ordered it"],
)
def test_the_database_wants_four_eyes(cast, at_reseller, approval, constraint):
    nordvik, proposal = cast.nordvik, dearer(at_reseller)
    make.role(nordvik.reader, nordvik.organisation, Role.ORDERER)
    accept_proposal(proposal, decision(nordvik.reader))
    approved = {"approved_at": timezone.now(), "approved_by": nordvik.approver}
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Proposal.objects.update(state="accepted", **approved | approval(nordvik))


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"decided_at": "now"}, "proposal_decided_in_full"),
        ({"mandate": "wide"}, "proposal_mandate_is_in_force"),
        ({"mandate": "wide", "decided_at": "late"}, "proposal_mandate_is_in_force"),
        ({"approval_mandate": "wide"}, "proposal_approval_mandate_is_in_force"),
        (
            {"approval_mandate": "wide", "approved_at": "late"},
            "proposal_approval_mandate_is_in_force",
        ),
        (
            {"approval_mandate": "narrow", "approved_at": "now"},
            "proposal_approval_mandate_is_in_force",
        ),
    ],
)
def test_the_database_wants_a_mandate_that_holds(cast, at_reseller, mandate, facts, constraint):
    nordvik, sorvag, now = cast.nordvik, cast.sorvag, timezone.now()
    dearer(at_reseller)
    values = {"now": now, "late": now + timedelta(days=400), "wide": mandate}
    if "narrow" in facts.values():
        revoke_mandate(mandate, by=nordvik.signatory, reason="Slutt", now=now)
        values["narrow"] = make.mandate(
            nordvik.organisation, sorvag.organisation, by=nordvik.signatory
        )
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Proposal.objects.update(**{name: values[value] for name, value in facts.items()})
