"""Putting a product in the basket from the catalogue, which the buyer stays in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.accessions.agreement_views import get_agreement
from agreements.accessions.models import VolumeLicenceAgreement
from agreements.accessions.page_mandates import mandates_for_agreement
from agreements.basket import actions as basket_actions
from agreements.basket.forms import QuantityForm
from agreements.basket.models.basket import BasketLine
from agreements.catalogue.filters import search_as_query
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role, User
from municipalities.refusals import show_refusal
from municipalities.register.models import Organisation


@require_POST
@organisation_page(Role.ORDERER, by_mandate=mandates_for_agreement)
def basket_set_line(
    request: PortalRequest, organisation: Organisation, agreement_number: str, product_id: int
) -> HttpResponse | HttpResponseRedirect:
    """Put a number of a product in the basket; the address carries what was searched for."""
    agreement = get_agreement(organisation, agreement_number)
    form = QuantityForm(request.POST)
    try:
        line = _put(form, agreement, product_id, by=request.user)
    except ValidationError as refusal:
        if request.htmx:
            return _respond(request, organisation, agreement, refusals=refusal.messages)
        show_refusal(request, refusal)
    else:
        if request.htmx:
            return _respond(request, organisation, agreement, in_basket=line.quantity)
        messages.success(request, _("The basket is updated."))
    return redirect(_back(request, organisation, agreement, product_id))


def _respond(
    request: PortalRequest, organisation: Organisation, agreement: VolumeLicenceAgreement, **outcome
) -> HttpResponse:
    """What happened, as a piece of the page that the buyer stays on."""
    context = {"organisation": organisation, "agreement": agreement} | outcome
    return render(request, "orders/in_basket.html", context)


def _put(form, agreement: VolumeLicenceAgreement, product_id: int, *, by: User) -> BasketLine:
    if not form.is_valid():
        raise ValidationError(form.errors.as_data()["quantity"])
    quantity = form.cleaned_data["quantity"]
    return basket_actions.put_in_basket(
        agreement, product_id, by=by, quantity=quantity, now=timezone.now()
    )


def _back(
    request: PortalRequest,
    organisation: Organisation,
    agreement: VolumeLicenceAgreement,
    product_id: int,
) -> str:
    """The page the buyer came from: the same search and the same row of it, or the product's."""
    args = [organisation.organisation_number, agreement.number]
    if request.POST.get("stay") == "catalogue":
        page = reverse("catalogue", args=args)
        return f"{page}{search_as_query(request.GET)}#product-{product_id}"
    if request.POST.get("stay") == "product":
        return reverse("catalogue_product", args=[*args, product_id])
    return reverse("basket", args=args)
