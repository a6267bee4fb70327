"""The case officers' page of what must be seen in time."""

from django.http.response import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.framework_administration.follow_up import (
    expiring_documents,
    frameworks_with_products_outside_lots,
    nearly_spent_ceilings,
)
from municipalities.access import PortalRequest, case_officer_page


@require_safe
@case_officer_page
def follow_up(request: PortalRequest) -> HttpResponse:
    """Papers that expire, ceilings that are nearly spent, and products without a lot."""
    today = timezone.localdate()
    papers = [(paper, paper.has_expired(today)) for paper in expiring_documents(today)]
    context = {
        "papers": papers,
        "ceilings": nearly_spent_ceilings(today),
        "outside_lots": frameworks_with_products_outside_lots(today),
    }
    return render(request, "ks/follow_up.html", context)
