"""Bringing the file in which a reseller answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.exchange.envelope import MAX_SIZE
from agreements.mandates.page_mandates import mandates_for_page
from agreements.reseller_answers.forms import ResponseForm
from agreements.reseller_answers.responses import import_response
from municipalities.access import PortalRequest, mandates_for_role, organisation_page
from municipalities.people.models import Role
from municipalities.register.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER, by_mandate=mandates_for_page)
def order_response(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Bring the file in which a reseller answers one of the organisation's orders."""
    return bring_response(
        request,
        "orders/order_response.html",
        organisation=organisation,
        mandates=mandates_for_role(request, Role.ORDERER),
        context={"organisation": organisation},
    )


def bring_response(
    request: PortalRequest,
    template,
    *,
    context,
    organisation: Organisation | None = None,
    mandates=None,
) -> HttpResponse | HttpResponseRedirect:
    """The page that takes a reseller's file; without an organisation, to any order (for KS).

    With `mandates`, to an order that these cover.
    """
    form = ResponseForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        content = form.cleaned_data["file"].read(MAX_SIZE + 1)
        try:
            response = import_response(
                content,
                by=request.user,
                now=timezone.now(),
                organisation=organisation,
                mandates=mandates,
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            done = _("%(order)s: the answer is “%(answer)s”.")
            answer = response.get_code_display()
            messages.success(request, done % {"order": response.order, "answer": answer})
            return redirect(response.order)
    status = 422 if form.errors else 200
    return render(request, template, context | {"form": form}, status=status)
