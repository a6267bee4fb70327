"""What the organisation has, and the ledger behind it."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.documents.responses import pdf_response
from agreements.holdings.documents import position_pdf
from agreements.holdings.forms import PositionForm
from agreements.holdings.position_files import as_csv, as_xlsx
from agreements.holdings.queries import entries_of, expiries
from agreements.holdings.queries import holdings as held_by
from municipalities.access import organisation_page

ENTRIES_A_PAGE = 25
FILES = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_safe
@organisation_page()
def holdings(request, organisation):
    """Positions on a chosen day with their purchases, what ends soon, and the whole ledger."""
    form = PositionForm(request.GET or None, organisation=organisation)
    today = timezone.localdate()
    at, segment = form.chosen(today=today)
    if not form.is_bound:
        form = PositionForm(initial={"at": today}, organisation=organisation)
    entries = entries_of(organisation, segment=segment)
    context = {
        "organisation": organisation,
        "form": form,
        "at": at,
        "segment": segment,
        "chosen": _address_of(at, segment),
        "positions": held_by(organisation, at, segment=segment),
        "expiries": expiries(organisation, at, segment=segment),
        "page_obj": Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "holdings/holdings.html", context)


@require_safe
@organisation_page()
def position_document(request, organisation):
    """The position of the chosen day as a PDF, in the language of the page."""
    at, segment = _chosen(request, organisation)
    document = position_pdf(organisation, at, segment=segment, language=request.LANGUAGE_CODE)
    return pdf_response(document, filename=_file_name(organisation, at, "pdf"))


@require_safe
@organisation_page()
def position_file(request, organisation, suffix):
    """The position of the chosen day as a file for a spreadsheet, a row for each purchase."""
    at, segment = _chosen(request, organisation)
    write, content_type = FILES[suffix]
    name = _file_name(organisation, at, suffix)
    return HttpResponse(
        write(held_by(organisation, at, segment=segment)),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _chosen(request, organisation):
    form = PositionForm(request.GET, organisation=organisation)
    return form.chosen(today=timezone.localdate())


def _address_of(at, segment):
    """What stands after the address of a page or file about a day and a segment."""
    chosen = {"at": at.isoformat()} | ({"segment": segment.pk} if segment else {})
    return f"?{urlencode(chosen)}"


def _file_name(organisation, at, suffix):
    return f"beholdning-{organisation.organisation_number}-{at.isoformat()}.{suffix}"
