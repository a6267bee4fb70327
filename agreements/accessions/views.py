"""Joining framework agreements, and the organisation's own agreements under them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.accessions import actions
from agreements.accessions.documents import accession_declaration
from agreements.accessions.eligibility import refusals_to_join
from agreements.accessions.filters import AccededFilter
from agreements.accessions.forms import AgreementForm, SignForm
from agreements.accessions.queries import (
    accessions_of,
    open_accession,
    volume_licence_agreements_of,
    with_acceded,
)
from agreements.accessions.states import AccessionState, accession_state
from agreements.documents.responses import pdf_response
from agreements.frameworks.queries import frameworks_with_parties, terms_in_force
from agreements.periods import next_anniversary
from municipalities.access import organisation_page
from municipalities.people.models import Role
from municipalities.register.models import Organisation

ORGANISATIONS_A_PAGE = 25


@require_safe
def organisations(request):
    """The register of organisations, and who has joined."""
    everyone = with_acceded(Organisation.objects.select_related("county")).prefetch_related(
        "municipality_numbers"
    )
    found = AccededFilter(request.GET, queryset=everyone)
    page = Paginator(found.qs, ORGANISATIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {"filter": found, "page_obj": page}
    return render(request, "accessions/organisations.html", context)


@require_safe
@organisation_page()
def accessions(request, organisation):
    """What the organisation has joined, and what it can join."""
    today = timezone.localdate()
    joined = [
        (accession, accession_state(accession, today)) for accession in accessions_of(organisation)
    ]
    standing = {accession.framework_id for accession, state in joined if state != "rejected"}
    context = {
        "organisation": organisation,
        "joined": joined,
        "to_join": frameworks_with_parties().exclude(pk__in=standing),
        "may_sign": Role.SIGNATORY in request.roles,
    }
    return render(request, "accessions/accessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page()
def accession(request, organisation, reference):
    """The terms, the organisation's standing under them, and the place to sign."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    if request.method == "POST":
        return _sign(request, organisation, framework)
    return _show_accession(request, organisation, framework)


def _sign(request, organisation, framework):
    if Role.SIGNATORY not in request.roles:
        raise PermissionDenied
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            accession = actions.sign_accession(
                organisation,
                framework,
                by=request.user,
                grounds=form.cleaned_data,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("You have signed. KS countersigns, then you can order."))
            return redirect(accession)
    return _show_accession(request, organisation, framework, form=form, status=422)


def _show_accession(request, organisation, framework, *, form=None, status=200):
    today = timezone.localdate()
    accession = open_accession(organisation, framework)
    terms = accession.terms_version if accession else terms_in_force(framework, today)
    refusals = [] if accession else refusals_to_join(organisation, framework, on=today)
    may_sign = Role.SIGNATORY in request.roles and terms and not accession and not refusals
    if may_sign and form is None:
        form = SignForm(initial={"terms_version": terms.pk})
    context = {
        "organisation": organisation,
        "framework": framework,
        "accession": accession,
        "state": accession and accession_state(accession, today),
        "terms": terms,
        "terms_text": terms.text_in(request.LANGUAGE_CODE) if terms else "",
        "refusals": [sentence for refusal in refusals for sentence in refusal.messages],
        "form": form,
    }
    return render(request, "accessions/accession.html", context, status=status)


@require_safe
@organisation_page()
def accession_declaration_pdf(request, organisation, reference):
    """The declaration of accession as a PDF, in the language of the page."""
    accession = get_object_or_404(
        accessions_of(organisation), framework__reference=reference, rejected_at=None
    )
    document = accession_declaration(accession, language=request.LANGUAGE_CODE)
    return pdf_response(document, filename=f"tiltredelse-{reference}.pdf")


@require_safe
@organisation_page()
def volume_licence_agreements(request, organisation):
    """The organisation's own agreements, and the accessions that allow a new one."""
    today = timezone.localdate()
    context = {
        "organisation": organisation,
        "agreements": volume_licence_agreements_of(organisation),
        "accessions": [
            accession
            for accession in accessions_of(organisation)
            if accession_state(accession, today) == AccessionState.IN_FORCE
        ],
        "may_draw_up": Role.ORDERER in request.roles,
        "today": today,
    }
    return render(request, "accessions/volume_licence_agreements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER)
def volume_licence_agreement_new(request, organisation, reference):
    """Draw up the organisation's own agreement under a framework it has joined."""
    accession = get_object_or_404(
        accessions_of(organisation), framework__reference=reference, rejected_at=None
    )
    framework = accession.framework
    today = max(timezone.localdate(), framework.starts_on)
    form = AgreementForm(request.POST or None, framework=framework, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            agreement = actions.draw_up_agreement(
                accession, by=request.user, terms=form.cleaned_data, now=timezone.now()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The agreement is drawn up. You can order now."))
            return redirect(agreement)
    context = {
        "organisation": organisation,
        "accession": accession,
        "form": form,
        "programmes": framework.programmes.prefetch_related("price_levels"),
    }
    status = 422 if form.errors else 200
    return render(request, "accessions/volume_licence_agreement_new.html", context, status=status)


@require_safe
@organisation_page()
def volume_licence_agreement(request, organisation, agreement_number):
    """One of the organisation's own agreements."""
    agreement = get_agreement(organisation, agreement_number)
    today = timezone.localdate()
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "anniversary": next_anniversary(agreement.starts_on, after=today),
        "may_order": Role.ORDERER in request.roles,
        "today": today,
    }
    return render(request, "accessions/volume_licence_agreement.html", context)


def get_agreement(organisation, agreement_number):
    """The organisation's own agreement of this number, or 404."""
    return get_object_or_404(volume_licence_agreements_of(organisation), number=agreement_number)


def add_refusal(form, refusal):
    """Show a refused action on its form: at the field it names, or above all fields."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
