"""Overviews: the public front page, an organisation's own, the case officers' work list."""

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.accessions.filters import CaseFilter
from agreements.accessions.next_steps import next_step
from agreements.accessions.queries import (
    accessions_of,
    cases,
    in_force,
    volume_licence_agreements_of,
    waiting_invitations,
    with_member_count,
)
from agreements.accessions.states import accession_state
from agreements.approvals.queries import waiting_for_approval
from agreements.daily.queries import nightly_work
from agreements.digests.queries import waiting_counts
from agreements.documents.responses import pdf_response
from agreements.frameworks.queries import announced_frameworks, ceilings_to_confirm
from agreements.frameworks.states import framework_state
from agreements.holdings.queries import positions
from agreements.orders.queries import orders_of
from agreements.reports.documents import agreement_summary
from agreements.reports.issuing import issue_summary
from agreements.reports.queries import (
    frameworks_with_state,
    public_figures,
    state_counts,
    true_ups_to_answer,
)
from municipalities.access import PortalRequest, case_officer_page, organisation_page
from municipalities.mail_hold.switch import mail_is_held
from municipalities.outbox.queries import late_messages
from municipalities.people.models import Role
from municipalities.refusals import show_outcome
from municipalities.register.models import Organisation
from municipalities.worker.heartbeat import is_alive, last_seen
from municipalities.worker.queries import queue_is_stuck

ACCESSIONS_A_PAGE = 25
NEWEST_ORDERS = 5


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """What the agreements are, who has joined, and how to join."""
    frameworks = list(with_member_count(announced_frameworks(timezone.localdate())))
    context = {
        "frameworks": frameworks,
        "figures": public_figures(),
    }
    return render(request, "reports/front_page.html", context)


@require_safe
@organisation_page()
def organisation_overview(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """Where the organisation stands, and what waits for someone in it."""
    today = timezone.localdate()
    held = positions(organisation, today)
    context = {
        "organisation": organisation,
        "joined": accessions_of(organisation).filter(in_force()),
        "may_draw_up": Role.ORDERER in request.roles,
        "invitations": waiting_invitations(today)
        .filter(organisation=organisation)
        .select_related("framework", "organisation"),
        "agreements": volume_licence_agreements_of(organisation),
        "waiting": waiting_for_approval(organisation),
        "newest_orders": orders_of(organisation)[:NEWEST_ORDERS],
        "position_count": len(held),
        "ending": [position for position in held if position.expires_soon(today)],
        "true_ups": true_ups_to_answer(organisation, today),
        "today": today,
    }
    return render(request, "reports/organisation_overview.html", context)


@require_safe
@organisation_page()
def agreement_summary_pdf(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The agreement summary of today as a PDF, in the language of the page."""
    document = agreement_summary(
        organisation, as_of=timezone.localdate(), language=request.LANGUAGE_CODE
    )
    return pdf_response(
        document, filename=f"avtalesammendrag-{organisation.organisation_number}.pdf"
    )


@require_POST
@organisation_page(*Role)
def agreement_summary_issue(
    request: PortalRequest, organisation: Organisation
) -> HttpResponseRedirect:
    """Issue the agreement summary of today, sealed and with a code to check it by."""
    with show_outcome(request, done=_("The agreement summary is issued.")):
        issue_summary(organisation, by=request.user, now=timezone.now())
    return redirect("issued_documents", organisation.organisation_number)


@require_safe
@case_officer_page
def ks_frameworks(request: PortalRequest) -> HttpResponse:
    """Every framework agreement with its state and how many have joined."""
    today = timezone.localdate()
    rows = [
        (
            framework,
            framework_state(
                framework,
                today,
                is_suspended=framework.is_suspended,
                terms_run_until=framework.terms_run_until,
            ),
        )
        for framework in frameworks_with_state()
    ]
    return render(request, "ks/frameworks.html", {"rows": rows})


@require_safe
@case_officer_page
def work_list(request: PortalRequest) -> HttpResponse:
    """Accession cases by filter, those that wait for KS to begin with, and counts of other work."""
    now, today = timezone.now(), timezone.localdate()
    seen_at = last_seen()
    found = CaseFilter(request.GET, queryset=cases(), request=request)
    page = Paginator(found.qs, ACCESSIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page_obj": page,
        "rows": [(case, accession_state(case, today), next_step(case)) for case in page],
        "states": state_counts(),
        "counts": waiting_counts(now),
        "ceilings_to_confirm": ceilings_to_confirm(),
        "worker_seen_at": seen_at,
        "worker_lives": is_alive(seen_at, now=now),
        "queue_is_stuck": queue_is_stuck(now),
        "late_mail": late_messages(now).count(),
        "nightly": nightly_work(now),
        "mail_is_held": mail_is_held(),
        "today": today,
    }
    return render(request, "ks/work_list.html", context)
