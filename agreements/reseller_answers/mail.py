"""Mail about an order at its reseller: sent, answered, proposed to be changed, replied to.

To those who ordered and approved, and to the reseller, in the organisation's written standard.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements.approvals.queries import approvers_for, order_participants
from agreements.orders.mail import write_about_order
from agreements.orders.models import LineSettlement, Order, OrderResponse, Proposal, ProposalState
from agreements.orders.queries import orders_in_full
from municipalities.constraints import filled
from municipalities.people.models import User
from municipalities.worker.kinds import transactional_task


@transactional_task
def notify_of_answer(response_id) -> None:
    """Notify the orderer and the approver of what the reseller answered, but who brought it."""
    response = OrderResponse.objects.get(pk=response_id)
    order = orders_in_full().get(pk=response.order_id)
    write_about_order(
        _participants_but(order, response.received_by_id),
        order,
        subject=lambda: _("The reseller has answered order %(number)s"),
        template="orders/mail/answer.txt",
        response=response,
        parts=_by_line(response.settlements),
    )


@transactional_task
def notify_of_recording(settlement_ids) -> None:
    """Notify the orderer and the approver of what a colleague has recorded that the reseller
    said.
    """
    parts = _by_line(LineSettlement.objects.filter(pk__in=settlement_ids))
    colleague = parts[0].settled_by
    order = orders_in_full().get(lines=parts[0].line)
    write_about_order(
        order_participants(order).exclude(pk=colleague.pk),
        order,
        subject=lambda: _("The answer to order %(number)s is recorded"),
        template="orders/mail/recorded.txt",
        colleague=colleague,
        parts=parts,
    )


@transactional_task
def notify_of_proposal(proposal_id: int) -> None:
    """Notify the orderer and the approver of what the reseller would deliver instead."""
    proposal = _proposal(proposal_id)
    order = orders_in_full().get(pk=proposal.order_id)
    write_about_order(
        _participants_but(order, proposal.response.received_by_id),
        order,
        subject=lambda: _("The reseller wants to change order %(number)s"),
        template="orders/mail/change.txt",
        proposal=proposal,
    )


@transactional_task
def request_proposal_approval(proposal_id: int) -> None:
    """Notify the approvers that an accepted proposal costs more, and waits for them."""
    proposal = _proposal(proposal_id)
    order = orders_in_full().get(pk=proposal.order_id)
    approvers = approvers_for(order).exclude(pk__in=[order.submitted_by_id, proposal.decided_by_id])
    write_about_order(
        approvers,
        order,
        subject=lambda: _("Order %(number)s would cost more, and waits for your approval"),
        template="orders/mail/costs_more.txt",
        proposal=proposal,
    )


@transactional_task
def notify_of_decision(proposal_id: int, accepted_by_id) -> None:
    """Notify who ordered, approved or accepted what is decided about a proposal, but who decided.

    `accepted_by_id` is who accepted it before an approver declined it, None for others.
    """
    proposal = _proposal(proposal_id)
    order = orders_in_full().get(pk=proposal.order_id)
    # proposal_decided_by_someone
    decided_by = filled(proposal.approved_by or proposal.decided_by)
    people = order_participants(order, proposal.decided_by_id, accepted_by_id)
    is_declined = proposal.state == ProposalState.DECLINED
    write_about_order(
        people.exclude(pk=decided_by.pk),
        order,
        subject=lambda: (
            _("The change of order %(number)s is declined")
            if is_declined
            else _("The change of order %(number)s is accepted")
        ),
        template="orders/mail/decision.txt",
        proposal=proposal,
        decided_by=decided_by,
    )


@transactional_task
def send_reply(proposal_id: int) -> None:
    """Notify the reseller of what the organisation has decided about the proposal."""
    proposal = _proposal(proposal_id)
    order = orders_in_full().get(pk=proposal.order_id)
    write_about_order(
        [order.volume_licence_agreement.reseller],
        order,
        subject=lambda: _("Reply about order %(number)s"),
        template="orders/mail/reply.txt",
        proposal=proposal,
    )


def _participants_but(order: Order, person_id: int | None) -> QuerySet[User]:
    """Who ordered and approved, but not the one who brought the answer; None: the reseller did."""
    people = order_participants(order)
    return people if person_id is None else people.exclude(pk=person_id)


def _proposal(proposal_id: int) -> Proposal:
    return (
        Proposal.objects.select_related("response", "decided_by", "approved_by")
        .prefetch_related("lines__line__product", "lines__product")
        .get(pk=proposal_id)
    )


def _by_line(settlements):
    return settlements.select_related("line", "settled_by").order_by("line__position", "pk")
