"""The case officers' pages about suppliers and resellers."""

from django.contrib import messages
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.framework_administration.form_pages import (
    FORM_PAGE,
    apply_form,
    form_data,
    show_form,
)
from agreements.framework_administration.party_actions import change_order_address, save_party
from agreements.framework_administration.party_forms import (
    OrderAddressForm,
    ResellerChangeForm,
    ResellerForm,
    SupplierForm,
)
from agreements.frameworks.models import Reseller, Supplier
from municipalities.access import PortalRequest, case_officer_page


@require_safe
@case_officer_page
def suppliers(request: PortalRequest) -> HttpResponse:
    """Every supplier."""
    return render(request, "ks/suppliers.html", {"suppliers": Supplier.objects.all()})


@require_safe
@case_officer_page
def resellers(request: PortalRequest) -> HttpResponse:
    """Every reseller, with the address that its orders go to."""
    return render(request, "ks/resellers.html", {"resellers": Reseller.objects.all()})


@FORM_PAGE
@case_officer_page
def supplier_new(request: PortalRequest) -> HttpResponse | HttpResponseRedirect:
    """Record a supplier."""
    form = SupplierForm(form_data(request))
    page = {"heading": _("New supplier"), "button": _("Record the supplier")}
    return _edit(request, form, "ks_suppliers", done=_("The supplier is recorded."), **page)


@FORM_PAGE
@case_officer_page
def supplier(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Change a supplier."""
    supplier = get_object_or_404(Supplier, pk=pk)
    form = SupplierForm(form_data(request), instance=supplier)
    page = {"heading": supplier.name, "button": _("Save the changes")}
    return _edit(request, form, "ks_suppliers", done=_("The supplier is changed."), **page)


@FORM_PAGE
@case_officer_page
def reseller_new(request: PortalRequest) -> HttpResponse | HttpResponseRedirect:
    """Record a reseller."""
    form = ResellerForm(form_data(request))
    page = {"heading": _("New reseller"), "button": _("Record the reseller")}
    return _edit(request, form, "ks_resellers", done=_("The reseller is recorded."), **page)


@FORM_PAGE
@case_officer_page
def reseller(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Change a reseller, but not its order address; with the addresses it has had."""
    reseller = get_object_or_404(Reseller, pk=pk)
    form = ResellerChangeForm(form_data(request), instance=reseller)
    page = {
        "heading": reseller.name,
        "button": _("Save the changes"),
        "reseller": reseller,
        "email": reseller.email,
        "address_changes": reseller.address_changes.select_related("changed_by"),
        "template": "ks/reseller.html",
    }
    return _edit(request, form, "ks_resellers", done=_("The reseller is changed."), **page)


def _edit(
    request: PortalRequest, form, parties: str, *, done: str, **page
) -> HttpResponse | HttpResponseRedirect:
    """The page of a party's form; when it is stored, the list of `parties` (a URL name)."""
    if form.is_bound and apply_form(form, lambda form: save_party(form.instance)):
        messages.success(request, done)
        return redirect(parties)
    return show_form(request, form, trail=_trail_of(parties), **page)


@FORM_PAGE
@case_officer_page
def reseller_address(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Send a reseller's orders to another address, with a reason."""
    reseller = get_object_or_404(Reseller, pk=pk)
    form = OrderAddressForm(form_data(request))

    def change(form) -> Reseller:
        return change_order_address(
            reseller, by=request.user, now=timezone.now(), **form.cleaned_data
        )

    if form.is_bound and apply_form(form, change):
        messages.success(request, _("Orders go to the new address from now on."))
        return redirect("ks_reseller", pk)
    own_page = (reseller.name, reverse("ks_reseller", args=[pk]))
    return show_form(
        request,
        form,
        heading=_("Change the order address"),
        lead=_("Orders go to %(email)s today. Those that have not left go to the new address.")
        % {"email": reseller.email},
        button=_("Change the order address"),
        trail=[*_trail_of("ks_resellers"), own_page],
    )


def _trail_of(parties: str) -> list[tuple[str, str]]:
    """The list that the page belongs under."""
    heading = {"ks_suppliers": _("Suppliers"), "ks_resellers": _("Resellers")}[parties]
    return [(heading, reverse(parties))]
