"""What people do with an approved order that is held back: let it go, or stop it for good."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.orders.case_views import show_dispatch
from agreements.orders.dispatch import release_held
from agreements.orders.forms import StopForm
from agreements.orders.holds import stop_order
from agreements.orders.models import Dispatch
from agreements.orders.scope import for_order
from agreements.orders.views import get_order, show_order
from municipalities.access import acting_by, case_officer_page, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import say_refusal


@require_POST
@organisation_page(Role.ORDERER, Role.APPROVER, by_mandate=for_order)
def order_stop(request, organisation, order_number):
    """Stop one's own held order."""
    order = get_order(organisation, order_number)
    form = StopForm(request.POST)
    if not form.is_valid():
        return show_order(request, organisation, order, stop_form=form, status=422)
    role = Role.ORDERER if Role.ORDERER in request.roles else Role.APPROVER
    _stop(request, order, form, mandate=acting_by(request, role))
    return redirect(order)


@require_POST
@case_officer_page
def dispatch_stop(request, pk):
    """Stop a held order for KS."""
    dispatch = get_object_or_404(Dispatch.objects.select_related("order"), pk=pk)
    form = StopForm(request.POST)
    if not form.is_valid():
        return show_dispatch(request, dispatch, stop_form=form, status=422)
    _stop(request, dispatch.order, form)
    return redirect("ks_dispatch", pk)


def _stop(request, order, form, *, mandate=None):
    reason = form.cleaned_data["reason"]
    try:
        stop_order(order, by=request.user, reason=reason, now=timezone.now(), mandate=mandate)
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The order is stopped, and is not sent."))


@require_POST
@case_officer_page
def dispatch_release(request, pk):
    """Let a held order go when nothing stands in its way."""
    dispatch = get_object_or_404(Dispatch, pk=pk)
    try:
        release_held(dispatch, now=timezone.now())
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The order is released and is being sent."))
    return redirect("ks_dispatches")
