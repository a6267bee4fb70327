"""Joining framework agreements: the register of who has, and the organisation's own cases."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models.query import QuerySet
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.accessions import actions
from agreements.accessions.documents import accession_declaration, accession_offer
from agreements.accessions.filters import AccededFilter
from agreements.accessions.forms import ReasonForm, SignForm
from agreements.accessions.joining_conditions import refusals_to_join
from agreements.accessions.models import Accession
from agreements.accessions.next_steps import next_step, steps_after_countersigning
from agreements.accessions.queries import (
    accessions_of,
    acts_of,
    earlier_answers,
    issued_declaration_of,
    open_accession,
    origins_of,
    override_of,
    with_acceded,
    with_invitations,
)
from agreements.accessions.states import (
    DRAWING_UP_STATES,
    ENDED,
    INTERNAL_ACTS,
    NOT_SIGNED,
    UNANSWERED,
    AccessionState,
    accession_state,
)
from agreements.documents import archive
from agreements.documents.responses import pdf_response
from agreements.frameworks.clauses import clauses
from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import announced_frameworks, terms_in_force
from agreements.kept_documents.queries import powers_of_attorney_of
from agreements.signing.signers import signer_form
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.people.queries import people_with_any_role
from municipalities.refusals import add_refusal, show_refusal
from municipalities.register.models import Organisation
from municipalities.register.queries import with_municipality_number

ORGANISATIONS_A_PAGE = 25
SIGNABLE_STATES = [None, AccessionState.INVITED, AccessionState.STARTED, AccessionState.RETURNED]


@require_safe
def organisations(request: PortalRequest) -> HttpResponse:
    """The register of organisations, and who has joined."""
    existing = Organisation.objects.filter(dissolved_on=None).select_related("county")
    everyone: QuerySet[Organisation] = with_municipality_number(with_acceded(existing))
    if request.user.is_authenticated:
        everyone = with_invitations(everyone, timezone.localdate())
    found = AccededFilter(request.GET, queryset=everyone)
    page = Paginator(found.qs, ORGANISATIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {"filter": found, "page_obj": page}
    return render(request, "accessions/organisations.html", context)


@require_safe
@organisation_page()
def accessions(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """What the organisation has joined, and what it can join."""
    today = timezone.localdate()
    cases = list(accessions_of(organisation))
    states = [(case, accession_state(case, today)) for case in cases]
    standing = [case.framework_id for case in cases if case.state not in ENDED]
    context = {
        "organisation": organisation,
        "joined": [row for row in states if row[0].state == AccessionState.COUNTERSIGNED],
        "others": [row for row in states if row[0].state != AccessionState.COUNTERSIGNED],
        "to_join": announced_frameworks(today).exclude(pk__in=standing),
        "may_sign": Role.SIGNATORY in request.roles,
    }
    return render(request, "accessions/accessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page()
def accession(
    request: PortalRequest, organisation: Organisation, reference: str
) -> HttpResponse | HttpResponseRedirect:
    """The terms, the organisation's standing under them, and the place to sign."""
    framework = get_object_or_404(announced_frameworks(timezone.localdate()), reference=reference)
    if request.method == "POST":
        return _sign(request, organisation, framework)
    return _show_accession(request, organisation, framework)


