"""Changing or ending what is confirmed."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.orders.correction_forms import CorrectionForm
from agreements.orders.corrections import correct_order, may_be_corrected, may_be_lowered
from agreements.orders.queries import lines_left
from agreements.orders.views import get_order
from municipalities.access import organisation_page
from municipalities.people.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER)
def order_change(request, organisation, order_number):
    """Give up some or all of a confirmed order, as an order of its own."""
    order = get_order(organisation, order_number)
    if not may_be_corrected(order):
        messages.error(request, _("Only a confirmed order can be changed or ended."))
        return redirect(order)
    form = _form(request, order)
    if form.is_valid():
        try:
            made = correct_order(
                order, by=request.user, correction=form.correction, now=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The order is submitted. A colleague must approve it."))
            return redirect(made)
    context = {"organisation": organisation, "order": order, "form": form}
    status = 422 if form.errors else 200
    return render(request, "orders/order_change.html", context, status=status)


def _form(request, order):
    """The form of the lines that can be lowered today."""
    today = timezone.localdate()
    lines = [
        line
        for line in lines_left(order).select_related("ledger_entry")
        if line.left > 0 and may_be_lowered(order, line, on=today)
    ]
    initial = {"submission_key": uuid.uuid4(), "buyer_reference": order.buyer_reference}
    return CorrectionForm(request.POST or None, lines=lines, initial=initial)
