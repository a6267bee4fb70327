"""Mail to colleagues about an order, in the organisation's written standard."""

from django.tasks import task
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.orders.models import OrderStep
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from municipalities.mail import send_to_each
from municipalities.people.models import Role
from municipalities.people.queries import people_with_role


@task
def ask_approvers(order_id):
    """Tell those who may approve the order that it waits for them."""
    order = orders_in_full().get(pk=order_id)
    approvers = people_with_role(order.organisation, Role.APPROVER).exclude(
        pk=order.submitted_by_id
    )
    with translation.override(order.organisation.language):
        send_to_each(
            [person.email for person in approvers],
            subject=_("Order %(number)s waits for your approval") % {"number": order.number},
            template="orders/mail/approval.txt",
            context={"order": order},
        )


@task
def tell_submitter(order_id):
    """Tell who submitted the order that it is sent back, and why."""
    order = orders_in_full().get(pk=order_id)
    step = OrderStep.objects.select_related("by").get(order=order, state=OrderState.RETURNED)
    with translation.override(order.organisation.language):
        send_to_each(
            [order.submitted_by.email],
            subject=_("Order %(number)s is sent back") % {"number": order.number},
            template="orders/mail/returned.txt",
            context={"order": order, "step": step},
        )
