"""What people are shown before an order is stopped or said to have arrived."""

from django.utils.translation import gettext as _

from agreements.approvals.queries import order_participants
from agreements.dispatch.queries import UnfinishedDispatch
from agreements.orders.confirmation_facts import request_facts, sum_facts, what_a_change_leaves
from agreements.orders.models import Order
from agreements.orders.states import OrderState
from municipalities import formatting
from municipalities.confirmation import Confirmation, fact
from municipalities.people.models import User
from municipalities.refusals import shown_error


def stop_confirmation(order: Order, *, by: User, reason: str) -> Confirmation:
    """What stopping an order that is held back does, and who gets the reason."""
    names = {"number": order.number}
    dispatch = getattr(order, "dispatch", None)
    is_held = order.state == OrderState.APPROVED and dispatch is not None and dispatch.held_at
    held_reason = dispatch.held_reason if dispatch is not None and is_held else ""
    recipients = [person.name for person in order_participants(order) if person.pk != by.pk]
    return Confirmation(
        heading=_("Stop order %(number)s") % names,
        button=_("Stop order %(number)s permanently") % names,
        facts=(
            fact(_("Organisation"), order.buyer_name),
            *request_facts(order),
            *sum_facts(order),
            fact(_("Reseller"), order.seller_name),
            fact(_("Held back because"), held_reason),
            fact(_("Reason"), reason),
            fact(_("Gets an e-mail"), *sorted(recipients)),
        ),
        consequences=(
            _("The order is never sent. It counts under no ceiling and in no pooled volume."),
            what_a_change_leaves()
            if order.lowers
            else _("It cannot be started again. Order anew if you need it after all."),
        ),
        refusals=() if is_held else (_("This order is not held back."),),
        is_harmful=True,
    )


def _why_not_arrived(dispatch: UnfinishedDispatch):
    if not dispatch.is_stuck:
        yield _("This order is on its way or already sent.")
    elif not dispatch.claimed_at:
        yield _("Nobody has begun to send this order.")


def arrival_confirmation(dispatch: UnfinishedDispatch, order: Order) -> Confirmation:
    """What it does to say that an interrupted message has arrived."""
    names = {"number": order.number}
    began_at, last = dispatch.claimed_at, dispatch.attempts.last()
    attempt = last and f"{formatting.moment(last.ended_at)}: {last.get_outcome_display()}"
    return Confirmation(
        heading=_("Order %(number)s has arrived") % names,
        button=_("Mark order %(number)s as sent") % names,
        facts=(
            fact(_("Organisation"), order.buyer_name),
            fact(_("Reseller"), order.seller_name),
            fact(_("Sent to"), dispatch.recipient),
            *sum_facts(order),
            fact(_("Sending began"), began_at and formatting.moment(began_at)),
            fact(_("Last attempt"), attempt, shown_error(dispatch.error)),
        ),
        consequences=(
            _(
                "The order counts as sent from now. The portal does not send it again, and "
                "those who ordered and approved it are notified that it is at the reseller."
            ),
            _("Ask the reseller first. If it has not arrived there, send it again instead."),
        ),
        refusals=tuple(_why_not_arrived(dispatch)),
        is_harmful=True,
    )
