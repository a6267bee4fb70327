"""Finding the order of an address, and the way down to it."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.orders.models import Order
from agreements.orders.queries import order_by_number
from municipalities.register.models import Organisation


def trail_of_orders(organisation: Organisation) -> list[tuple[str, str]]:
    """The breadcrumb of the organisation's orders."""
    return [(_("Orders"), reverse("orders", args=[organisation.organisation_number]))]


def get_order(organisation: Organisation, order_number: str, *, orders=None):
    """The organisation's own order of this number, or 404; `orders` as order_by_number has it."""
    try:
        return order_by_number(organisation, order_number, orders=orders)
    except (Order.DoesNotExist, ValueError):
        raise Http404 from None
