"""What the organisation has, purchase by purchase, and the ledger behind it."""

from django.core.paginator import Paginator
from django.db.models import Exists, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.accessions.page_mandates import mandates_for_agreement
from agreements.catalogue.models import Product
from agreements.documents.responses import pdf_response
from agreements.holdings.documents import position_pdf
from agreements.holdings.forms import PositionForm
from agreements.holdings.position_file import heading, rows
from agreements.holdings.queries import (
    SOURCES,
    entries_of,
    entries_on,
    in_segment,
    positions,
    with_sources,
)
from agreements.holdings.rights import rights_on
from agreements.mandates.page_mandates import frameworks_open_to, mandates_for_page
from agreements.spreadsheets import CONTENT_TYPES, table_file
from municipalities.access import PortalRequest, organisation_page
from municipalities.register.models import Organisation

ENTRIES_A_PAGE = 25


@require_safe
@organisation_page(by_mandate=mandates_for_page)
def holdings(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """Positions on a chosen day, per product and agreement, and every entry of the ledger."""
    form, at, segment = _chosen(request, organisation)
    seen = frameworks_open_to(request)
    held = positions(organisation, at, segment=segment, frameworks=seen)
    entries = entries_of(organisation, frameworks=seen).filter(in_segment(segment))
    if at < timezone.localdate():
        entries = entries.filter(valid_from__lte=at)
    page = Paginator(with_sources(entries), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "form": form,
        "at": at,
        "segment": segment,
        "positions": held,
        "expiring": [position for position in held if position.expires_soon(at)],
        "is_past": at < timezone.localdate(),
        "page_obj": page,
    }
    return render(request, "holdings/holdings.html", context)


@require_safe
@organisation_page(by_mandate=mandates_for_agreement)
def holding(
    request: PortalRequest, organisation: Organisation, agreement_number: str, product_id: int
) -> HttpResponse:
    """One product under one agreement on a chosen day, with every purchase as its own line."""
    form, at, segment = _chosen(request, organisation)
    here = Q(volume_licence_agreement__number=agreement_number, product=product_id)
    ever = Exists(entries_of(organisation).filter(here))
    product = get_object_or_404(Product.objects.filter(ever), pk=product_id)
    entries = entries_on(organisation, at, segment=segment).filter(here)
    lines = entries.select_related(*SOURCES, "order_line__order__cost_sharing_key")
    context = {
        "organisation": organisation,
        "form": form,
        "at": at,
        "product": product,
        "agreement_number": agreement_number,
        "positions": positions(organisation, at, segment=segment, only=here),
        "page_obj": Paginator(lines, ENTRIES_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "holdings/holding.html", context)


@require_safe
@organisation_page(by_mandate=mandates_for_page)
def rights(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """What the licences of a chosen day let the organisation use, edition by edition."""
    form, at, segment = _chosen(request, organisation)
    found = rights_on(organisation, at, segment=segment, frameworks=frameworks_open_to(request))
    context = {
        "organisation": organisation,
        "form": form,
        "at": at,
        "rights": found,
        "ending": [right for right in found if right.ends_soon(at)],
        "is_past": at < timezone.localdate(),
    }
    return render(request, "holdings/rights.html", context)


@require_safe
@organisation_page(by_mandate=mandates_for_page)
def holdings_pdf(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The position of a chosen day as a PDF, in the language of the page."""
    _form, at, segment = _chosen(request, organisation)
    shown = {"segment": segment, "frameworks": frameworks_open_to(request)}
    document = position_pdf(organisation, at=at, **shown, language=request.LANGUAGE_CODE)
    return pdf_response(document, filename=f"beholdning-{at}.pdf")


@require_safe
@organisation_page(by_mandate=mandates_for_page)
def holdings_file(request: PortalRequest, organisation: Organisation, suffix: str) -> HttpResponse:
    """The position of a chosen day as a table with a line a purchase."""
    _form, at, segment = _chosen(request, organisation)
    seen = frameworks_open_to(request)
    entries = entries_on(organisation, at, segment=segment, frameworks=seen)
    table = table_file(heading(), rows(entries), suffix=suffix)
    name = f"beholdning-{organisation.organisation_number}-{at}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(table, content_type=CONTENT_TYPES[suffix], headers=headers)


def _chosen(request: PortalRequest, organisation: Organisation):
    """The form with day and segment, and both: today and every segment for what is not chosen."""
    form = PositionForm(request.GET or None, organisation=organisation)
    today = timezone.localdate()
    at, segment = form.chosen(today=today)
    if not form.is_bound:
        form = PositionForm(initial={"at": today}, organisation=organisation)
    return form, at, segment
