"""The page on which a case officer chooses what to get mail about."""

from django.contrib import messages
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.digests.actions import choose_mail
from agreements.digests.forms import MailForm
from municipalities.access import PortalRequest, case_officer_page
from municipalities.officer_mail.queries import choice_of


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def officer_mail(request: PortalRequest) -> HttpResponse | HttpResponseRedirect:
    """What the person gets mail about, and the place to choose otherwise."""
    choice = choice_of(request.user)
    form = MailForm(
        request.POST if request.method == "POST" else None,
        initial={"daily": choice.daily, "immediate": choice.immediate},
    )
    if form.is_valid():
        choose_mail(request.user, **form.cleaned_data)
        messages.success(request, _("Your choice of e-mail is saved."))
        return redirect("ks_officer_mail")
    status = 422 if form.errors else 200
    return render(request, "ks/officer_mail.html", {"form": form}, status=status)
