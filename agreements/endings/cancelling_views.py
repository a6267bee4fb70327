"""The page that cancels a volume licence agreement before anything is ordered under it."""

from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.accessions.agreement_views import get_agreement, trail_of_agreements
from agreements.accessions.models import VolumeLicenceAgreement
from agreements.endings.cancelling import cancel_agreement
from agreements.endings.confirmations import cancellation_confirmation
from municipalities.access import PortalRequest, organisation_page
from municipalities.confirmation import show_confirmation
from municipalities.people.models import Role
from municipalities.refusals import show_outcome
from municipalities.register.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER, Role.SIGNATORY)
def volume_licence_agreement_cancel(
    request: PortalRequest, organisation: Organisation, agreement_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Show what goes with an agreement, and cancel it when that is confirmed."""
    agreement = get_agreement(organisation, agreement_number)
    cancelling = cancellation_confirmation(agreement, by=request.user)
    if cancelling.is_confirmed_by(request.POST):
        return _cancel(request, agreement)
    trail = [*trail_of_agreements(organisation), (agreement.number, agreement.get_absolute_url())]
    return show_confirmation(
        request, cancelling, organisation=organisation, section="agreements", trail=trail
    )


def _cancel(request: PortalRequest, agreement: VolumeLicenceAgreement) -> HttpResponseRedirect:
    with show_outcome(request, done=_("The agreement is cancelled.")):
        cancel_agreement(agreement, by=request.user, now=timezone.now())
    return redirect(agreement)
