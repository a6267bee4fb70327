"""Writing to people and resellers about an order."""

from django.utils import translation

from agreements.orders.models import Order
from municipalities.mail import send_to_each


def write_about_order(receivers, order: Order, *, subject, template, **context) -> None:
    """Send a message about an order to people or a reseller, in its organisation's language."""
    with translation.override(order.organisation.language):
        send_to_each(
            [receiver.email for receiver in receivers],
            subject=subject() % {"number": order.number},
            template=template,
            context={"order": order} | context,
        )
