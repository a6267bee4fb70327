"""The case officers' page of what Enhetsregisteret says otherwise."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import case_officer_page
from municipalities.refusals import say_refusal
from municipalities.register.eligible_forms import why_not_eligible
from municipalities.registry.actions import accept_findings, reject_findings
from municipalities.registry.forms import DecisionForm
from municipalities.registry.models import RegistryFinding
from municipalities.registry.queries import findings, newest_runs, waiting

FINDINGS_A_PAGE = 50


@require_safe
@case_officer_page
def registry(request):
    """What waits for a decision, or what was decided, and how the latest runs went."""
    shows_decided = request.GET.get("show") == "decided"
    listed = findings().exclude(state=RegistryFinding.State.WAITING) if shows_decided else waiting()
    page = Paginator(listed, FINDINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "shows_decided": shows_decided,
        "page_obj": page,
        "rows": [(finding, _remark(finding)) for finding in page],
        "runs": newest_runs(),
    }
    return render(request, "registry/findings.html", context)


def _remark(finding):
    """Why an organisation of the new form could not join."""
    return why_not_eligible(finding.after) if finding.kind == RegistryFinding.Kind.FORM else ""


@require_POST
@case_officer_page
def registry_decide(request):
    """Accept or reject the chosen findings, all of them or none."""
    form = DecisionForm(request.POST, keys=waiting().values_list("pk", flat=True))
    try:
        done = _decide(form, by=request.user)
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        said = ngettext("%(number)s is decided.", "%(number)s are decided.", done)
        messages.success(request, said % {"number": done})
    return redirect("ks_registry")


def _decide(form, *, by):
    if not form.is_valid():
        raise ValidationError(
            [refusal for refusals in form.errors.as_data().values() for refusal in refusals]
        )
    chosen, now = form.cleaned_data["findings"], timezone.now()
    if form.cleaned_data["act"] == "accept":
        return accept_findings(chosen, by=by, now=now)
    return reject_findings(chosen, by=by, reason=form.cleaned_data["reason"], now=now)
