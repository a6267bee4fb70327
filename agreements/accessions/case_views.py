"""The case officers' pages about accessions: one case, and every act in it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.accessions import actions, case_actions
from agreements.accessions.confirmations import termination_confirmation
from agreements.accessions.documents import offer_to_countersign
from agreements.accessions.forms import NoteForm, ReasonForm, RejectForm
from agreements.accessions.models.accession import Accession
from agreements.accessions.next_steps import next_step, steps_after_countersigning
from agreements.accessions.queries import (
    accessions_with_parties,
    acts_of,
    issued_declaration_of,
    next_case,
    origins_of,
    override_of,
    people_to_notify,
)
from agreements.accessions.shown_conditions import (
    CASE_HAS_CHANGED,
    DECIDED_STATES,
    conditions_shown,
    rows_of,
    sha256_of,
)
from agreements.accessions.states import (
    WAITING_FOR_KS,
    WAITING_FOR_ORGANISATION,
    AccessionState,
    accession_state,
)
from agreements.signing.built_in import BuiltInSignForm
from agreements.signing.electronic import ElectronicSignForm
from agreements.signing.signers import signer_form
from municipalities.access import PortalRequest, case_officer_page
from municipalities.confirmation import SEEN, show_confirmation
from municipalities.outbox.leaving import with_mail_delay
from municipalities.refusals import show_outcome, show_refusal


@require_safe
@case_officer_page
def accession(request: PortalRequest, pk: int) -> HttpResponse:
    """One accession as a case: what was signed, by what right, what was done, what comes next."""
    return _show(request, _case(pk))


def _countersign_form(
    request: PortalRequest, accession: Accession, *, data=None
) -> BuiltInSignForm | ElectronicSignForm | None:
    """The place for KS' signature, once the case is approved."""
    if accession.state != AccessionState.APPROVED:
        return None
    offer = offer_to_countersign(accession)
    return signer_form(request, offer.sha256, data=data, prefix="countersign")


def _case(pk: int) -> Accession:
    return get_object_or_404(accessions_with_parties(), pk=pk)


def _show(
    request: PortalRequest, accession: Accession, *, forms=None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    conditions, decision = conditions_shown(accession, on=today)
    context = {
        "accession": accession,
        "state": accession_state(accession, today),
        "issued": issued_declaration_of(accession),
        "origins": list(origins_of(accession)),
        "step": next_step(accession),
        "steps": steps_after_countersigning(accession, on=today),
        "today": today,
        "acts": acts_of(accession),
        "override": override_of(accession.organisation, accession.framework),
        "conditions": rows_of(conditions),
        "seen_name": SEEN,
        "seen_sha256": sha256_of(conditions),
        "decision": decision,
        "may_be_taken": accession.state in WAITING_FOR_KS + WAITING_FOR_ORGANISATION,
        "is_decided": accession.state in DECIDED_STATES,
        "following": next_case(accession),
        "countersign_form": _countersign_form(request, accession),
        "return_form": ReasonForm(prefix="return"),
        "reject_form": RejectForm(prefix="reject"),
        "note_form": NoteForm(prefix="note"),
        **(forms or {}),
    }
    return render(request, "ks/accession.html", context, status=status)


def _act(request: PortalRequest, accession: Accession, done, act) -> HttpResponseRedirect:
    """Do one thing in a case, say how it went, and show the case again."""
    with show_outcome(request, done=done):
        act(accession, by=request.user, now=timezone.now())
    return redirect("ks_accession", accession.pk)


def _decide(
    request: PortalRequest, accession: Accession, done, act, *, forms=None
) -> HttpResponse | HttpResponseRedirect:
    """Decide a case on what the page has shown; the case comes anew where that has changed.

    `forms` is what the person wrote, which comes along.
    """
    try:
        seen = request.POST.get(SEEN, "")
        act(accession, by=request.user, now=timezone.now(), seen=seen)
    except ValidationError as refusal:
        show_refusal(request, refusal)
        if CASE_HAS_CHANGED in {error.code for error in getattr(refusal, "error_list", ())}:
            return _show(request, _case(accession.pk), forms=forms, status=409)
    else:
        messages.success(request, done)
    return redirect("ks_accession", accession.pk)


def _decide_with_form(
    request: PortalRequest, pk: int, *, form_class, name: str, done, act
) -> HttpResponse | HttpResponseRedirect:
    """The same with what a form says; a form that is not filled in right comes back."""
    accession = _case(pk)
    form = form_class(request.POST, prefix=name)
    forms = {f"{name}_form": form}
    if not form.is_valid():
        return _show(request, accession, forms=forms, status=422)
    return _decide(request, accession, done, partial(act, **form.cleaned_data), forms=forms)


@require_POST
@case_officer_page
def accession_approve(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Find a submitted case in order."""
    return _decide(request, _case(pk), _("The case is approved."), actions.approve_accession)


@require_POST
@case_officer_page
def accession_countersign(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Sign for KS."""
    accession = _case(pk)
    form = _countersign_form(request, accession, data=request.POST)
    if form is None:
        show_refusal(request, actions.already_decided())
        return redirect("ks_accession", accession.pk)
    if not form.is_valid():
        return _show(request, accession, forms={"countersign_form": form}, status=422)
    sign = partial(actions.countersign_accession, proof=form.proof())
    return _decide(request, accession, _countersigning_notice(accession), sign)


def _countersigning_notice(accession: Accession) -> str:
    """That KS has signed, and to whom the e-mail about it goes."""
    names = [person.name for person in people_to_notify(accession)]
    if not names:
        return _(
            "KS has signed. Neither the signatory nor the contacts have a role now, "
            "so nobody is notified."
        )
    said = _("KS has signed. An e-mail to %(people)s is in the queue.")
    return with_mail_delay(said % {"people": ", ".join(names)}, timezone.now())


@require_POST
@case_officer_page
def accession_return(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Send a case back for correction."""
    return _decide_with_form(
        request,
        pk,
        form_class=ReasonForm,
        name="return",
        done=_("The case is sent back. The organisation sees the reason."),
        act=actions.return_accession,
    )


@require_POST
@case_officer_page
def accession_reject(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Reject an accession because a joining condition fails."""
    return _decide_with_form(
        request,
        pk,
        form_class=RejectForm,
        name="reject",
        done=_("The accession is rejected. The organisation sees the reason."),
        act=actions.reject_accession,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def accession_terminate(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Show what stops with an accession that both have signed; end it when that is confirmed."""
    accession = _case(pk)
    termination = termination_confirmation(accession, on=timezone.localdate())
    form = ReasonForm(request.POST if SEEN in request.POST else None)
    if termination.is_confirmed_by(request.POST) and form.is_valid():
        terminate = partial(actions.terminate_accession, **form.cleaned_data)
        return _act(request, accession, _("The accession is terminated."), terminate)
    trail = [(accession.organisation.name, reverse("ks_accession", args=[pk]))]
    return show_confirmation(request, termination, section="work_list", trail=trail, form=form)


@require_POST
@case_officer_page
def accession_note(request: PortalRequest, pk: int) -> HttpResponse | HttpResponseRedirect:
    """Write a note in the case."""
    accession = _case(pk)
    form = NoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return _show(request, accession, forms={"note_form": form}, status=422)
    note = partial(case_actions.note_in_case, **form.cleaned_data)
    return _act(request, accession, _("The note is saved."), note)


@require_POST
@case_officer_page
def accession_take(request: PortalRequest, pk: int) -> HttpResponseRedirect:
    """Take the case oneself."""
    take = partial(case_actions.assign_case, to=request.user)
    return _act(request, _case(pk), _("The case is yours."), take)
