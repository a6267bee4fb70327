"""The case officers' pages that make a framework agreement, from nothing to its announcement."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.framework_administration import drafts
from agreements.framework_administration.draft_forms import (
    BasisForm,
    CoveredOrganisationForm,
    DatesForm,
    NewFrameworkForm,
    PartiesForm,
    TextsForm,
)
from agreements.framework_administration.draft_goods import update_ceilings
from agreements.framework_administration.draft_rows import CeilingsForm
from agreements.framework_administration.draft_steps import steps_of
from agreements.framework_administration.form_pages import (
    FORM_PAGE,
    apply_form,
    form_data,
    show_form,
)
from agreements.framework_administration.missing import Step
from agreements.frameworks.models import EligibilityBasis
from agreements.frameworks.models.framework import FrameworkAgreement
from agreements.frameworks.queries import active_suppliers, basis_of, frameworks_with_parties
from municipalities.access import PortalRequest, case_officer_page
from municipalities.refusals import show_outcome
from municipalities.register.models import Organisation
from municipalities.register.queries import search

MAX_FOUND = 20
"""Organisations shown of those that the words fit."""


@FORM_PAGE
@case_officer_page
def framework_new(request: PortalRequest) -> HttpResponse | HttpResponseRedirect:
    """Begin a draft."""
    form = NewFrameworkForm(form_data(request), initial={"supplier": request.GET.get("supplier")})
    if form.is_bound and (
        draft := apply_form(form, lambda form: drafts.create_draft(form.cleaned_data))
    ):
        messages.success(request, _("The draft is stored. Only KS sees it."))
        return redirect("ks_draft", draft.reference)
    return show_form(
        request,
        form,
        template="ks/framework_new.html",
        heading=_("New framework agreement"),
        lead=_("It begins as a draft that only KS sees. You can stop and go on whenever you like."),
        button=_("Store the draft"),
        trail=[(_("Framework agreements"), reverse("ks_frameworks"))],
        has_suppliers=active_suppliers().exists(),
    )


@require_safe
@case_officer_page
def draft(request: PortalRequest, reference: str) -> HttpResponse | HttpResponseRedirect:
    """The way from the draft to its announcement: what is done, and what is missing."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    if framework.announced_on is not None:
        return redirect("ks_framework", reference)
    steps = steps_of(framework, timezone.localdate())
    context = {
        "framework": framework,
        "steps": steps,
        "has_lots": framework.lots.exists(),
        "is_complete": all(step.is_done for step in steps),
    }
    return render(request, "ks/draft.html", context)


def draft_page(view):
    """A page of a draft: the view gets the draft. One that is announced leads to its own page."""

    @wraps(view)
    def page(request: PortalRequest, reference: str, **kwargs):
        framework = get_object_or_404(frameworks_with_parties(), reference=reference)
        if framework.announced_on is not None:
            closed = _("The agreement is announced. Here you see what can be changed.")
            messages.info(request, closed)
            return redirect("ks_framework", reference)
        return view(request, framework, **kwargs)

    return page


@FORM_PAGE
@case_officer_page
@draft_page
def draft_parties(
    request: PortalRequest, framework: FrameworkAgreement
) -> HttpResponse | HttpResponseRedirect:
    """The agreement's name and number, its supplier and its resellers."""
    form = PartiesForm(form_data(request), instance=framework)

    def update(form) -> FrameworkAgreement:
        resellers = form.cleaned_data["resellers"]
        return drafts.update_parties(framework, form.facts(), resellers=resellers)

    if form.is_bound and apply_form(form, update):
        return saved(request, framework)
    return show_step(request, framework, form, step=Step.PARTIES, template="ks/draft_parties.html")


@FORM_PAGE
@case_officer_page
@draft_page
def draft_dates(
    request: PortalRequest, framework: FrameworkAgreement
) -> HttpResponse | HttpResponseRedirect:
    """When the agreement is in force, and when it can be joined."""
    form = DatesForm(form_data(request), instance=framework)

    def update(form) -> FrameworkAgreement:
        return drafts.update_dates(framework, form.facts(), options=form.options())

    if form.is_bound and apply_form(form, update):
        return saved(request, framework)
    return show_step(request, framework, form, step=Step.DATES, template="ks/draft_rows.html")


