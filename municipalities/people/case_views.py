"""The case officers' pages about roles: the first administrator of an organisation."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import case_officer_page
from municipalities.people import actions
from municipalities.people.models import Membership
from municipalities.people.queries import requests_for_first_administrator
from municipalities.people.views import act_on_membership

REQUESTS_A_PAGE = 25


@require_safe
@case_officer_page
def memberships(request):
    """Who wants to be the first administrator of an organisation, oldest first."""
    page = Paginator(requests_for_first_administrator(), REQUESTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "ks/memberships.html", {"page_obj": page})


@require_POST
@case_officer_page
def membership_confirm(request, pk):
    """Confirm a first administrator."""
    membership = get_object_or_404(Membership, pk=pk)
    act_on_membership(
        request, actions.confirm_membership, membership, _("The administrator is confirmed.")
    )
    return redirect("ks_memberships")


@require_POST
@case_officer_page
def membership_decline(request, pk):
    """Decline a first administrator."""
    membership = get_object_or_404(Membership, pk=pk)
    act_on_membership(
        request, actions.decline_membership, membership, _("The request is declined.")
    )
    return redirect("ks_memberships")
