"""The case officers' page that brings a reseller's answer."""

from django.http.response import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from agreements.reseller_answers.views import bring_response
from municipalities.access import PortalRequest, case_officer_page


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def order_response(request: PortalRequest) -> HttpResponse | HttpResponseRedirect:
    """Bring a reseller's answer to any organisation's order."""
    return bring_response(request, "ks/order_response.html", context={})