def saved(request: PortalRequest, framework: FrameworkAgreement) -> HttpResponseRedirect:
    """Back to the way, with the step stored."""
    messages.success(request, _("Stored."))
    return redirect("ks_draft", framework.reference)


def show_step(
    request: PortalRequest, framework: FrameworkAgreement, form, *, step, **page
) -> HttpResponse:
    """The form of a step."""
    reference = framework.reference
    trail = [
        (_("Framework agreements"), reverse("ks_frameworks")),
        (_("The draft"), reverse("ks_draft", args=[reference])),
    ]
    page = {"heading": step.label, "button": _("Store"), "trail": trail} | page
    return show_form(request, form, reference=reference, step=step, **page)


@FORM_PAGE
@case_officer_page
@draft_page
def draft_basis(
    request: PortalRequest, framework: FrameworkAgreement
) -> HttpResponse | HttpResponseRedirect:
    """The notice that the agreement rests on, and the kinds that may join."""
    form = BasisForm.of(framework, basis_of(framework), form_data(request))

    def record(form) -> EligibilityBasis:
        kinds = form.cleaned_data["eligible_kinds"]
        return drafts.record_basis(framework, form.facts(), eligible_kinds=kinds)

    if form.is_bound and apply_form(form, record):
        return saved(request, framework)
    return show_step(request, framework, form, step=Step.BASIS)


@FORM_PAGE
@case_officer_page
@draft_page
def draft_organisations(
    request: PortalRequest, framework: FrameworkAgreement
) -> HttpResponse | HttpResponseRedirect:
    """The organisations that the notice names: found by name, added and taken off."""
    if request.method == "POST":
        return _add_or_remove(request, framework)
    basis = basis_of(framework)
    words = request.GET.get("q", "").replace("\0", "")[:100]
    named = list(basis.covered_organisations.all()) if basis else []
    fitting = search(Organisation.objects.exclude(pk__in=[one.pk for one in named]), words)
    found = list(fitting[: MAX_FOUND + 1]) if words.strip() else []
    context = {
        "framework": framework,
        "basis": basis,
        "named": named,
        "words": words,
        "found": found[:MAX_FOUND],
        "has_more": len(found) > MAX_FOUND,
    }
    return render(request, "ks/draft_organisations.html", context)


def _add_or_remove(request: PortalRequest, framework: FrameworkAgreement) -> HttpResponseRedirect:
    form = CoveredOrganisationForm(request.POST)
    page = reverse("ks_draft_organisations", args=[framework.reference])
    if not form.is_valid():
        raise Http404
    organisation, words = form.cleaned_data["organisation"], form.cleaned_data["q"]
    act = drafts.remove_organisation if form.cleaned_data["remove"] else drafts.add_organisation
    with show_outcome(request, done=_("Stored.")):
        act(framework, organisation)
    return redirect(f"{page}?{urlencode({'q': words})}" if words else page)


@FORM_PAGE
@case_officer_page
@draft_page
def draft_ceilings(
    request: PortalRequest, framework: FrameworkAgreement
) -> HttpResponse | HttpResponseRedirect:
    """The most that the notice allows, of the whole and of each lot."""
    form = CeilingsForm(framework, form_data(request))
    if form.is_bound and apply_form(
        form, lambda form: update_ceilings(framework, form.ceiling(), form.lots())
    ):
        return saved(request, framework)
    return show_step(request, framework, form, step=Step.CEILINGS, template="ks/draft_rows.html")


@FORM_PAGE
@case_officer_page
@draft_page
def draft_texts(
    request: PortalRequest, framework: FrameworkAgreement
) -> HttpResponse | HttpResponseRedirect:
    """What the agreement is about, and its terms, in both languages."""
    form = TextsForm.of(framework, form_data(request))
    if form.is_bound and apply_form(
        form, lambda form: drafts.update_texts(framework, **form.texts())
    ):
        return saved(request, framework)
    return show_step(request, framework, form, step=Step.TEXTS)
