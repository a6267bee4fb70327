"""The case officers' pages about who may join a framework agreement: invite, remind, except."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agreements.accessions import actions, case_actions
from agreements.accessions.confirmations import invitation_confirmation, reminder_confirmation
from agreements.accessions.forms import InviteForm, OverrideForm
from agreements.accessions.joining_conditions import conditions_to_join, failing
from agreements.accessions.message_queries import invited_without_email
from agreements.accessions.queries import (
    open_accession,
    override_of,
    unanswered_cases,
    without_case,
)
from agreements.accessions.shown_conditions import as_kept, rows_of, sha256_of
from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import frameworks_with_parties
from municipalities.access import PortalRequest, case_officer_page, organisation_or_404
from municipalities.confirmation import BACK_TO_FORM, SEEN, show_confirmation
from municipalities.outbox.leaving import with_mail_delay
from municipalities.refusals import add_refusal
from municipalities.register.filters import OrganisationFilter
from municipalities.register.models import Organisation

ORGANISATIONS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def invitations(request: PortalRequest, reference: str) -> HttpResponse | HttpResponseRedirect:
    """Organisations that have no case under the agreement, and the place to invite them."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    found = OrganisationFilter(request.GET, queryset=without_case(framework))
    form = InviteForm(request.POST or None, found=found.qs)
    if request.method == "POST" and form.is_valid() and BACK_TO_FORM not in request.POST:
        try:
            return _invite_when_confirmed(request, framework, **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    return _show_invitations(request, framework, found, form)


def _invite_when_confirmed(
    request: PortalRequest, framework: FrameworkAgreement, *, organisations, answer_by
) -> HttpResponse | HttpResponseRedirect:
    """Show who would be invited, and invite them when that is confirmed."""
    now = timezone.now()
    invited, left_out = case_actions.invitable(
        framework, organisations, answer_by=answer_by, on=timezone.localdate(now)
    )
    invitation = invitation_confirmation(framework, invited, left_out, answer_by=answer_by, now=now)
    if not invitation.is_confirmed_by(request.POST):
        trail = _trail_of_members(framework)
        return show_confirmation(request, invitation, section="frameworks", trail=trail)
    invited, more_left_out = case_actions.invite_organisations(
        framework, invited, answer_by=answer_by, by=request.user, now=now
    )
    _show_invitation_result(request, invited, left_out + more_left_out)
    filtered = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("ks_invitations", args=[framework.reference]) + filtered)


def _show_invitations(
    request: PortalRequest, framework: FrameworkAgreement, found, form
) -> HttpResponse:
    page = Paginator(found.qs, ORGANISATIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "framework": framework,
        "filter": found,
        "page_obj": page,
        "rows": [(organisation, form.is_ticked(organisation)) for organisation in page],
        "form": form,
        "silent": unanswered_cases(framework),
        "today": timezone.localdate(),
    }
    status = 422 if form.errors else 200
    return render(request, "ks/invitations.html", context, status=status)


def _show_invitation_result(request: PortalRequest, invited, left_out) -> None:
    """How many have a case now, and whether an e-mail is on its way to each."""
    said = ngettext(
        "%(count)s organisation is invited.", "%(count)s organisations are invited.", len(invited)
    )
    messages.success(request, said % {"count": len(invited)})
    without_email = invited_without_email(invited).count()
    if without_email:
        said = ngettext(
            "%(count)s has no e-mail address. Print the letter and post it.",
            "%(count)s have no e-mail address. Print the letters and post them.",
            without_email,
        )
        messages.warning(request, said % {"count": without_email})
    if left_out:
        said = ngettext(
            "%(count)s was left out, because it may not join.",
            "%(count)s were left out, because they may not join.",
            len(left_out),
        )
        messages.warning(request, said % {"count": len(left_out)})


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def reminders(request: PortalRequest, reference: str) -> HttpResponse | HttpResponseRedirect:
    """Show who has not answered, and remind them all when that is confirmed."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    now = timezone.now()
    cases_to_remind = case_actions.cases_to_remind(framework, timezone.localdate(now))
    reminder = reminder_confirmation(framework, *cases_to_remind, now=now)
    if not reminder.is_confirmed_by(request.POST):
        return show_confirmation(
            request, reminder, section="frameworks", trail=_trail_of_members(framework)
        )
    count = case_actions.remind_unanswered_cases(framework, by=request.user, now=now)
    said = ngettext(
        "A reminder to %(count)s organisation is in the queue.",
        "Reminders to %(count)s organisations are in the queue.",
        count,
    )
    messages.success(request, with_mail_delay(said % {"count": count}, now))
    return redirect("ks_invited", reference)


def _trail_of_members(framework: FrameworkAgreement):
    """The breadcrumbs down to the page that invites."""
    return [
        (framework.name, reverse("ks_framework", args=[framework.reference])),
        (_("Invite to join"), reverse("ks_invitations", args=[framework.reference])),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def override(
    request: PortalRequest, reference: str, organisation_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Whether an organisation may join, condition by condition, and the place to waive one
    condition.
    """
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    organisation = organisation_or_404(Organisation.objects.all(), organisation_number)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get(SEEN, "")
            actions.override_condition(
                organisation,
                framework,
                by=request.user,
                now=timezone.now(),
                seen=seen,
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The exception is made, and is printed on the document."))
            return redirect("ks_override", reference, organisation_number)
    conditions = conditions_to_join(organisation, framework, on=timezone.localdate())
    kept = as_kept(conditions)
    context = {
        "framework": framework,
        "organisation": organisation,
        "accession": open_accession(organisation, framework),
        "refusals": failing(conditions),
        "conditions": rows_of(kept),
        "seen_name": SEEN,
        "seen_sha256": sha256_of(kept),
        "override": override_of(organisation, framework),
        "form": form,
    }
    return render(request, "ks/override.html", context, status=422 if form.errors else 200)
