"""What people do with an approved order that is held back: let it go, or stop it permanently."""

from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agreements.dispatch.confirmations import stop_confirmation
from agreements.dispatch.forms import StopForm
from agreements.dispatch.views import stop_and_say
from agreements.order_pages.views import show_order, show_order_confirmation
from agreements.orders.lookups import get_order
from agreements.orders.page_mandates import mandates_for_order
from municipalities.access import PortalRequest, mandate_for_role, organisation_page
from municipalities.confirmation import BACK_TO_FORM
from municipalities.people.models import Role
from municipalities.register.models import Organisation


@require_POST
@organisation_page(Role.ORDERER, Role.APPROVER, by_mandate=mandates_for_order)
def order_stop(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Show what stops with one's own held order, and stop it when that is confirmed."""
    order = get_order(organisation, order_number)
    form = StopForm(request.POST)
    if not form.is_valid() or BACK_TO_FORM in request.POST:
        status = 422 if form.errors else 200
        return show_order(request, organisation, order, stop_form=form, status=status)
    stopping = stop_confirmation(order, by=request.user, **form.cleaned_data)
    if not stopping.is_confirmed_by(request.POST):
        return show_order_confirmation(request, organisation, order, stopping)
    role = Role.ORDERER if Role.ORDERER in request.roles else Role.APPROVER
    stop_and_say(request, order, form, mandate=mandate_for_role(request, role))
    return redirect(order)
