"""The case officers' pages about accessions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.accessions import actions
from agreements.accessions.forms import RejectForm
from agreements.accessions.queries import accessions_with_parties
from agreements.accessions.states import accession_state
from municipalities.access import case_officer_page
from municipalities.refusals import say_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def accession(request, pk):
    """One accession as a case: what was signed, by what right; countersign it or reject it."""
    accession = get_object_or_404(accessions_with_parties(), pk=pk)
    if request.method == "POST":
        return _countersign(request, accession)
    return _show(request, accession)


def _countersign(request, accession):
    try:
        actions.countersign_accession(accession, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        say_refusal(request, refusal)
        return redirect("ks_accession", accession.pk)
    messages.success(
        request, _("%(organisation)s has joined.") % {"organisation": accession.organisation}
    )
    return redirect("work_list")


def _show(request, accession, *, form=None, status=200):
    context = {
        "accession": accession,
        "state": accession_state(accession, timezone.localdate()),
        "form": form or RejectForm(),
    }
    return render(request, "ks/accession.html", context, status=status)


@require_POST
@case_officer_page
def accession_reject(request, pk):
    """Reject an accession with a reason."""
    accession = get_object_or_404(accessions_with_parties(), pk=pk)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _show(request, accession, form=form, status=422)
    try:
        actions.reject_accession(
            accession, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now()
        )
    except ValidationError as refusal:
        say_refusal(request, refusal)
        return redirect("ks_accession", accession.pk)
    messages.success(request, _("The accession is rejected. The organisation sees the reason."))
    return redirect("work_list")
