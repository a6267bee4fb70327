"""The case officers' page of what Enhetsregisteret says otherwise."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from municipalities import formatting
from municipalities.access import PortalRequest, case_officer_page
from municipalities.people.models import User
from municipalities.refusals import add_refusal
from municipalities.register.eligible_forms import ineligibility_reason
from municipalities.registry.actions import accept_findings, reject_findings
from municipalities.registry.asking import ask_registry
from municipalities.registry.forms import DecisionForm
from municipalities.registry.models import RegistryFinding
from municipalities.registry.queries import findings, latest_complete_run, newest_runs, waiting
from municipalities.texts import Text

FINDINGS_A_PAGE = 200


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def registry(request: PortalRequest) -> HttpResponse | HttpResponseRedirect:
    """What waits for a decision, or what was decided; accept or reject the chosen, all or none."""
    if request.method != "POST":
        return _show(request, DecisionForm(keys=[]))
    form = DecisionForm(request.POST, keys=waiting().values_list("pk", flat=True))
    if form.is_valid():
        try:
            done = _decide(form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            said = ngettext("%(number)s is decided.", "%(number)s are decided.", done)
            messages.success(request, said % {"number": done})
            return redirect("ks_registry")
    return _show(request, form, status=422)


@require_POST
@case_officer_page
def ask(request: PortalRequest) -> HttpResponseRedirect:
    """Have the worker ask about every organisation now."""
    ask_registry.enqueue()
    messages.success(
        request,
        _("The portal will ask Enhetsregisteret. What it finds stands here; load the page anew."),
    )
    return redirect("ks_registry")


def _show(request: PortalRequest, form, *, status: int = 200) -> HttpResponse:
    shows_decided = request.GET.get("show") == "decided"
    listed = findings().exclude(state=RegistryFinding.State.WAITING) if shows_decided else waiting()
    page = Paginator(listed, FINDINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "shows_decided": shows_decided,
        "page_obj": page,
        "rows": [(finding, _remark(finding), form.is_chosen(finding)) for finding in page],
        "form": form,
        "runs": newest_runs(),
        "nothing_found": _nothing_found(shows_decided),
    }
    return render(request, "registry/findings.html", context, status=status)


def _nothing_found(shows_decided) -> str:
    """What an empty list means: that all is the same is said only of what was asked about."""
    if shows_decided:
        return _("Nothing has been decided yet.")
    newest = latest_complete_run()
    if newest is None:
        return _("Nothing waits. The portal has not yet had an answer about every organisation.")
    said = _("Nothing waits. On %(day)s all %(number)s were asked about, and nothing is undecided.")
    return said % {"day": formatting.day(newest.began_at), "number": newest.organisations}


def _remark(finding) -> Text:
    """Why an organisation of the new form could not join."""
    return ineligibility_reason(finding.after) if finding.kind == RegistryFinding.Kind.FORM else ""


def _decide(decision, *, by: User) -> int:
    now = timezone.now()
    if decision["act"] == "accept":
        return accept_findings(decision["findings"], by=by, now=now)
    return reject_findings(decision["findings"], by=by, reason=decision["reason"], now=now)
