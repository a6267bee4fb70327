"""The case officers' pages of price files: upload, look through, take into effect, reverse."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import frameworks_with_parties
from agreements.price_imports import actions
from agreements.price_imports.differences import staged_products, with_changed_facts
from agreements.price_imports.findings_file import findings_file
from agreements.price_imports.forms import ReverseForm, UploadForm
from agreements.price_imports.models import PriceImport, StagedProduct
from agreements.price_imports.queries import gone, imports_with_people
from agreements.price_imports.states import ImportState
from municipalities.access import PortalRequest, case_officer_page
from municipalities.people.models import User
from municipalities.refusals import add_refusal, show_outcome

IMPORTS_A_PAGE = 25
ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def price_imports(request: PortalRequest, reference: str) -> HttpResponse | HttpResponseRedirect:
    """A framework agreement's price files, newest first, and the place to upload one."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    form = UploadForm(request.POST or None, request.FILES or None, framework=framework)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("ks_price_import", _upload(framework, form, by=request.user).pk)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    files = imports_with_people().filter(framework=framework)
    context = {
        "framework": framework,
        "form": form,
        "page_obj": Paginator(files, IMPORTS_A_PAGE).get_page(request.GET.get("page")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "ks/price_imports.html", context, status=status)


def _upload(framework: FrameworkAgreement, form, *, by: User) -> PriceImport:
    file = form.cleaned_data["file"]
    return actions.upload_prices(
        framework,
        file.read(),
        name=file.name,
        valid_from=form.cleaned_data["valid_from"],
        lot=form.cleaned_data.get("lot"),
        by=by,
        now=timezone.now(),
    )


@require_safe
@case_officer_page
def price_import(request: PortalRequest, pk: int) -> HttpResponse:
    """How a price file stands; the page asks again by itself while it is being read."""
    return _show(request, _file(pk))


def _show(
    request: PortalRequest, price_import: PriceImport, *, form=None, status: int = 200
) -> HttpResponse:
    context = {
        "price_import": price_import,
        "is_reading": price_import.state == ImportState.READING,
        "has_stopped": actions.has_stopped(price_import, now=timezone.now()),
        "form": form or ReverseForm(),
        "page_obj": Paginator(price_import.findings.all(), ROWS_A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    template = "ks/price_import_body.html" if request.htmx else "ks/price_import.html"
    return render(request, template, context, status=status)


def _file(pk: int) -> PriceImport:
    return get_object_or_404(imports_with_people(), pk=pk)


@require_safe
@case_officer_page
def price_import_findings(request: PortalRequest, pk: int) -> HttpResponse:
    """The findings as a file for who made the price file."""
    return findings_file(_file(pk))


@require_safe
@case_officer_page
def price_import_changes(request: PortalRequest, pk: int) -> HttpResponse:
    """What a file changes: new, changed and gone products, one kind at a time."""
    price_import = _file(pk)
    change = request.GET.get("change")
    if change != "gone" and change not in StagedProduct.Change:
        change = StagedProduct.Change.CHANGED.value
    is_gone = change == "gone"
    products = gone(price_import) if is_gone else staged_products(price_import, change)
    page = Paginator(products, ROWS_A_PAGE).get_page(request.GET.get("page"))
    if not is_gone:
        page.object_list = with_changed_facts(page.object_list)
    context = {"price_import": price_import, "change": change, "page_obj": page}
    return render(request, "ks/price_import_changes.html", context)


@require_POST
@case_officer_page
def price_import_apply(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Make the file the newest price list."""
    with show_outcome(request, done=_("The prices are a price list now.")):
        actions.apply_import(_file(pk), by=request.user, now=timezone.now())
    return redirect("ks_price_import", pk)


@require_POST
@case_officer_page
def price_import_reverse(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Take the file's price list out again, with a reason."""
    price_import = _file(pk)
    form = ReverseForm(request.POST)
    if form.is_valid():
        try:
            actions.reverse_import(
                price_import, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The price list is withdrawn."))
            return redirect("ks_price_import", pk)
    return _show(request, price_import, form=form, status=422)


@require_POST
@case_officer_page
def price_import_read_again(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Start over with a file that nobody reads any more."""
    with show_outcome(request, done=_("The work goes on.")):
        actions.read_again(_file(pk), now=timezone.now())
    return redirect("ks_price_import", pk)
