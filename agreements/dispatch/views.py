"""An order's way to its reseller, for those who ordered: the link."""

from django.contrib import messages
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.dispatch.holds import stop_order
from agreements.dispatch.links import revoke_link
from agreements.dispatch.mail import send_new_link
from agreements.mandates.models import Mandate
from agreements.orders.lookups import get_order
from agreements.orders.models import Order
from agreements.orders.page_mandates import mandates_for_order
from agreements.orders.states import OrderState
from municipalities.access import PortalRequest, organisation_page
from municipalities.outbox.leaving import with_mail_delay
from municipalities.people.models import Role
from municipalities.refusals import show_outcome
from municipalities.register.models import Organisation


@require_POST
@organisation_page(Role.ORDERER, by_mandate=mandates_for_order)
def order_link_new(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponseRedirect:
    """Send the reseller a new link; the earlier one ends."""
    order = get_order(organisation, order_number)
    send_link_again(request, order)
    return redirect(order)


@require_POST
@organisation_page(Role.ORDERER, by_mandate=mandates_for_order)
def order_link_revoke(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponseRedirect:
    """Close the reseller's link."""
    order = get_order(organisation, order_number)
    close_link(request, order)
    return redirect(order)


def send_link_again(request: PortalRequest, order: Order) -> None:
    """Have a new link sent while the order waits for the reseller, and say so."""
    if order.state == OrderState.SENT:
        send_new_link.enqueue(order.pk, request.user.pk)
        said = _("A new link to the reseller is in the queue.")
        messages.success(request, with_mail_delay(said, timezone.now()))
    else:
        messages.error(request, _("The order does not wait for the reseller's answer."))


def close_link(request: PortalRequest, order: Order) -> None:
    """Close the link, and say so."""
    if revoke_link(order, now=timezone.now()):
        messages.success(request, _("The link is closed."))
    else:
        messages.info(request, _("The link was closed already."))


def stop_and_say(
    request: PortalRequest, order: Order, form, *, mandate: Mandate | None = None
) -> None:
    """Stop a held order for the reason in a form, and say so."""
    reason = form.cleaned_data["reason"]
    with show_outcome(request, done=_("The order is stopped, and is not sent.")):
        stop_order(order, by=request.user, reason=reason, now=timezone.now(), mandate=mandate)
