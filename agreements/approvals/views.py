"""Who stands in for an approver who is away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.approvals import delegations
from agreements.approvals.forms import DelegationForm
from agreements.approvals.queries import standing_delegations
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import show_outcome
from municipalities.register.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.APPROVER, Role.ADMINISTRATOR)
def order_delegations(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Who stands in, now and in the days to come; an approver or administrator names one more."""
    is_administrator = Role.ADMINISTRATOR in request.roles
    only = None if is_administrator else request.user
    form = DelegationForm(request.POST or None, organisation=organisation, only=only)
    if form.is_valid():
        try:
            delegations.create_delegation(
                organisation, delegation=form.cleaned_data, by=request.user, now=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, _("The stand-in is named."))
            return redirect("order_delegations", organisation.organisation_number)
    context = {
        "organisation": organisation,
        "delegations": standing_delegations(organisation, timezone.localdate()),
        "is_administrator": is_administrator,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "orders/delegations.html", context, status=status)


@require_POST
@organisation_page(Role.APPROVER, Role.ADMINISTRATOR)
def order_delegation_revoke(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """End a stand-in's time at once."""
    delegation = get_object_or_404(standing_delegations(organisation, timezone.localdate()), pk=pk)
    with show_outcome(request, done=_("The stand-in's time is over.")):
        delegations.revoke_delegation(delegation, by=request.user, now=timezone.now())
    return redirect("order_delegations", organisation.organisation_number)
