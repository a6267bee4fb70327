"""Uploading a paper on the way to an order."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.accessions.agreement_views import get_agreement
from agreements.accessions.models import VolumeLicenceAgreement
from agreements.basket.drafts import save_draft
from agreements.basket.queries import basket_of
from agreements.kept_documents.actions import keep_document
from agreements.kept_documents.forms import KeptDocumentForm
from agreements.orders.attachments import attachable_documents
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal
from municipalities.register.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER)
def basket_paper_new(
    request: PortalRequest, organisation: Organisation, agreement_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Upload a paper, and come back to the basket with it chosen."""
    agreement = get_agreement(organisation, agreement_number)
    form = KeptDocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            paper = keep_document(
                organisation,
                form.cleaned_data["file"].read(),
                name=form.cleaned_data["file"].name,
                description=form.description(),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, ValidationError({"file": refusal}))
        else:
            _choose(request, organisation, agreement, paper)
            return redirect("basket", organisation.organisation_number, agreement.number)
    status = 422 if request.method == "POST" else 200
    context = {"organisation": organisation, "agreement": agreement, "form": form}
    return render(request, "orders/basket_paper_new.html", context, status=status)


def _choose(
    request: PortalRequest, organisation: Organisation, agreement: VolumeLicenceAgreement, paper
) -> None:
    """Tick a new paper in the basket, where a reseller may read it."""
    if not attachable_documents(organisation).filter(pk=paper.pk).exists():
        messages.warning(
            request, _("The document is kept, but it is withheld and cannot go with the order.")
        )
        return
    basket = basket_of(request.user, agreement)
    if basket is None:
        messages.success(request, _("The document is kept. You can choose it in your next order."))
        return
    chosen = basket.draft.get("attachments", [])
    save_draft(basket, basket.draft | {"attachments": [*chosen, str(paper.pk)]})
    messages.success(request, _("The document is kept and goes with the order."))
