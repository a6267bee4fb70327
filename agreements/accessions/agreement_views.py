"""Pages of the organisation's own volume licence agreements."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.accessions.agreement_levels import levels_on
from agreements.accessions.confirmations import drawing_up_confirmation, notice_confirmation
from agreements.accessions.drawing_up import draft_agreement, draw_up_agreement, give_notice
from agreements.accessions.forms import AgreementForm
from agreements.accessions.models import Accession
from agreements.accessions.models.volume_licence_agreement import VolumeLicenceAgreement
from agreements.accessions.page_mandates import mandates_for_agreement
from agreements.accessions.queries import (
    accessions_of,
    agreements_with_cancelled,
    in_force,
    renewed_levels,
    volume_licence_agreements_of,
)
from agreements.accessions.states import DRAWING_UP_STATES, accession_state
from agreements.accessions.terms import last_day_after_notice, term_on
from agreements.frameworks.queries import ceilings_of
from agreements.periods import next_anniversary
from agreements.price_levels.queries import programmes_with_levels
from municipalities import formatting
from municipalities.access import PortalRequest, organisation_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.people.models import Role
from municipalities.refusals import add_refusal, show_refusal
from municipalities.register.models import Organisation


@require_safe
@organisation_page()
def volume_licence_agreements(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's own agreements, and the accessions that allow a new one."""
    today = timezone.localdate()
    context = {
        "organisation": organisation,
        "agreements": agreements_with_cancelled(organisation),
        "accessions": [
            accession
            for accession in accessions_of(organisation)
            if accession_state(accession, today) in DRAWING_UP_STATES
        ],
        "may_draw_up": Role.ORDERER in request.roles,
        "today": today,
    }
    return render(request, "accessions/volume_licence_agreements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER)
def volume_licence_agreement_new(
    request: PortalRequest, organisation: Organisation, reference: str
) -> HttpResponse | HttpResponseRedirect:
    """Draw up the organisation's own agreement under a framework it has joined."""
    accession = get_object_or_404(
        accessions_of(organisation).filter(in_force()), framework__reference=reference
    )
    framework = accession.framework
    today = max(timezone.localdate(), framework.starts_on)
    form = AgreementForm(request.POST or None, framework=framework, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid() and BACK_TO_FORM not in request.POST:
        try:
            return _draw_up_when_confirmed(request, accession, form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    context = {
        "organisation": organisation,
        "accession": accession,
        "form": form,
        "programmes": programmes_with_levels(framework, today),
    }
    status = 422 if form.errors else 200
    return render(request, "accessions/volume_licence_agreement_new.html", context, status=status)


def _draw_up_when_confirmed(
    request: PortalRequest, accession: Accession, terms
) -> HttpResponse | HttpResponseRedirect:
    """Show what drawing up does, and do it when that is confirmed; raises ValidationError."""
    facts = {"by": request.user, "terms": terms, "now": timezone.now()}
    confirmation = drawing_up_confirmation(*draft_agreement(accession, **facts))
    if confirmation.is_confirmed_by(request.POST):
        agreement = draw_up_agreement(accession, **facts)
        messages.success(request, _drawn_up(agreement, on=timezone.localdate()))
        return redirect(agreement)
    return show_confirmation(
        request,
        confirmation,
        organisation=accession.organisation,
        section="agreements",
        trail=trail_of_agreements(accession.organisation),
    )


def _drawn_up(agreement: VolumeLicenceAgreement, *, on: date) -> str:
    """That an agreement is drawn up, and from when one can order under it."""
    if agreement.starts_on > on:
        return _("The agreement is drawn up. You can order from %(day)s.") % {
            "day": formatting.day(agreement.starts_on)
        }
    return _("The agreement is drawn up. You can order now.")


@require_safe
@organisation_page(by_mandate=mandates_for_agreement)
def volume_licence_agreement(
    request: PortalRequest, organisation: Organisation, agreement_number: str
) -> HttpResponse:
    """One of the organisation's own agreements, a cancelled one too."""
    agreement = get_object_or_404(agreements_with_cancelled(organisation), number=agreement_number)
    today = timezone.localdate()
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "anniversary": next_anniversary(agreement.starts_on, after=today),
        "term": term_on(agreement, today),
        "levels": levels_on(agreement, today),
        "renewed_levels": renewed_levels(agreement, today).values(),
        "ceilings": ceilings_of(agreement.accession.framework),
        "may_order": Role.ORDERER in request.roles,
        "may_give_notice": Role.SIGNATORY in request.roles,
        "may_cancel": _may_cancel(request, agreement),
        "today": today,
    }
    return render(request, "accessions/volume_licence_agreement.html", context)


def _may_cancel(request: PortalRequest, agreement: VolumeLicenceAgreement):
    """Whether to offer the page that cancels an agreement; it says itself what is in the way."""
    is_drafter = agreement.drawn_up_by_id == request.user.pk and Role.ORDERER in request.own_roles
    is_drawn_up_here = agreement.predecessor_id is None and agreement.withdrawn_at is None
    may = is_drawn_up_here and (is_drafter or Role.SIGNATORY in request.own_roles)
    return may and not agreement.orders.exists()


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.SIGNATORY)
def volume_licence_agreement_end(
    request: PortalRequest, organisation: Organisation, agreement_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Show when notice ends the agreement, and give it when that is confirmed."""
    agreement = get_agreement(organisation, agreement_number)
    notice = notice_confirmation(agreement, now=timezone.now())
    if notice.is_confirmed_by(request.POST):
        return _give_notice(request, agreement)
    return show_confirmation(
        request,
        notice,
        organisation=organisation,
        section="agreements",
        trail=[
            *trail_of_agreements(organisation),
            (agreement.number, agreement.get_absolute_url()),
        ],
    )


def _give_notice(request: PortalRequest, agreement: VolumeLicenceAgreement) -> HttpResponseRedirect:
    try:
        give_notice(agreement, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        show_refusal(request, refusal)
    else:
        last = formatting.day(last_day_after_notice(agreement))
        messages.success(request, _("The agreement ends on %(day)s.") % {"day": last})
    return redirect(agreement)


def trail_of_agreements(organisation: Organisation) -> list[tuple[str, str]]:
    """The breadcrumb of the organisation's own agreements."""
    listed = reverse("volume_licence_agreements", args=[organisation.organisation_number])
    return [(_("Volume licence agreements"), listed)]


def get_agreement(organisation: Organisation, agreement_number: str) -> VolumeLicenceAgreement:
    """The organisation's own agreement of this number, or 404."""
    return get_object_or_404(volume_licence_agreements_of(organisation), number=agreement_number)
