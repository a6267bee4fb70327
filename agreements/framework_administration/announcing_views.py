"""The case officers' pages at the end of a draft: its public page as a preview, and announcing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.framework_administration.confirmations import announcement_confirmation
from agreements.framework_administration.draft_views import draft_page
from agreements.framework_administration.drafts import announce_framework, locked_draft
from agreements.framework_administration.form_pages import FORM_PAGE
from agreements.framework_administration.views import public_page
from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import frameworks_with_parties
from municipalities.access import PortalRequest, case_officer_page
from municipalities.confirmation import show_confirmation
from municipalities.refusals import show_refusal


@require_safe
@case_officer_page
def preview(request: PortalRequest, reference: str) -> HttpResponse:
    """The public page as it will be on the first day that the agreement can be joined."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    context = public_page(framework, framework.accession_opens_on, request.LANGUAGE_CODE)
    return render(request, "frameworks/framework.html", context | {"is_preview": True})


@FORM_PAGE
@case_officer_page
@draft_page
@transaction.atomic
def announce(
    request: PortalRequest, framework: FrameworkAgreement
) -> HttpResponse | HttpResponseRedirect:
    """Show what announcing does, and announce the draft when that is confirmed."""
    # Locked before it is read: what is announced is what was seen, also while others write
    try:
        framework = locked_draft(framework)
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect("ks_framework", framework.reference)
    announcement = announcement_confirmation(framework, on=timezone.localdate())
    if not announcement.is_confirmed_by(request.POST):
        trail = [(_("The draft"), reverse("ks_draft", args=[framework.reference]))]
        return show_confirmation(request, announcement, section="frameworks", trail=trail)
    announce_framework(framework, by=request.user, now=timezone.now())
    messages.success(request, _("The agreement is announced. Its public page is open."))
    return redirect("ks_framework", framework.reference)
