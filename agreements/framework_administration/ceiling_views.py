"""The case officers' pages that move a ceiling: a proposal, and the second officer's answer."""

from functools import partial

from django.contrib import messages
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.framework_administration import ceiling_amendments
from agreements.framework_administration.confirmations import ceiling_amendment_confirmation
from agreements.framework_administration.form_pages import (
    FORM_PAGE,
    apply_form,
    form_data,
    show_form,
)
from agreements.framework_administration.forms import CeilingAmendmentForm
from agreements.frameworks.models import Ceiling, CeilingAmendment, FrameworkAgreement
from municipalities.access import PortalRequest, case_officer_page
from municipalities.confirmation import show_confirmation
from municipalities.refusals import show_outcome


@FORM_PAGE
@case_officer_page
def ceiling_amend(
    request: PortalRequest, reference: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Propose another maximum, with a reason."""
    ceilings = Ceiling.objects.select_related("framework", "lot")
    ceiling = get_object_or_404(ceilings, pk=pk, framework__reference=reference)
    form = CeilingAmendmentForm(
        form_data(request),
        initial={
            "maximum_value": ceiling.maximum_value,
            "maximum_quantity": ceiling.maximum_quantity,
        },
    )
    if form.is_bound and apply_form(form, partial(_propose, request, ceiling)):
        messages.success(
            request, _("The new maximum is proposed. It holds when a colleague has confirmed it.")
        )
        return redirect("ks_framework", reference)
    return show_form(
        request,
        form,
        heading=_("Change the maximum: %(agreement)s")
        % {"agreement": ceiling.lot or ceiling.framework.name},
        lead=_("Nothing changes before another case officer has confirmed it."),
        button=_("Propose the new maximum"),
        trail=_trail(ceiling.framework),
    )


def _propose(request: PortalRequest, ceiling: Ceiling, form) -> CeilingAmendment:
    return ceiling_amendments.propose_ceiling(
        ceiling, by=request.user, now=timezone.now(), **form.cleaned_data
    )


@FORM_PAGE
@case_officer_page
def ceiling_amendment(
    request: PortalRequest, reference: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Show what a proposed maximum does, and let it hold when a second officer confirms it."""
    amendment = _amendment(reference, pk)
    framework = amendment.ceiling.framework
    passage = ceiling_amendment_confirmation(amendment, by=request.user)
    if not passage.is_confirmed_by(request.POST):
        return show_confirmation(request, passage, section="frameworks", trail=_trail(framework))
    with show_outcome(request, done=_("The new maximum holds from now on.")):
        ceiling_amendments.confirm_ceiling(amendment, by=request.user, now=timezone.now())
    return redirect("ks_framework", reference)


@require_POST
@case_officer_page
def ceiling_amendment_withdraw(
    request: PortalRequest, reference: str, pk: int
) -> HttpResponseRedirect:
    """Take a proposed maximum back."""
    with show_outcome(request, done=_("The proposal is withdrawn. The maximum stays as it was.")):
        ceiling_amendments.withdraw_ceiling(
            _amendment(reference, pk), by=request.user, now=timezone.now()
        )
    return redirect("ks_framework", reference)


def _amendment(reference: str, pk: int) -> CeilingAmendment:
    amendments = CeilingAmendment.objects.select_related(
        "ceiling__framework", "ceiling__lot", "proposed_by"
    )
    return get_object_or_404(amendments, pk=pk, ceiling__framework__reference=reference)


def _trail(framework: FrameworkAgreement):
    return [(framework.name, reverse("ks_framework", args=[framework.reference]))]
