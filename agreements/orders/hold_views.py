"""What people do with an approved order that is held back: let it go, or stop it for good."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.orders.case_views import show_dispatch, trail_of_dispatch
from agreements.orders.dispatch import release_held
from agreements.orders.end_confirmations import stopping_of
from agreements.orders.forms import StopForm
from agreements.orders.holds import stop_order
from agreements.orders.models import Dispatch
from agreements.orders.queries import orders_in_full
from agreements.orders.scope import for_order
from agreements.orders.views import get_order, show_order, show_order_confirmation
from municipalities.access import acting_by, case_officer_page, organisation_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.people.models import Role
from municipalities.refusals import say_refusal


@require_POST
@organisation_page(Role.ORDERER, Role.APPROVER, by_mandate=for_order)
def order_stop(request, organisation, order_number):
    """Show what stops with one's own held order, and stop it when that is confirmed."""
    order = get_order(organisation, order_number)
    form = StopForm(request.POST)
    if not form.is_valid() or BACK_TO_FORM in request.POST:
        status = 422 if form.errors else 200
        return show_order(request, organisation, order, stop_form=form, status=status)
    stopping = stopping_of(order, by=request.user, **form.cleaned_data)
    if not stopping.is_given_in(request.POST):
        return show_order_confirmation(request, organisation, order, stopping)
    role = Role.ORDERER if Role.ORDERER in request.roles else Role.APPROVER
    _stop(request, order, form, mandate=acting_by(request, role))
    return redirect(order)


@require_POST
@case_officer_page
def dispatch_stop(request, pk):
    """Show what stops with a held order, and stop it for KS when that is confirmed."""
    dispatch = get_object_or_404(Dispatch, pk=pk)
    form = StopForm(request.POST)
    if not form.is_valid() or BACK_TO_FORM in request.POST:
        status = 422 if form.errors else 200
        return show_dispatch(request, dispatch, stop_form=form, status=status)
    order = orders_in_full().get(pk=dispatch.order_id)
    stopping = stopping_of(order, by=request.user, **form.cleaned_data)
    if not stopping.is_given_in(request.POST):
        trail = trail_of_dispatch(dispatch, order)
        return show_confirmation(request, stopping, section="dispatches", trail=trail)
    _stop(request, order, form)
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
