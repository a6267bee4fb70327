"""The case officers' pages of who is invited to join, and how each organisation was reached."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models.query import QuerySet
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from agreements.accessions.case_messages import (
    UNREACHED,
    record_posted_letters,
    send_again,
    unreached_cases,
)
from agreements.accessions.filters import InvitedFilter
from agreements.accessions.forms import UnreachedForm
from agreements.accessions.letters import MAX_LETTERS, invitation_letters
from agreements.accessions.message_queries import (
    InvitedCase,
    invited_cases,
    reach_counts,
    recipients_of,
)
from agreements.accessions.states import AccessionState, Reach, accession_state, message_state
from agreements.documents.responses import pdf_response
from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import frameworks_with_parties
from municipalities.access import PortalRequest, case_officer_page
from municipalities.outbox.leaving import with_mail_delay
from municipalities.refusals import add_refusal

CASES_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def invited(request: PortalRequest, reference: str) -> HttpResponse | HttpResponseRedirect:
    """Who is invited, how each was reached or not, and what is done about those who were not."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    if request.method != "POST":
        return _show(request, framework, UnreachedForm(keys=[]))
    keys = unreached_cases(framework).values_list("pk", flat=True)
    form = UnreachedForm(request.POST, keys=keys)
    if form.is_valid():
        act = {"send": _send_again, "posted": _record_posted}[form.cleaned_data["act"]]
        try:
            act(request, framework, form.cleaned_data["cases"])
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            filtered = f"?{request.GET.urlencode()}" if request.GET else ""
            return redirect(reverse("ks_invited", args=[reference]) + filtered)
    return _show(request, framework, form, status=422)


def _send_again(request: PortalRequest, framework: FrameworkAgreement, keys) -> None:
    now = timezone.now()
    count = send_again(framework, keys, by=request.user, now=now)
    said = ngettext(
        "An invitation to %(count)s organisation is in the queue.",
        "Invitations to %(count)s organisations are in the queue.",
        count,
    )
    messages.success(request, with_mail_delay(said % {"count": count}, now))


def _record_posted(request: PortalRequest, framework: FrameworkAgreement, keys) -> None:
    count = record_posted_letters(framework, keys, by=request.user, now=timezone.now())
    said = ngettext(
        "%(count)s letter is noted as posted.", "%(count)s letters are noted as posted.", count
    )
    messages.success(request, said % {"count": count})


def _show(
    request: PortalRequest, framework: FrameworkAgreement, form, *, status: int = 200
) -> HttpResponse:
    found = InvitedFilter(request.GET, queryset=invited_cases(framework))
    page = Paginator(found.qs, CASES_A_PAGE).get_page(request.GET.get("page"))
    rows = list(_rows(page, form))
    to_print = _letters_to_print(framework)
    context = {
        "framework": framework,
        "filter": found,
        "page_obj": page,
        "rows": rows,
        "has_unreached": any(row["is_unreached"] for row in rows),
        "form": form,
        "counts": reach_counts(framework),
        "has_letters": to_print.exists(),
        "letters_without_address": to_print.filter(organisation__address="").count(),
        "max_letters": MAX_LETTERS,
    }
    return render(request, "ks/invited.html", context, status=status)


def _rows(page, form):
    """What the page shows of each case."""
    now = timezone.now()
    today = timezone.localdate(now)
    cases = list(page)
    recipients = recipients_of([case.organisation for case in cases])
    for case in cases:
        is_unreached = case.state == AccessionState.INVITED and case.reach in UNREACHED
        yield {
            "case": case,
            "state": accession_state(case, today),
            "reach": Reach(case.reach),
            "messages": [
                (message, message.outgoing and message_state(message.outgoing, now))
                for act in case.invitation_acts
                for message in act.messages.all()
            ],
            "is_unreached": is_unreached,
            "may_have_left": is_unreached and case.reach == Reach.DOUBTFUL,
            "addresses": recipients[case.organisation_id].addresses if is_unreached else (),
            "is_ticked": form.is_ticked(case),
        }


@require_safe
@case_officer_page
def letter(request: PortalRequest, reference: str, pk: int) -> HttpResponse:
    """The letter that invites one organisation."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    case = get_object_or_404(invited_cases(framework), pk=pk)
    name = f"invitasjon-{framework.reference}-{case.organisation.organisation_number}.pdf"
    return pdf_response(invitation_letters([case]), filename=name)


@require_safe
@case_officer_page
def letters(request: PortalRequest, reference: str) -> HttpResponse:
    """The letters to those that are not written to, in one file to print."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    cases = get_list_or_404(_letters_to_print(framework)[:MAX_LETTERS])
    return pdf_response(invitation_letters(cases), filename=f"invitasjoner-{reference}.pdf")


def _letters_to_print(framework: FrameworkAgreement) -> QuerySet[InvitedCase]:
    return unreached_cases(framework).filter(reach=Reach.NOT_WRITTEN_TO)
