"""Changing or ending what is confirmed."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.corrections.actions import (
    check_may_be_corrected,
    correct_order,
    lines_to_lower,
    plan_change,
    reason_not_to_lower,
    submitted_correction,
)
from agreements.corrections.forms import CorrectionForm, earlier_quantities
from agreements.corrections.preview import preview_of
from agreements.orders.lookups import get_order, trail_of_orders
from agreements.orders.models import Order
from agreements.orders.queries import returned_step
from agreements.orders.states import OrderState
from municipalities.access import PortalRequest, organisation_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.people.models import Role
from municipalities.refusals import show_refusal
from municipalities.register.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER)
def order_change(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Give up some or all of a confirmed order: write it, see what it does, and submit it.

    At the address of a change that was sent back, the form begins with what that one said.
    """
    asked = get_order(organisation, order_number)
    returned = asked if asked.lowers and asked.state == OrderState.RETURNED else None
    order = get_order(organisation, asked.corrects.number) if returned else asked
    try:
        check_may_be_corrected(order, on=timezone.localdate())
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect(asked)
    change = _Change(request, order, returned)
    if done := change.earlier_correction():
        return redirect(done)
    if returned and returned.replacement:
        messages.error(request, _("This order is corrected already."))
        return redirect(returned)
    if BACK_TO_FORM not in request.POST and change.form.is_valid():
        return _preview_or_submit(request, change)
    return _show_form(request, change)


class _Change:
    """What the person is about to change: its form, and its lines as they are today."""

    def __init__(self, request: PortalRequest, order: Order, returned) -> None:
        self.order, self.returned, self.by = order, returned, request.user
        self.lines = lines_to_lower(order)
        today = timezone.localdate()
        self.reasons = {line: reason_not_to_lower(line, on=today) for line in self.lines}
        lowerable = [line for line, reason in self.reasons.items() if reason is None]
        said = earlier_quantities(returned, lowerable) if returned else {}
        begins = {"submission_key": uuid.uuid4(), "buyer_reference": order.buyer_reference}
        data = request.POST if request.method == "POST" else None
        self.form = CorrectionForm(data, lines=lowerable, initial=begins | said)

    @property
    def kept(self) -> list[str]:
        """Why lines cannot go down."""
        return [reason.messages[0] for reason in self.reasons.values() if reason]

    def earlier_correction(self):
        """The correction that an earlier click has made, or None."""
        if not self.form.is_bound:
            return None
        self.form.is_valid()
        key = self.form.cleaned_data.get("submission_key")
        return key and submitted_correction(self.order, key, by=self.by)


def _preview_or_submit(request: PortalRequest, change) -> HttpResponse | HttpResponseRedirect:
    """Show what the change does, or submit it when that is confirmed."""
    today, order, form = timezone.localdate(), change.order, change.form
    planned = plan_change(order, change.lines, form.quantities, on=today)
    preview = preview_of(planned, by=request.user, facts=form.cleaned_data, on=today)
    if not preview.is_confirmed_by(request.POST):
        trail = [*trail_of_orders(order.organisation), (order.number, order.get_absolute_url())]
        return show_confirmation(
            request, preview, organisation=order.organisation, section="orders", trail=trail
        )
    correction = form.correction | {"replaces": change.returned}
    try:
        made = correct_order(order, by=request.user, correction=correction, now=timezone.now())
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _show_form(request, change)
    messages.success(request, _("The order is submitted. A colleague must approve it."))
    return redirect(made)


def _show_form(request: PortalRequest, change) -> HttpResponse:
    context = {
        "organisation": change.order.organisation,
        "order": change.order,
        "returned": returned_step(change.returned) if change.returned else None,
        "form": change.form,
        "kept": change.kept,
    }
    status = 422 if change.form.errors else 200
    return render(request, "orders/order_change.html", context, status=status)
