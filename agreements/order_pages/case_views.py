"""The case officers' list of every organisation's orders, and the same as a file."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.order_pages.filters import OrderFilter
from agreements.order_pages.order_list import heading, rows
from agreements.orders.queries import orders_of_everybody
from agreements.spreadsheets import CONTENT_TYPES, table_file
from municipalities.access import PortalRequest, case_officer_page

ORDERS_A_PAGE = 50


@require_safe
@case_officer_page
def all_orders(request: PortalRequest) -> HttpResponse:
    """Orders of all organisations, newest first, by what is asked for."""
    found = OrderFilter(request.GET, queryset=orders_of_everybody())
    asked = {name: text for name in found.filters if (text := request.GET.get(name))}
    context = {
        "filter": found,
        "search": f"?{urlencode(asked)}" if asked else "",
        "page_obj": Paginator(found.qs, ORDERS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "ks/orders.html", context)


@require_safe
@case_officer_page
def all_orders_file(request: PortalRequest, suffix: str) -> HttpResponse:
    """All that the search finds, as a file."""
    found = OrderFilter(request.GET, queryset=orders_of_everybody())
    table = table_file(heading(), rows(found.qs), suffix=suffix)
    file = HttpResponse(table, content_type=CONTENT_TYPES[suffix])
    name = f"bestillinger-{timezone.localdate()}.{suffix}"
    file["Content-Disposition"] = f'attachment; filename="{name}"'
    return file
