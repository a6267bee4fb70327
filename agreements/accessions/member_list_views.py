"""The case officers' list of a framework agreement's members and their contacts, also as a file."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.accessions.filters import MemberFilter
from agreements.accessions.member_list import heading, rows
from agreements.accessions.queries import members_of
from agreements.frameworks.queries import frameworks_with_parties
from agreements.spreadsheets import CONTENT_TYPES, table_file
from municipalities.access import PortalRequest, case_officer_page

MEMBERS_A_PAGE = 50


@require_safe
@case_officer_page
def members(request: PortalRequest, reference: str) -> HttpResponse:
    """Who has joined, by name, with whom KS writes to."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    found = MemberFilter(request.GET, queryset=members_of(framework))
    asked = {name: text for name in found.filters if (text := request.GET.get(name))}
    context = {
        "framework": framework,
        "filter": found,
        "search": f"?{urlencode(asked)}" if asked else "",
        "page_obj": Paginator(found.qs, MEMBERS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "ks/members.html", context)


@require_safe
@case_officer_page
def members_file(request: PortalRequest, reference: str, suffix: str) -> HttpResponse:
    """The members that the search finds, as a file."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    found = MemberFilter(request.GET, queryset=members_of(framework))
    table = table_file(heading(), rows(found.qs), suffix=suffix)
    file = HttpResponse(table, content_type=CONTENT_TYPES[suffix])
    name = f"medlemmer-{reference}-{timezone.localdate()}.{suffix}"
    file["Content-Disposition"] = f'attachment; filename="{name}"'
    return file
