"""Pages of the organisation's own volume licence agreements."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.accessions.drawing_up import draw_up_agreement, give_notice
from agreements.accessions.forms import AgreementForm
from agreements.accessions.queries import (
    accessions_of,
    in_force,
    renewed_levels,
    volume_licence_agreements_of,
)
from agreements.accessions.scope import for_agreement
from agreements.accessions.states import AccessionState, accession_state
from agreements.accessions.terms import last_day_after_notice, term_on
from agreements.frameworks.queries import ceilings_of, programmes_with_levels
from agreements.periods import next_anniversary
from municipalities import formatting
from municipalities.access import organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal, say_refusal


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
        accessions_of(organisation).filter(in_force()), framework__reference=reference
    )
    framework = accession.framework
    today = max(timezone.localdate(), framework.starts_on)
    form = AgreementForm(request.POST or None, framework=framework, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            agreement = draw_up_agreement(
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
        "programmes": programmes_with_levels(framework, today),
    }
    status = 422 if form.errors else 200
    return render(request, "accessions/volume_licence_agreement_new.html", context, status=status)


@require_safe
@organisation_page(by_mandate=for_agreement)
def volume_licence_agreement(request, organisation, agreement_number):
    """One of the organisation's own agreements."""
    agreement = get_agreement(organisation, agreement_number)
    today = timezone.localdate()
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "anniversary": next_anniversary(agreement.starts_on, after=today),
        "term": term_on(agreement, today),
        "renewed_levels": renewed_levels(agreement, today).values(),
        "ceilings": ceilings_of(agreement.accession.framework),
        "may_order": Role.ORDERER in request.roles,
        "may_give_notice": Role.SIGNATORY in request.roles,
        "today": today,
    }
    return render(request, "accessions/volume_licence_agreement.html", context)


@require_POST
@organisation_page(Role.SIGNATORY)
def volume_licence_agreement_end(request, organisation, agreement_number):
    """Give notice, so that the agreement does not renew itself."""
    agreement = get_agreement(organisation, agreement_number)
    try:
        give_notice(agreement, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        last = formatting.day(last_day_after_notice(agreement))
        messages.success(request, _("The agreement ends on %(day)s.") % {"day": last})
    return redirect(agreement)


def get_agreement(organisation, agreement_number):
    """The organisation's own agreement of this number, or 404."""
    return get_object_or_404(volume_licence_agreements_of(organisation), number=agreement_number)
