"""Filling the basket from an order or a template; what is in it already is asked about first."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.basket.queries import basket_of, templates_of
from agreements.basket.refilling import (
    basket_fingerprint,
    contents_of_order,
    contents_of_template,
    refill_basket,
)
from agreements.orders.lookups import get_order
from agreements.orders.page_mandates import mandates_for_order
from agreements.orders.queries import orders_to_repeat
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import show_refusal
from municipalities.register.models import Organisation

WAYS = {"replace", "add"}


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER, by_mandate=mandates_for_order)
def order_again(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Order the same once more; what was sent back is corrected and sent again."""
    order = get_order(organisation, order_number, orders=orders_to_repeat())
    try:
        contents = contents_of_order(order, on=timezone.localdate())
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect(order)
    return _fill(request, organisation, contents, source=order.number)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER)
def order_template_use(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Fill the basket from a template, at today's prices."""
    template = get_object_or_404(templates_of(organisation), pk=pk)
    contents = contents_of_template(template, on=timezone.localdate())
    return _fill(request, organisation, contents, source=template.name)


def _fill(
    request: PortalRequest, organisation: Organisation, contents, *, source
) -> HttpResponse | HttpResponseRedirect:
    """Fill an empty basket at once; ask what to do with one that is in use."""
    basket = basket_of(request.user, contents.agreement)
    way, seen = request.POST.get("way"), basket_fingerprint(basket)
    if request.method != "POST" or (seen and way not in WAYS):
        context = {
            "organisation": organisation,
            "agreement": contents.agreement,
            "source": source,
            "seen": seen,
            "coming": contents.lines,
            "held": basket.lines.select_related("product") if basket else [],
        }
        return render(request, "orders/refill.html", context)
    try:
        gone = refill_basket(
            contents,
            by=request.user,
            seen=request.POST.get("seen", ""),
            now=timezone.now(),
            adding=way == "add",
        )
    except ValidationError as refusal:
        show_refusal(request, refusal)
        gone = []
    for name in gone:
        messages.warning(request, _("%(product)s can no longer be ordered.") % {"product": name})
    return redirect("basket", organisation.organisation_number, contents.agreement.number)
