"""The case officers' page of price lists: which are in force, how old, and what comes next."""

from django.http.response import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.catalogue.price_lists import lists_by_framework
from municipalities.access import PortalRequest, case_officer_page


@require_safe
@case_officer_page
def price_lists(request: PortalRequest) -> HttpResponse:
    """The price list in force of each framework agreement, and those to come."""
    today = timezone.localdate()
    context = {"rows": lists_by_framework(today), "today": today}
    return render(request, "ks/price_lists.html", context)
