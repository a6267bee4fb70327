"""Revoking a mandate: here, because the orders that rest on it stop."""

from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.endings.confirmations import revocation_confirmation
from agreements.mandates.actions import revoke_mandate
from agreements.mandates.forms import RevokeForm
from agreements.mandates.models import Mandate
from agreements.mandates.queries import given_by
from agreements.mandates.views import REVOKING_ROLES, show_mandate
from municipalities.access import PortalRequest, organisation_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.refusals import show_outcome
from municipalities.register.models import Organisation


@require_POST
@organisation_page(*REVOKING_ROLES)
def mandate_revoke(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Show which orders stop with a mandate, and end it at once when that is confirmed."""
    mandate = get_object_or_404(given_by(organisation), pk=pk)
    form = RevokeForm(request.POST)
    if not form.is_valid() or BACK_TO_FORM in request.POST:
        status = 422 if form.errors else 200
        return show_mandate(request, organisation, mandate, form=form, status=status)
    reason = form.cleaned_data["reason"]
    revocation = revocation_confirmation(mandate, reason=reason)
    if not revocation.is_confirmed_by(request.POST):
        return show_confirmation(
            request,
            revocation,
            organisation=organisation,
            section="people",
            trail=_trail_of(mandate),
        )
    with show_outcome(request, done=_("The mandate is revoked. Nobody can order under it now.")):
        revoke_mandate(mandate, by=request.user, reason=reason, now=timezone.now())
    return redirect(mandate)


def _trail_of(mandate: Mandate):
    """The breadcrumbs down to the mandate's page."""
    number = mandate.owner.organisation_number
    return [
        (_("Mandates"), reverse("mandates", args=[number])),
        (_("Mandate"), mandate.get_absolute_url()),
    ]
