"""Approving: several orders at once, and questions to the orderer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from agreements.approvals import actions as approvals_actions
from agreements.approvals.queries import orders_to_approve, proposals_to_approve
from agreements.dispatch.sending import approve_and_send
from agreements.order_pages.confirmations import bulk_approval_confirmation
from agreements.order_pages.forms import AnswerForm, QuestionForm
from agreements.order_pages.views import show_order
from agreements.orders.lookups import get_order, trail_of_orders
from agreements.orders.models import Order
from agreements.orders.page_mandates import mandates_for_order
from municipalities.access import PortalRequest, organisation_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.people.models import Role
from municipalities.refusals import show_refusal
from municipalities.register.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.APPROVER)
def order_approvals(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """The orders and changes that wait for this person; of the orders, to approve several."""
    waiting = orders_to_approve(organisation, by=request.user)
    numbers = set(request.POST.getlist("number"))
    chosen = [order for order in waiting if order.number in numbers]
    if chosen and BACK_TO_FORM not in request.POST:
        return _approve_chosen(request, organisation, chosen)
    if request.method == "POST" and not chosen:
        # Of two clicks the second comes when the orders are approved already
        if numbers:
            messages.info(request, _("What you chose does not wait any more. See it in the list."))
        else:
            messages.error(request, _("Choose at least one order."))
        return redirect("order_approvals", organisation.organisation_number)
    context = {
        "organisation": organisation,
        "orders": waiting,
        "chosen": chosen,
        "proposals": proposals_to_approve(organisation, by=request.user),
    }
    return render(request, "orders/approvals.html", context)


def _approve_chosen(
    request: PortalRequest, organisation: Organisation, chosen
) -> HttpResponse | HttpResponseRedirect:
    """Show what approving these does; when it is confirmed, one that is refused stops no other."""
    approval, approvable = bulk_approval_confirmation(chosen, by=request.user)
    number = organisation.organisation_number
    if not approval.is_confirmed_by(request.POST):
        trail = [
            *trail_of_orders(organisation),
            (_("To approve"), reverse("order_approvals", args=[number])),
        ]
        return show_confirmation(
            request, approval, organisation=organisation, section="orders", trail=trail
        )
    approved = [order for order in approvable if _is_approved(request, order)]
    if approved:
        count = len(approved)
        done = ngettext("%(count)s order is approved.", "%(count)s orders are approved.", count)
        messages.success(request, done % {"count": count})
    return redirect("order_approvals", number)


def _is_approved(request: PortalRequest, order: Order) -> bool:
    """Approve one order, and say why when it is refused."""
    try:
        approve_and_send(order, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, f"{order.number}: {' '.join(refusal.messages)}")
        return False
    return True


@require_POST
@organisation_page(Role.APPROVER)
def order_ask(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Ask the orderer something before deciding."""
    order, form = get_order(organisation, order_number), QuestionForm(request.POST)
    done = _("The question is sent. The order waits.")
    return _say(request, order, approvals_actions.ask_about_order, done=done, question_form=form)


@require_POST
@organisation_page(Role.ORDERER, by_mandate=mandates_for_order)
def order_answer(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Answer what an approver asked."""
    order = get_order(organisation, order_number)
    if order.submitted_by_id != request.user.pk:
        raise PermissionDenied
    form, done = AnswerForm(request.POST), _("The answer is sent.")
    return _say(request, order, approvals_actions.answer_question, done=done, answer_form=form)


def _say(
    request: PortalRequest, order: Order, act, *, done, **form
) -> HttpResponse | HttpResponseRedirect:
    """Do what a form of the order's page says, and show the order again; `form` by its name."""
    [said] = form.values()
    if not said.is_valid():
        return show_order(request, order.organisation, order, status=422, **form)
    try:
        act(order, **said.cleaned_data, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        show_refusal(request, refusal)
        # The form is there still, unless it is the order that has moved on
        order = get_order(order.organisation, order.number)
        return show_order(request, order.organisation, order, status=422, **form)
    messages.success(request, done)
    return redirect(order)
