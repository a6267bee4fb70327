"""What a reseller proposes instead of what was ordered: accepted or declined by the orderer.

An accepted proposal settles its lines at the price and with the product that was proposed. Where
the order then costs more than was approved, somebody approves it anew first.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.approvals.actions import check_limit, check_may_approve
from agreements.mandates.actions import check_mandate
from agreements.orders.models import Order, Proposal, ProposalState
from agreements.orders.models.proposals import OPEN_STATES
from agreements.orders.order_conditions import check_may_cost_more
from agreements.reseller_answers.actions import check_is_sent, settle_order
from agreements.reseller_answers.mail import (
    notify_of_decision,
    request_proposal_approval,
    send_reply,
)
from agreements.reseller_answers.settlements import SettledPart
from municipalities.people.models import Role
from municipalities.register.locking import lock_organisation


@dataclass(frozen=True)
class Decision:
    """Who decides about a proposal, when, by which mandate, and the words to the reseller."""

    by: object
    now: object
    mandate: object = None
    reply: str = ""


def replace_proposal(order: Order) -> None:
    """Put aside what the reseller proposed before: a newer answer takes its place."""
    for proposal in Proposal.objects.filter(order=order, state__in=OPEN_STATES):
        move_proposal(proposal, ProposalState.REPLACED)


@transaction.atomic
def accept_proposal(proposal: Proposal, decision) -> None:
    """Accept what the reseller proposes; raises ValidationError.

    The lines are settled at once, unless the order then costs more than was approved: an approver
    is asked first, and told so.
    """
    proposal = _held(proposal, ProposalState.WAITING, decision=decision)
    order = proposal.order
    _check_can_be_accepted(proposal, decision)
    limited = {"net": proposal.net_after, "mandate": decision.mandate}
    check_limit(decision.by, order.organisation, Role.ORDERER, **limited)
    if proposal.costs_more:
        move_proposal(proposal, ProposalState.UNAPPROVED, **_decided(decision))
        request_proposal_approval.enqueue(proposal.pk)
        return
    move_proposal(proposal, ProposalState.ACCEPTED, **_decided(decision))
    _settle(proposal, decision)
    _notify(proposal)


@transaction.atomic
def approve_proposal(proposal: Proposal, decision) -> None:
    """Approve a proposal that costs more than was approved before; raises ValidationError.

    The reseller gets the approver's reply after that of who accepted it.
    """
    proposal = _held(proposal, ProposalState.UNAPPROVED, decision=decision)
    away = check_may_approve(
        proposal.order,
        by=decision.by,
        now=decision.now,
        mandate=decision.mandate,
        proposal=proposal,
    )
    _check_can_be_accepted(proposal, decision)
    move_proposal(
        proposal,
        ProposalState.ACCEPTED,
        approved_at=decision.now,
        approved_by=decision.by,
        on_behalf_of=away,
        approval_mandate=decision.mandate,
        reply="\n\n".join(filter(None, [proposal.reply, decision.reply])),
    )
    _settle(proposal, decision)
    _notify(proposal)


@transaction.atomic
def decline_proposal(proposal: Proposal, decision) -> None:
    """Decline what the reseller proposes, with a reply; the lines stay open."""
    _decline(proposal, decision, seen_state=ProposalState.WAITING)


@transaction.atomic
def decline_approval(proposal: Proposal, decision) -> None:
    """Decline, with a reply, a proposal that a colleague has accepted and that costs more."""
    _decline(proposal, decision, seen_state=ProposalState.UNAPPROVED)


def _decline(proposal: Proposal, decision, *, seen_state) -> None:
    proposal = _held(proposal, seen_state, decision=decision)
    accepted_by_id = proposal.decided_by_id
    move_proposal(proposal, ProposalState.DECLINED, **_decided(decision))
    _notify(proposal, accepted_by_id=accepted_by_id)


def _decided(decision):
    """What the columns of a proposal say of a decision of the orderer's, or one that declines."""
    return {
        "decided_at": decision.now,
        "decided_by": decision.by,
        "mandate": decision.mandate,
        "reply": decision.reply,
    }


def move_proposal(proposal: Proposal, state, **fields) -> None:
    """Write a proposal's state: the only writer. Refuses where the state is another by now."""
    movable = Proposal.objects.filter(pk=proposal.pk, state=proposal.state)
    if not movable.update(state=state, **fields):
        raise _already_decided()
    proposal.refresh_from_db()


def _already_decided() -> ValidationError:
    return ValidationError(
        _("A colleague has decided already, or the reseller has answered anew. Look again."),
        code="already_decided",
    )


def _held(proposal: Proposal, state, *, decision) -> Proposal:
    """The proposal while it is in a state; nobody else decides or answers meanwhile."""
    # The organisation first, as an answer takes it: of the two, one waits for the other
    organisation = proposal.order.organisation_id
    lock_organisation(organisation)
    held = Proposal.objects.select_related("order__organisation", "mandate").get(pk=proposal.pk)
    if held.state != state:
        raise _already_decided()
    if decision.mandate:
        agreement, today = held.order.volume_licence_agreement, timezone.localdate(decision.now)
        check_mandate(decision.mandate, agreement, on=today)
    return held


def _check_can_be_accepted(proposal: Proposal, decision) -> None:
    """Refuse what the portal cannot record, and what may no longer be ordered at all."""
    check_is_sent(proposal.order)
    for obstacle in (proposal.obstacle, *(line.obstacle for line in _lines(proposal))):
        if obstacle:
            raise ValidationError(obstacle, code="proposal_cannot_be_accepted")
    if proposal.costs_more:
        by_mandates = [decision.mandate, proposal.mandate]
        on = timezone.localdate(decision.now)
        check_may_cost_more(proposal.order, on=on, by_mandates=by_mandates)


def _lines(proposal: Proposal):
    return list(proposal.lines.select_related("line__product", "line__corrects", "product"))


def _settle(proposal: Proposal, decision) -> None:
    """Settle the proposal's lines as they were proposed."""
    lines = _lines(proposal)
    parts = [_confirmed(line) for line in lines if line.quantity]
    parts += [
        SettledPart.as_ordered(line.line, abs(line.dropped), is_confirmed=False)
        for line in lines
        if line.dropped
    ]
    response = proposal.response
    settle_order(
        proposal.order,
        parts,
        by=decision.by,
        now=decision.now,
        response=response,
        mandate=decision.mandate,
        reason=response.note,
    )


def _notify(proposal: Proposal, *, accepted_by_id=None) -> None:
    """Notify the reseller of what is decided, and the colleagues who did not decide it."""
    send_reply.enqueue(proposal.pk)
    notify_of_decision.enqueue(proposal.pk, accepted_by_id)


def _confirmed(line) -> SettledPart:
    return SettledPart(
        line=line.line,
        is_confirmed=True,
        quantity=abs(line.quantity),
        product=line.product,
        part_number=line.product.part_number,
        name=line.product.name,
        unit_net=line.unit_net,
        net=abs(line.net),
        promised_from=line.promised_from,
        promised_to=line.promised_to,
    )
