"""The case officers' pages about roles: what people ask for where no administrator decides."""

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import PortalRequest, case_officer_page
from municipalities.people import actions
from municipalities.people.forms import DecisionForm
from municipalities.people.queries import requests_for_ks
from municipalities.refusals import show_outcome

REQUESTS_A_PAGE = 50


@require_safe
@case_officer_page
def memberships(request: PortalRequest) -> HttpResponse:
    """Who asks for which roles where no other administrator is, oldest first."""
    page = Paginator(requests_for_ks(), REQUESTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "requests": [list(rows) for _key, rows in _by_person(page)]}
    return render(request, "ks/memberships.html", context)


def _by_person(requests):
    """What was asked for at once by one person in one organisation, together."""
    return groupby(requests, lambda one: (one.requested_at, one.organisation_id, one.user_id))


@require_POST
@case_officer_page
def memberships_decide(request: PortalRequest) -> HttpResponseRedirect:
    """Confirm or decline the chosen roles of one person, all or none."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        for sentence in form.errors.get("memberships", []):
            messages.error(request, str(sentence))
        return redirect("ks_memberships")
    decide, done = {
        "confirm": (actions.confirm_memberships, _("The roles are confirmed.")),
        "decline": (actions.decline_memberships, _("The request is declined.")),
    }[form.cleaned_data["act"]]
    chosen = form.cleaned_data["memberships"].select_related("user", "organisation")
    with show_outcome(request, done=done):
        decide(list(chosen), by=request.user, now=timezone.now())
    return redirect("ks_memberships")
