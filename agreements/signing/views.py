"""The way to the provider of electronic identities and back. Nothing is signed here."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from agreements.signing import electronic
from municipalities.access import PortalRequest
from municipalities.refusals import show_refusal


@require_safe
@login_required
def begin(request: PortalRequest, offer_sha256) -> HttpResponseRedirect:
    """Leave for the provider, to be identified for one text."""
    if not electronic.is_offered():
        raise Http404
    return_to = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(return_to, allowed_hosts=None):
        return_to = reverse("front_page")
    try:
        address = electronic.begin(request, offer_sha256=offer_sha256, return_to=return_to)
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect(return_to)
    return HttpResponseRedirect(address)


@require_safe
@login_required
def provider_callback(request: PortalRequest) -> HttpResponseRedirect:
    """Come back from the provider, identified or refused, to the page with the text."""
    if not electronic.is_offered():
        raise Http404
    address, refusal = electronic.complete(request)
    if refusal:
        show_refusal(request, refusal)
    return redirect(address)
