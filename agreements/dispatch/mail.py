"""Mail on an order's way to its reseller, in the organisation's written standard."""

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.approvals.queries import order_participants
from agreements.dispatch.links import make_link
from agreements.orders.mail import write_about_order
from agreements.orders.models import (
    OrderStep,
)
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from municipalities.people.models import User
from municipalities.worker.kinds import transactional_task


@transactional_task
def notify_of_hold(order_id: int) -> None:
    """Notify the buyer that an approved order is held back, and why."""
    order = orders_in_full().get(pk=order_id)
    write_about_order(
        order_participants(order),
        order,
        subject=lambda: _("Order %(number)s is held back"),
        template="orders/mail/held.txt",
        reason=order.dispatch.held_reason,
    )


@transactional_task
def notify_of_stop(order_id: int) -> None:
    """Notify the buyer that a held order is stopped permanently, and why; not who stopped it."""
    order = orders_in_full().get(pk=order_id)
    step = OrderStep.objects.select_related("by").get(order=order, state=OrderState.STOPPED)
    write_about_order(
        [person for person in order_participants(order) if person.pk != step.by_id],
        order,
        subject=lambda: _("Order %(number)s is stopped"),
        template="orders/mail/stopped.txt",
        step=step,
    )


@transactional_task
def send_new_link(order_id: int, made_by_id) -> None:
    """Make the order's link anew, and send it to the reseller."""
    order = orders_in_full().get(pk=order_id)
    made_by = User.objects.get(pk=made_by_id)
    link = make_link(order, by=made_by, now=timezone.now())
    write_about_order(
        [order.volume_licence_agreement.reseller],
        order,
        subject=lambda: _("New link to order %(number)s"),
        template="orders/mail/link.txt",
        link=link,
    )


@transactional_task
def notify_of_sending(order_id: int) -> None:
    """Notify the orderer and the approver that the order has left."""
    order = orders_in_full().get(pk=order_id)
    write_about_order(
        order_participants(order),
        order,
        subject=lambda: _("Order %(number)s is sent to the reseller"),
        template="orders/mail/sent.txt",
    )
