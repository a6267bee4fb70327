"""An organisation's mandates: those it has given and those it holds; giving and revoking."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.kept_documents.queries import may_read
from agreements.kept_documents.responses import file_response
from agreements.mandates import actions
from agreements.mandates.documents import mandate_offer
from agreements.mandates.forms import MandateForm, RevokeForm
from agreements.mandates.models import Mandate
from agreements.mandates.queries import given_by, held_by, mandates_of
from agreements.mandates.states import MandateState, mandate_state
from agreements.signing.signers import signer_form
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal
from municipalities.register.models import Organisation

REVOKING_ROLES = (Role.SIGNATORY, Role.ADMINISTRATOR)


@require_safe
@organisation_page()
def mandates(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """What others may do on the organisation's behalf, and it on others'."""
    context = {
        "organisation": organisation,
        "given": _with_states(given_by(organisation)),
        "held": _with_states(held_by(organisation)),
        "may_give": Role.SIGNATORY in request.roles
        and not organisation.dissolved_on
        and organisation.is_registered(timezone.localdate()),
    }
    return render(request, "mandates/mandates.html", context)


def _with_states(mandates):
    today = timezone.localdate()
    return [(mandate, mandate_state(mandate, today)) for mandate in mandates]


@require_safe
@organisation_page()
def mandate(request: PortalRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """One mandate, to either of its parties."""
    return show_mandate(request, organisation, get_object_or_404(mandates_of(organisation), pk=pk))


def show_mandate(
    request: PortalRequest,
    organisation: Organisation,
    mandate: Mandate,
    *,
    form=None,
    status: int = 200,
) -> HttpResponse:
    """The mandate's page; `form` is a revocation that comes back."""
    state = mandate_state(mandate, timezone.localdate())
    is_owner = mandate.owner_id == organisation.pk
    stands = state in (MandateState.COMING, MandateState.IN_FORCE)
    context = {
        "organisation": organisation,
        "mandate": mandate,
        "state": state,
        "may_revoke": is_owner and stands and bool(request.roles.intersection(REVOKING_ROLES)),
        "may_act": not is_owner
        and state == MandateState.IN_FORCE
        and bool(request.roles & mandate.roles),
        "form": form or RevokeForm(),
    }
    return render(request, "mandates/mandate.html", context, status=status)


@require_safe
@organisation_page()
def mandate_paper(request: PortalRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """The signed paper behind a mandate, to either of its parties."""
    mandate = get_object_or_404(mandates_of(organisation), pk=pk)
    if mandate.document is None:
        raise Http404
    is_officer = request.user.is_case_officer
    if not may_read(mandate.document, roles=request.roles, is_case_officer=is_officer):
        raise PermissionDenied
    return file_response(mandate.document)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.SIGNATORY)
def mandate_new(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Let another organisation order on the owner's behalf: with a paper, or signed here."""
    initial = {"starts_on": timezone.localdate()}
    form = MandateForm(request.POST or None, owner=organisation, initial=initial)
    if form.is_valid():
        try:
            if form.cleaned_data["document"] is None:
                return _sign(request, organisation, form)
            given = actions.give_mandate(
                organisation, form.facts(), by=request.user, now=timezone.now()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            return _given(request, given)
    context = {"organisation": organisation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "mandates/mandate_new.html", context, status=status)


def _sign(
    request: PortalRequest, organisation: Organisation, form
) -> HttpResponse | HttpResponseRedirect:
    """Show the text with what to sign it with; give the mandate once it is signed."""
    facts, shown = form.facts(), request.POST.get("shown_sha256", "")
    offer = mandate_offer(organisation, facts, language=request.LANGUAGE_CODE)
    signer = signer_form(request, shown, data=request.POST, prefix="signer") if shown else None
    if signer and signer.is_valid():
        signed = actions.Signed(shown, request.LANGUAGE_CODE, signer.proof())
        given = actions.give_mandate(
            organisation, facts, by=request.user, now=timezone.now(), signed=signed
        )
        return _given(request, given)
    actions.check_can_be_given(organisation, facts, today=timezone.localdate())
    context = {
        "organisation": organisation,
        "form": form,
        "offer": offer,
        "signer": signer or signer_form(request, offer.sha256, prefix="signer"),
    }
    status = 422 if signer else 200
    return render(request, "mandates/mandate_sign.html", context, status=status)


def _given(request: PortalRequest, mandate: Mandate) -> HttpResponseRedirect:
    done = _("%(organisation)s has a mandate from you.")
    messages.success(request, done % {"organisation": mandate.representative.name})
    return redirect(mandate)
