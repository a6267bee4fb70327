"""Overviews: the public front page, an organisation's own, the case officers' work list."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.accessions.queries import (
    accessions_of,
    volume_licence_agreements_of,
    with_member_count,
)
from agreements.documents.responses import pdf_response
from agreements.frameworks.queries import frameworks_with_parties
from agreements.holdings.queries import positions
from agreements.orders.queries import orders_of, waiting_for_approval
from agreements.reports.documents import agreement_summary
from agreements.reports.queries import (
    public_figures,
    waiting_accessions,
    waiting_counts,
)
from municipalities.access import case_officer_page, organisation_page

ACCESSIONS_A_PAGE = 25
NEWEST_ORDERS = 5


@require_safe
def front_page(request):
    """What the agreements are, who has joined, and how to join."""
    frameworks = list(with_member_count(frameworks_with_parties()))
    context = {
        "frameworks": frameworks,
        "figures": public_figures(),
    }
    return render(request, "reports/front_page.html", context)


@require_safe
@organisation_page()
def organisation_overview(request, organisation):
    """Where the organisation stands, and what waits for someone in it."""
    accessions = list(accessions_of(organisation))
    context = {
        "organisation": organisation,
        "accessions": accessions,
        "agreements": volume_licence_agreements_of(organisation),
        "waiting": waiting_for_approval(organisation),
        "newest_orders": orders_of(organisation)[:NEWEST_ORDERS],
        "position_count": len(positions(organisation, timezone.localdate())),
    }
    return render(request, "reports/organisation_overview.html", context)


@require_safe
@organisation_page()
def agreement_summary_pdf(request, organisation):
    """The agreement summary of today as a PDF, in the language of the page."""
    document = agreement_summary(
        organisation, as_of=timezone.localdate(), language=request.LANGUAGE_CODE
    )
    return pdf_response(
        document, filename=f"avtalesammendrag-{organisation.organisation_number}.pdf"
    )


@require_safe
@case_officer_page
def work_list(request):
    """What waits for KS: accessions to decide, oldest first, and counts of the other work."""
    page = Paginator(waiting_accessions(), ACCESSIONS_A_PAGE).get_page(request.GET.get("page"))
    counts = waiting_counts(timezone.now())
    return render(request, "ks/work_list.html", {"page_obj": page, "counts": counts})