def _sign(
    request: PortalRequest, organisation: Organisation, framework: FrameworkAgreement
) -> HttpResponse | HttpResponseRedirect:
    if Role.SIGNATORY not in request.roles:
        raise PermissionDenied
    form = SignForm(request.POST, **_choices(organisation))
    shown = request.POST.get("shown_sha256", "")
    signer = signer_form(request, shown, data=request.POST, prefix="signer")
    if form.is_valid() and signer.is_valid():
        try:
            accession = actions.sign_accession(
                organisation,
                framework,
                by=request.user,
                submission=form.cleaned_data,
                proof=signer.proof(),
                now=timezone.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            done = _("You have signed. KS answers by e-mail. Nothing is agreed before KS signs.")
            messages.success(request, done)
            return redirect(accession)
    return _show_accession(request, organisation, framework, forms=(form, signer), status=422)


def _show_accession(
    request: PortalRequest,
    organisation: Organisation,
    framework: FrameworkAgreement,
    *,
    forms=(None, None),
    decline_form=None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    accession = open_accession(organisation, framework)
    is_to_sign = accession is None or accession.state in SIGNABLE_STATES
    signed_terms = accession and accession.terms_version
    terms = terms_in_force(framework, today) if is_to_sign else signed_terms
    refusals = refusals_to_join(organisation, framework, on=today) if is_to_sign else {}
    may_sign = Role.SIGNATORY in request.roles and is_to_sign and terms and not refusals
    form, signer = forms
    if may_sign and form is None:
        offer = accession_offer(organisation, terms, language=request.LANGUAGE_CODE)
        form = _sign_form(organisation, offer)
        signer = signer_form(request, offer.sha256, prefix="signer")
    context = {
        "organisation": organisation,
        "framework": framework,
        "accession": accession,
        "override": override_of(organisation, framework),
        "may_decline": _may_decline(request, accession),
        "decline_form": decline_form or ReasonForm(),
        "is_to_sign": is_to_sign,
        "terms": terms,
        "clauses": clauses(terms.text_in(request.LANGUAGE_CODE)) if terms else [],
        "refusals": [text for refusal in refusals.values() for text in refusal.messages],
        "form": form,
        "signer": signer,
        "today": today,
    }
    if accession:
        context |= _case(accession, today)
        context["may_draw_up"] = (
            Role.ORDERER in request.roles and context["state"] in DRAWING_UP_STATES
        )
    return render(request, "accessions/accession.html", context, status=status)


def _case(accession: Accession, today: date):
    """Where the case stands, what was done in it, and what comes next."""
    return {
        "state": accession_state(accession, today),
        "issued": issued_declaration_of(accession),
        "origins": list(origins_of(accession)),
        "step": next_step(accession),
        "steps": steps_after_countersigning(accession, on=today),
        "acts": acts_of(accession).exclude(kind__in=INTERNAL_ACTS),
    }


def _sign_form(organisation: Organisation, offer) -> SignForm:
    """The form with what the organisation answered before: in this case, or in an earlier one."""
    answers = earlier_answers(organisation) | {"shown_sha256": offer.sha256}
    return SignForm(initial=answers, **_choices(organisation))


def _choices(organisation: Organisation) -> dict:
    """Whom and what the signatory can choose."""
    return {
        "people": people_with_any_role(organisation),
        "papers": powers_of_attorney_of(organisation),
    }


def _may_decline(request: PortalRequest, accession: Accession | None) -> bool:
    """Whether the person answers for the organisation, and there is something to answer."""
    answers = request.roles & {Role.SIGNATORY, Role.ADMINISTRATOR}
    return bool(answers) and accession is not None and accession.state in UNANSWERED


@require_POST
@organisation_page(Role.SIGNATORY, Role.ADMINISTRATOR)
def accession_decline(
    request: PortalRequest, organisation: Organisation, reference: str
) -> HttpResponse | HttpResponseRedirect:
    """Say no to an invitation, or give up a case that nobody has signed."""
    framework = get_object_or_404(announced_frameworks(timezone.localdate()), reference=reference)
    accession = get_object_or_404(
        accessions_of(organisation), framework=framework, state__in=UNANSWERED
    )
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show_accession(request, organisation, framework, decline_form=form, status=422)
    try:
        actions.decline_accession(
            accession, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now()
        )
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect(accession)
    messages.success(
        request, _("KS knows that you do not join. You can change your mind while it is open.")
    )
    return redirect("accessions", organisation.organisation_number)


@require_safe
@organisation_page()
def accession_declaration_pdf(
    request: PortalRequest, organisation: Organisation, reference: str
) -> HttpResponse:
    """The declaration as it was issued; before that a draft in the language of the page."""
    signed = accessions_of(organisation).filter(inheritances=None)
    signed = signed.exclude(state__in=[*ENDED, *NOT_SIGNED])
    accession = get_object_or_404(signed, framework__reference=reference)
    if issued := issued_declaration_of(accession):
        document = archive.read(issued.sha256)
    else:
        document = accession_declaration(accession, language=request.LANGUAGE_CODE)
    return pdf_response(document, filename=f"tiltredelse-{reference}.pdf")
