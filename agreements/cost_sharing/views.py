"""An organisation's cost-sharing keys: those it has, and a new one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.cost_sharing.actions import record_key
from agreements.cost_sharing.forms import KeyForm
from agreements.cost_sharing.queries import keys_in_force, keys_of
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal
from municipalities.register.models import Organisation


@require_safe
@organisation_page()
def cost_sharing_keys(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's keys, and which of them hold today."""
    context = {
        "organisation": organisation,
        "keys": keys_of(organisation),
        "in_force": set(keys_in_force([organisation], timezone.localdate())),
        "today": timezone.localdate(),
        "may_record": Role.ADMINISTRATOR in request.roles,
    }
    return render(request, "cost_sharing/cost_sharing_keys.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ADMINISTRATOR)
def cost_sharing_key_new(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Record a key from a day on."""
    form = KeyForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        try:
            record_key(organisation, **form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The key is recorded."))
            return redirect("cost_sharing_keys", organisation.organisation_number)
    context = {"organisation": organisation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "cost_sharing/cost_sharing_key_new.html", context, status=status)
