"""The case officers' page that gives an announced framework agreement new terms."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.framework_administration.actions import build_terms, publish_terms
from agreements.framework_administration.confirmations import publication_confirmation
from agreements.framework_administration.form_pages import FORM_PAGE, form_data, show_form
from agreements.framework_administration.forms import TermsForm
from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import frameworks_with_parties
from municipalities.access import PortalRequest, case_officer_page
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.refusals import add_refusal


@FORM_PAGE
@case_officer_page
def framework_terms(request: PortalRequest, reference: str) -> HttpResponse | HttpResponseRedirect:
    """The versions of the terms; a new one is shown before it is published."""
    framework = get_object_or_404(
        frameworks_with_parties().exclude(announced_on=None), reference=reference
    )
    versions = framework.terms_versions.all()
    newest = versions.first()
    texts = {"text_nb": newest.text_nb, "text_nn": newest.text_nn} if newest else {}
    form = TermsForm(form_data(request), initial=texts)
    if form.is_bound and form.is_valid() and BACK_TO_FORM not in request.POST:
        try:
            return _publish_when_confirmed(request, framework, form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    return show_form(
        request,
        form,
        template="ks/framework_terms.html",
        heading=_("New terms"),
        lead=_("Who joins from the day you choose signs the new text."),
        button=_("Look through the terms"),
        trail=[(framework.name, reverse("ks_framework", args=[reference]))],
        versions=versions,
    )


def _publish_when_confirmed(
    request: PortalRequest, framework: FrameworkAgreement, facts
) -> HttpResponse | HttpResponseRedirect:
    today = timezone.localdate()
    publication = publication_confirmation(build_terms(framework, facts, on=today))
    page = reverse("ks_framework_terms", args=[framework.reference])
    if not publication.is_confirmed_by(request.POST):
        trail = [(_("New terms"), page)]
        return show_confirmation(request, publication, section="frameworks", trail=trail)
    publish_terms(framework, facts, on=today)
    messages.success(request, _("The terms are published."))
    return redirect(page)
