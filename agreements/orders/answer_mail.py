"""Mail about an order at its reseller: sent, answered, proposed to be changed, replied to.

To those who ordered and approved, and to the reseller, in the organisation's written standard.
"""

from django.tasks import task
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.orders.models import OrderResponse, Proposal
from agreements.orders.queries import may_approve, orders_in_full
from municipalities.mail import send_to_each


@task
def notify_of_sending(order_id):
    """Tell who ordered and who approved that the order has left."""
    order = orders_in_full().get(pk=order_id)
    _write(
        _people_of(order),
        order,
        subject=lambda: _("Order %(number)s is sent to the reseller"),
        template="orders/mail/sent.txt",
    )


@task
def notify_of_answer(response_id):
    """Tell who ordered and who approved what the reseller confirmed and refused."""
    response = OrderResponse.objects.get(pk=response_id)
    order = orders_in_full().get(pk=response.order_id)
    _write(
        _people_of(order),
        order,
        subject=lambda: _("The reseller has answered order %(number)s"),
        template="orders/mail/answer.txt",
        response=response,
        parts=response.settlements.select_related("line").order_by("line__position", "pk"),
    )


@task
def notify_of_proposal(proposal_id):
    """Tell who ordered and who approved what the reseller would deliver instead."""
    proposal = _proposal(proposal_id)
    order = orders_in_full().get(pk=proposal.order_id)
    _write(
        _people_of(order),
        order,
        subject=lambda: _("The reseller wants to change order %(number)s"),
        template="orders/mail/change.txt",
        proposal=proposal,
    )


@task
def ask_to_approve_proposal(proposal_id):
    """Tell the approvers that an accepted proposal costs more, and waits for them."""
    proposal = _proposal(proposal_id)
    order = orders_in_full().get(pk=proposal.order_id)
    approvers = may_approve(order).exclude(pk__in=[order.submitted_by_id, proposal.decided_by_id])
    _write(
        [person.email for person in approvers],
        order,
        subject=lambda: _("Order %(number)s would cost more, and waits for your approval"),
        template="orders/mail/costs_more.txt",
        proposal=proposal,
    )


@task
def send_reply(proposal_id):
    """Tell the reseller what the organisation has decided about the proposal."""
    proposal = _proposal(proposal_id)
    order = orders_in_full().get(pk=proposal.order_id)
    _write(
        [order.volume_licence_agreement.reseller.email],
        order,
        subject=lambda: _("Reply about order %(number)s"),
        template="orders/mail/reply.txt",
        proposal=proposal,
    )


def _proposal(proposal_id):
    return (
        Proposal.objects.select_related("response", "decided_by", "approved_by")
        .prefetch_related("lines__line__product", "lines__product")
        .get(pk=proposal_id)
    )


def _people_of(order):
    """The e-mail addresses of who ordered and who approved, each once."""
    people = [order.submitted_by, order.approved_by]
    return list(dict.fromkeys(person.email for person in people if person))


def _write(addresses, order, *, subject, template, **context):
    """Send a message about an order, in its organisation's written standard."""
    with translation.override(order.organisation.language):
        send_to_each(
            addresses,
            subject=subject() % {"number": order.number},
            template=template,
            context={"order": order} | context,
        )
