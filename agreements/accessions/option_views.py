"""The case officers' page that extends a framework agreement, and its members' with it."""

from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.accessions.confirmations import extension_confirmation
from agreements.framework_administration.actions import exercise_option
from agreements.framework_administration.forms import OptionForm
from agreements.frameworks.models import Option
from municipalities.access import PortalRequest, case_officer_page
from municipalities.confirmation import SEEN, show_confirmation
from municipalities.refusals import show_outcome


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def option_exercise(
    request: PortalRequest, reference: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Show what an extension does, and extend as an option allows when that is confirmed."""
    options = Option.objects.select_related("framework")
    option = get_object_or_404(options, pk=pk, framework__reference=reference)
    extension = extension_confirmation(option, on=timezone.localdate())
    form = OptionForm(request.POST if SEEN in request.POST else None)
    if extension.is_confirmed_by(request.POST) and form.is_valid():
        return _exercise(request, option, **form.cleaned_data)
    trail = [(option.framework.name, reverse("ks_framework", args=[reference]))]
    return show_confirmation(request, extension, section="frameworks", trail=trail, form=form)


def _exercise(request: PortalRequest, option, *, reason: str) -> HttpResponseRedirect:
    with show_outcome(request, done=_("The option is exercised. The agreement is extended.")):
        exercise_option(option, reason=reason, by=request.user, now=timezone.now())
    return redirect("ks_framework", option.framework.reference)
