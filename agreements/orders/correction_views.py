"""Changing or ending what is confirmed."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.orders.correction_forms import CorrectionForm
from agreements.orders.correction_preview import preview_of
from agreements.orders.corrections import (
    check_may_be_corrected,
    correct_order,
    lines_to_lower,
    plan_change,
    reason_to_keep,
    submitted_correction,
)
from agreements.orders.views import get_order, trail_of_orders
from municipalities.access import organisation_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.people.models import Role
from municipalities.refusals import say_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER)
def order_change(request, organisation, order_number):
    """Give up some or all of a confirmed order: write it, see what it does, and submit it."""
    order = get_order(organisation, order_number)
    try:
        check_may_be_corrected(order, on=timezone.localdate())
    except ValidationError as refusal:
        say_refusal(request, refusal)
        return redirect(order)
    form, kept = _form(request, order)
    done = form.is_bound and _done_before(form, order, by=request.user)
    if done:
        return redirect(done)
    if BACK_TO_FORM not in request.POST and form.is_valid():
        return _preview_or_submit(request, order, form, kept)
    return _show_form(request, order, form, kept)


def _form(request, order):
    """The form of the lines that can be lowered today; the others, each with the reason."""
    today, lines = timezone.localdate(), lines_to_lower(order)
    reasons = {line: reason_to_keep(line, on=today) for line in lines}
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        lines=[line for line, reason in reasons.items() if reason is None],
        initial={"submission_key": uuid.uuid4(), "buyer_reference": order.buyer_reference},
    )
    return form, [reason.messages[0] for reason in reasons.values() if reason]


def _done_before(form, order, *, by):
    """The correction that an earlier click has made."""
    form.is_valid()
    key = form.cleaned_data.get("submission_key")
    return key and submitted_correction(order, key, by=by)


def _preview_or_submit(request, order, form, kept):
    """Show what the change does, or submit it when that is confirmed."""
    today = timezone.localdate()
    change = plan_change(order, form.lines, form.quantities, on=today)
    preview = preview_of(change, by=request.user, facts=form.cleaned_data, on=today)
    if not preview.is_given_in(request.POST):
        trail = [*trail_of_orders(order.organisation), (order.number, order.get_absolute_url())]
        return show_confirmation(
            request, preview, organisation=order.organisation, section="orders", trail=trail
        )
    try:
        made = correct_order(order, by=request.user, correction=form.correction, now=timezone.now())
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _show_form(request, order, form, kept)
    messages.success(request, _("The order is submitted. A colleague must approve it."))
    return redirect(made)


def _show_form(request, order, form, kept):
    context = {"organisation": order.organisation, "order": order, "form": form, "kept": kept}
    status = 422 if form.errors else 200
    return render(request, "orders/order_change.html", context, status=status)
