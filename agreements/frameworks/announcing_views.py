"""The case officers' pages at the end of a draft: its public page as a preview, and announcing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.frameworks.confirmations import announcing
from agreements.frameworks.draft_views import draft_or_404
from agreements.frameworks.drafts import announce_framework
from agreements.frameworks.form_pages import FORM_PAGE
from agreements.frameworks.queries import frameworks_with_parties
from agreements.frameworks.views import public_page
from municipalities.access import case_officer_page
from municipalities.confirmation import show_confirmation
from municipalities.refusals import say_refusal


@require_safe
@case_officer_page
def preview(request, reference):
    """The public page as it will be on the first day that the agreement can be joined."""
    framework = get_object_or_404(frameworks_with_parties(), reference=reference)
    context = public_page(framework, framework.accession_opens_on, request.LANGUAGE_CODE)
    return render(request, "frameworks/framework.html", context | {"is_preview": True})


@FORM_PAGE
@case_officer_page
def announce(request, reference):
    """Show what announcing does, and announce the draft when that is confirmed."""
    framework = draft_or_404(reference)
    announcement = announcing(framework, on=timezone.localdate())
    if not announcement.is_given_in(request.POST):
        trail = [(_("The draft"), reverse("ks_draft", args=[reference]))]
        return show_confirmation(request, announcement, section="frameworks", trail=trail)
    try:
        announce_framework(framework, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The agreement is announced. Its public page is open."))
    return redirect("ks_framework", reference)
