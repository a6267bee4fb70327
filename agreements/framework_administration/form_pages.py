"""Pages of the case officers that are one form: it is shown, and what it says is done."""

from django.core.exceptions import ValidationError
from django.http.response import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from municipalities.access import PortalRequest
from municipalities.refusals import add_refusal

FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])
"""For a view that shows its form and takes it."""


def apply_form(form, act):
    """What `act(form)` returns, the row that it made or changed.

    None when the form is not valid, or the act is refused: then the form says why.
    """
    if not form.is_valid():
        return None
    try:
        return act(form)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return None


def show_form(
    request: PortalRequest, form, *, template="ks/form_page.html", **page
) -> HttpResponse:
    """The page of a form: `heading`, `trail` ((text, URL) pairs), `button`, and `lead` if any."""
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form} | page, status=status)


def form_data(request: PortalRequest):
    """What a form is bound to: what was sent, or nothing when its page is only asked for."""
    return request.POST if request.method == "POST" else None
