"""The case officers' page of a framework agreement's lots, and of what counts in none."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agreements.frameworks.models import FrameworkAgreement, Lot
from agreements.frameworks.queries import frameworks_with_parties, products_outside_lots
from agreements.order_totals.confirmations import lot_assignment_confirmation
from agreements.order_totals.filters import OutsideLotsFilter
from agreements.order_totals.forms import LotForm
from agreements.order_totals.lots import assign_lot, orders_outside_lots, plan_lot_assignment
from municipalities.access import PortalRequest, case_officer_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation

ROWS_A_PAGE = 50
LINES_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def lots(request: PortalRequest, reference: str) -> HttpResponse | HttpResponseRedirect:
    """The lots, the products and orders outside them, and giving products their lot."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    products = OutsideLotsFilter(request.GET, products_outside_lots(framework)).qs
    form = LotForm(
        request.POST if request.method == "POST" else None, framework=framework, found=products
    )
    if request.method == "POST" and form.is_valid() and BACK_TO_FORM not in request.POST:
        try:
            return _assign_when_confirmed(request, framework, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    return _show(request, framework, form)


def _assign_when_confirmed(
    request: PortalRequest, framework: FrameworkAgreement, *, lot: Lot, products
) -> HttpResponse | HttpResponseRedirect:
    """Show what giving the products this lot does, and do it when that is confirmed."""
    choice = plan_lot_assignment(framework, lot, products)
    passage = lot_assignment_confirmation(framework, choice)
    if not passage.is_confirmed_by(request.POST):
        trail = [
            (framework.name, reverse("ks_framework", args=[framework.reference])),
            (_("Lots"), reverse("ks_lots", args=[framework.reference])),
        ]
        return show_confirmation(request, passage, section="frameworks", trail=trail)
    assign_lot(framework, choice)
    number = len(choice.product_ids)
    done = ngettext(
        "%(number)s product is in %(lot)s now.", "%(number)s products are in %(lot)s now.", number
    )
    messages.success(request, done % {"number": number, "lot": lot})
    return redirect("ks_lots", framework.reference)


def _show(request: PortalRequest, framework: FrameworkAgreement, form) -> HttpResponse:
    products = OutsideLotsFilter(request.GET, products_outside_lots(framework))
    lines = orders_outside_lots(framework)
    context = {
        "framework": framework,
        "lots": framework.lots.annotate(product_count=Count("products")).select_related("ceiling"),
        "filter": products,
        "page_obj": Paginator(products.qs, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "chosen": set(form["products"].value() or ()),
        "lines": list(lines[:LINES_SHOWN]),
        "line_count": lines.count(),
    }
    status = 422 if form.errors else 200
    return render(request, "ks/lots.html", context, status=status)
