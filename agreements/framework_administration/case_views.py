"""The case officers' pages about framework agreements: their dates, and what happens to them."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.framework_administration import actions as framework_administration_actions
from agreements.framework_administration.confirmations import ceiling_override_confirmation
from agreements.framework_administration.forms import AmendForm, CeilingForm, SuspendForm
from agreements.frameworks.ceilings import check_override, override_ceiling
from agreements.frameworks.models import Ceiling
from agreements.frameworks.models.framework import FrameworkAgreement
from agreements.frameworks.queries import (
    announcement_of,
    basis_of,
    ceilings_with_history,
    frameworks_with_parties,
    open_suspension,
    products_outside_lots,
)
from agreements.frameworks.states import framework_state
from agreements.price_levels.volume import programmes_with_tiers
from municipalities.access import PortalRequest, case_officer_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.refusals import add_refusal, show_outcome

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@require_safe
@case_officer_page
def framework(request: PortalRequest, reference: str) -> HttpResponse | HttpResponseRedirect:
    """A framework agreement as KS sees it; a draft has a page of its own."""
    framework = _framework(reference)
    if framework.announced_on is None:
        return redirect("ks_draft", reference)
    return _show(request, framework)


def _framework(reference: str) -> FrameworkAgreement:
    return get_object_or_404(frameworks_with_parties(), reference=reference)


def _announced(reference: str) -> FrameworkAgreement:
    return get_object_or_404(
        frameworks_with_parties().exclude(announced_on=None), reference=reference
    )


def _show(
    request: PortalRequest, framework: FrameworkAgreement, *, forms=None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    suspension = open_suspension(framework)
    context = {
        "framework": framework,
        "state": framework_state(framework, today, is_suspended=suspension is not None),
        "basis": basis_of(framework),
        "suspension": suspension,
        "suspensions": framework.suspensions.select_related("suspended_by", "resumed_by"),
        "is_public": framework.announced_on is not None and framework.announced_on <= today,
        "announcement": announcement_of(framework),
        "options": framework.options.select_related("exercised_by"),
        "amendments": framework.amendments.select_related("amended_by"),
        "supplier_documents": _papers(framework.supplier, on=today),
        "today": today,
        "has_lots": framework.lots.exists(),
        "outside_lots": products_outside_lots(framework).count(),
        "ceilings": _ceilings(framework, (forms or {}).pop("ceiling_form", None)),
        "amend_form": AmendForm(instance=framework, prefix="amend"),
        "suspend_form": SuspendForm(prefix="suspend"),
        **(forms or {}),
    }
    return render(request, "ks/framework.html", context, status=status)


class OnPage(TypedDict):
    """What stands with a ceiling on the page: the form to change it."""

    form: CeilingForm


type CeilingOnPage = WithAnnotations[Ceiling, OnPage]


def _ceilings(framework: FrameworkAgreement, sent) -> list[CeilingOnPage]:
    """The ceilings, each with its overrides and its form; `sent` is the form that was sent."""
    ceilings = cast(list[CeilingOnPage], list(ceilings_with_history(framework)))
    for ceiling in ceilings:
        prefix = f"ceiling-{ceiling.pk}"
        is_sent = sent is not None and sent.prefix == prefix
        ceiling.form = sent if is_sent else CeilingForm(prefix=prefix)
    return ceilings


@require_safe
@case_officer_page
def framework_volume(request: PortalRequest, reference: str) -> HttpResponse:
    """What all members have ordered together, and the price levels it gives."""
    framework = _framework(reference)
    context = {
        "framework": framework,
        "programmes": programmes_with_tiers(framework, timezone.localdate()),
        "volumes": framework.pooled_volumes.all(),
    }
    return render(request, "ks/framework_volume.html", context)


def _papers(supplier, *, on: date):
    """The supplier's papers, each with whether it has expired."""
    return [
        {
            "kind": paper.get_kind_display(),
            "expires_on": paper.expires_on,
            "expired": paper.has_expired(on),
        }
        for paper in supplier.documents.all()
    ]


@require_POST
@case_officer_page
def framework_amend(request: PortalRequest, reference: str) -> HttpResponse | HttpResponseRedirect:
    """Move dates, with a reason."""
    framework = _announced(reference)
    form = AmendForm(request.POST, instance=framework, prefix="amend")
    if form.is_valid():
        try:
            framework_administration_actions.amend_framework(
                framework, **form.amendment(), by=request.user, now=timezone.now()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The dates are changed."))
            return redirect("ks_framework", reference)
    return _show(request, framework, forms={"amend_form": form}, status=422)


@require_POST
@case_officer_page
def framework_suspend(
    request: PortalRequest, reference: str
) -> HttpResponse | HttpResponseRedirect:
    """Stop the agreement for a time."""
    framework = _announced(reference)
    form = SuspendForm(request.POST, prefix="suspend")
    if form.is_valid():
        try:
            framework_administration_actions.suspend_framework(
                framework, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The agreement is suspended."))
            return redirect("ks_framework", reference)
    return _show(request, framework, forms={"suspend_form": form}, status=422)


@require_POST
@case_officer_page
def framework_resume(request: PortalRequest, reference: str) -> HttpResponseRedirect:
    """Let a suspended agreement go on."""
    with show_outcome(request, done=_("The agreement is resumed.")):
        framework_administration_actions.resume_framework(
            _announced(reference), by=request.user, now=timezone.now()
        )
    return redirect("ks_framework", reference)


@require_POST
@case_officer_page
def ceiling_override(
    request: PortalRequest, reference: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Show what more may be ordered than the maximum, and let it when that is confirmed."""
    framework = _announced(reference)
    ceiling = get_object_or_404(Ceiling, pk=pk, framework=framework)
    form = CeilingForm(request.POST, prefix=f"ceiling-{ceiling.pk}")
    if form.is_valid() and BACK_TO_FORM not in request.POST:
        try:
            return _override_when_confirmed(request, ceiling, form.more())
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    status = 422 if form.errors else 200
    return _show(request, framework, forms={"ceiling_form": form}, status=status)


def _override_when_confirmed(
    request: PortalRequest, ceiling: Ceiling, more
) -> HttpResponse | HttpResponseRedirect:
    """Show the maximum now and afterwards, and write it when that is confirmed."""
    check_override(ceiling, **more)
    passage = ceiling_override_confirmation(ceiling, **more)
    reference = ceiling.framework.reference
    if not passage.is_confirmed_by(request.POST):
        trail = [(ceiling.framework.name, reverse("ks_framework", args=[reference]))]
        return show_confirmation(request, passage, section="frameworks", trail=trail)
    override_ceiling(ceiling, by=request.user, now=timezone.now(), **more)
    messages.success(request, _("More can be ordered now. The reason is kept."))
    return redirect("ks_framework", reference)
