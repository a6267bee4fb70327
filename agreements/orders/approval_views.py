"""Approving: several orders at once, and questions to the orderer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from agreements.orders import approvals
from agreements.orders.dispatch import approve_and_send
from agreements.orders.forms import AnswerForm, QuestionForm
from agreements.orders.queries import to_approve
from agreements.orders.scope import for_order
from agreements.orders.views import get_order
from municipalities.access import organisation_page
from municipalities.people.models import Role
from municipalities.refusals import say_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.APPROVER)
def order_approvals(request, organisation):
    """The orders that wait for this person, to approve one or several."""
    waiting = to_approve(organisation, by=request.user)
    if request.method == "POST":
        return _approve_chosen(request, organisation, waiting)
    context = {"organisation": organisation, "orders": waiting}
    return render(request, "orders/approvals.html", context)


def _approve_chosen(request, organisation, waiting):
    """Approve each chosen order for itself: one that is refused stops no other."""
    chosen = set(request.POST.getlist("number"))
    approved = 0
    for order in waiting:
        if order.number not in chosen:
            continue
        try:
            approve_and_send(order, by=request.user, now=timezone.now())
            approved += 1
        except ValidationError as refusal:
            messages.error(request, f"{order.number}: {' '.join(refusal.messages)}")
    if approved:
        done = ngettext("%(count)s order is approved.", "%(count)s orders are approved.", approved)
        messages.success(request, done % {"count": approved})
    elif not chosen:
        messages.error(request, _("Choose at least one order."))
    return redirect("order_approvals", organisation.organisation_number)


@require_POST
@organisation_page(Role.APPROVER)
def order_ask(request, organisation, order_number):
    """Ask the orderer something before deciding."""
    order = get_order(organisation, order_number)
    return _say(
        request,
        order,
        QuestionForm(request.POST),
        approvals.ask_about_order,
        done=_("The question is sent. The order waits."),
    )


@require_POST
@organisation_page(Role.ORDERER, by_mandate=for_order)
def order_answer(request, organisation, order_number):
    """Answer what an approver asked."""
    order = get_order(organisation, order_number)
    if order.submitted_by_id != request.user.pk:
        raise PermissionDenied
    return _say(
        request,
        order,
        AnswerForm(request.POST),
        approvals.answer_question,
        done=_("The answer is sent."),
    )


def _say(request, order, form, act, *, done):
    """Do what the form says to the order, and show the order again."""
    if not form.is_valid():
        for refusals in form.errors.as_data().values():
            say_refusal(request, ValidationError(refusals))
        return redirect(order)
    try:
        act(order, **form.cleaned_data, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, done)
    return redirect(order)
