"""The case officers' page of an organisation's official e-mail address."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from municipalities.access import PortalRequest, case_officer_page, organisation_or_404
from municipalities.official_emails.actions import change_official_email
from municipalities.official_emails.forms import OfficialEmailForm
from municipalities.refusals import add_refusal
from municipalities.register.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def official_email(
    request: PortalRequest, organisation_number: str
) -> HttpResponse | HttpResponseRedirect:
    """The address, who changed it when, and the form that changes it."""
    organisation = organisation_or_404(Organisation.objects.all(), organisation_number)
    is_sent = request.method == "POST"
    initial = {"email": organisation.official_email}
    form = OfficialEmailForm(request.POST if is_sent else None, initial=initial)
    if form.is_valid():
        try:
            change_official_email(
                organisation, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The official e-mail address is changed."))
            return redirect("ks_official_email", organisation_number)
    context = {
        "organisation": organisation,
        "changes": organisation.official_email_changes.select_related("changed_by"),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "official_emails/official_email.html", context, status=status)
