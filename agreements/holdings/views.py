"""What the organisation has, and the ledger behind it."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.holdings.forms import PositionForm
from agreements.holdings.queries import entries_of, positions
from municipalities.access import organisation_page

ENTRIES_A_PAGE = 25


@require_safe
@organisation_page()
def holdings(request, organisation):
    """Positions on a chosen day, per product and agreement, and every entry of the ledger."""
    form = PositionForm(request.GET or None)
    today = timezone.localdate()
    at = (form.is_valid() and form.cleaned_data["at"]) or today
    context = {
        "organisation": organisation,
        "form": form if form.is_bound else PositionForm(initial={"at": today}),
        "at": at,
        "positions": positions(organisation, at),
        "page_obj": Paginator(entries_of(organisation), ENTRIES_A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "holdings/holdings.html", context)
