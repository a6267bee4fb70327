"""The case officers' pages about orders: messages that have not reached their reseller."""

from django.core.paginator import Paginator
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.dispatch import sending
from agreements.dispatch.confirmations import arrival_confirmation, stop_confirmation
from agreements.dispatch.forms import StopForm
from agreements.dispatch.links import open_link_of
from agreements.dispatch.queries import stuck, unfinished_dispatches
from agreements.dispatch.sending import release_held
from agreements.dispatch.views import close_link, send_link_again, stop_and_say
from agreements.orders.models import Dispatch, Order
from agreements.orders.queries import orders_in_full
from municipalities.access import PortalRequest, case_officer_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.mail_hold.switch import mail_is_held
from municipalities.outbox.leaving import mail_delay, with_mail_delay
from municipalities.refusals import show_outcome

DISPATCHES_A_PAGE = 25


@require_safe
@case_officer_page
def dispatches(request: PortalRequest) -> HttpResponse:
    """Approved orders that have not reached their reseller, oldest first."""
    unfinished = unfinished_dispatches(timezone.now())
    page = Paginator(unfinished, DISPATCHES_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "mail_is_held": mail_is_held()}
    return render(request, "ks/dispatches.html", context)


@require_safe
@case_officer_page
def dispatch(request: PortalRequest, pk: int) -> HttpResponse:
    """One message to a reseller: each attempt, the files, and the reseller's link."""
    return show_dispatch(request, get_object_or_404(Dispatch, pk=pk))


def show_dispatch(
    request: PortalRequest, dispatch: Dispatch, *, status: int = 200, **forms
) -> HttpResponse:
    """The message's page; `forms` are those that come back with what is wrong."""
    now = timezone.now()
    order = orders_in_full().get(pk=dispatch.order_id)
    context = {
        "order": order,
        "organisation": order.organisation,
        "link": open_link_of(order, now=now),
        "stop_form": StopForm(),
        "mail_is_held": mail_is_held(),
        "mail_delay": mail_delay(now),
        "is_stuck": Dispatch.objects.filter(stuck(now), pk=dispatch.pk).exists(),
    } | forms
    return render(request, "ks/dispatch.html", context, status=status)


@require_POST
@case_officer_page
def dispatch_link_new(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Send the reseller a new link."""
    dispatch = get_object_or_404(Dispatch.objects.select_related("order"), pk=pk)
    send_link_again(request, dispatch.order)
    return redirect("ks_dispatch", pk)


@require_POST
@case_officer_page
def dispatch_link_revoke(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Close the reseller's link."""
    dispatch = get_object_or_404(Dispatch.objects.select_related("order"), pk=pk)
    close_link(request, dispatch.order)
    return redirect("ks_dispatch", pk)


@require_POST
@case_officer_page
def dispatch_retry(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Send again what has not arrived."""
    now = timezone.now()
    dispatch = get_object_or_404(unfinished_dispatches(now), pk=pk)
    done = with_mail_delay(_("The order is in the queue again."), now)
    with show_outcome(request, done=done):
        sending.retry_dispatch(dispatch, now=now)
    return redirect("ks_dispatches")


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def dispatch_mark_sent(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Show what counts as sent, and record that an interrupted message did arrive."""
    now = timezone.now()
    dispatch = get_object_or_404(unfinished_dispatches(now), pk=pk)
    order = orders_in_full().get(pk=dispatch.order_id)
    arrival = arrival_confirmation(dispatch, order)
    if not arrival.is_confirmed_by(request.POST):
        trail = trail_of_dispatch(dispatch, order)
        return show_confirmation(request, arrival, section="dispatches", trail=trail)
    with show_outcome(request, done=_("The order is marked as sent.")):
        sending.mark_arrived(dispatch, by=request.user, now=now)
    return redirect("ks_dispatches")


def trail_of_dispatch(dispatch: Dispatch, order: Order):
    """The breadcrumbs down to the page of a message to a reseller."""
    return [
        (_("Dispatches"), reverse("ks_dispatches")),
        (order.number, reverse("ks_dispatch", args=[dispatch.pk])),
    ]


@require_POST
@case_officer_page
def dispatch_stop(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Show what stops with a held order, and stop it for KS when that is confirmed."""
    dispatch = get_object_or_404(Dispatch, pk=pk)
    form = StopForm(request.POST)
    if not form.is_valid() or BACK_TO_FORM in request.POST:
        status = 422 if form.errors else 200
        return show_dispatch(request, dispatch, stop_form=form, status=status)
    order = orders_in_full().get(pk=dispatch.order_id)
    stopping = stop_confirmation(order, by=request.user, **form.cleaned_data)
    if not stopping.is_confirmed_by(request.POST):
        trail = trail_of_dispatch(dispatch, order)
        return show_confirmation(request, stopping, section="dispatches", trail=trail)
    stop_and_say(request, order, form)
    return redirect("ks_dispatch", pk)


@require_POST
@case_officer_page
def dispatch_release(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Let a held order go when nothing stands in its way."""
    now = timezone.now()
    dispatch = get_object_or_404(Dispatch, pk=pk)
    done = with_mail_delay(_("The order is released, and in the queue."), now)
    with show_outcome(request, done=done):
        release_held(dispatch, now=now)
    return redirect("ks_dispatches")
