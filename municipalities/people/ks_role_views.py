"""The case officers' pages of an organisation's roles: who has which, and what KS changed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from municipalities.access import PortalRequest, case_officer_page, organisation_or_404
from municipalities.confirmation import SEEN, show_confirmation
from municipalities.outbox.leaving import with_mail_delay
from municipalities.people import ks_roles
from municipalities.people.confirmations import membership_end_confirmation
from municipalities.people.forms import ChangeRoleForm, GiveRoleForm, RoleReasonForm
from municipalities.people.models import Membership
from municipalities.people.queries import in_force, people_of
from municipalities.people.role_changes import RoleChange
from municipalities.people.views import posted
from municipalities.refusals import add_refusal, show_refusal
from municipalities.register.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def roles(request: PortalRequest, organisation_number: str) -> HttpResponse | HttpResponseRedirect:
    """Who has which role, what KS has changed and why, and the place to give a role."""
    organisation = organisation_or_404(Organisation.objects.all(), organisation_number)
    form = GiveRoleForm(posted(request))
    if form.is_valid():
        try:
            ks_roles.give_role(
                organisation, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            done = _("The role is given. An e-mail to the person is in the queue.")
            return _done(request, organisation_number, done)
    context = {
        "organisation": organisation,
        "memberships": people_of(organisation),
        "changes": RoleChange.objects.filter(membership__organisation=organisation).select_related(
            "membership__user", "changed_by"
        ),
        "form": form,
    }
    return render(request, "ks/roles.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def role_end(
    request: PortalRequest, organisation_number: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Show what stops with a role; end it when that is confirmed, with the reason."""
    membership = _membership(organisation_number, pk)
    ending = membership_end_confirmation(membership, by=request.user, now=timezone.now())
    form = RoleReasonForm(request.POST if SEEN in request.POST else None)
    if ending.is_confirmed_by(request.POST) and form.is_valid():
        return _act(
            request,
            membership,
            ks_roles.end_role,
            _("The role has ended. An e-mail to the person is in the queue."),
            form.cleaned_data,
        )
    organisation = membership.organisation
    name = _("Roles in %(organisation)s") % {"organisation": organisation.name}
    trail = [
        (organisation.name, organisation.get_absolute_url()),
        (name, reverse("ks_roles", args=[organisation_number])),
    ]
    return show_confirmation(request, ending, section="role_requests", trail=trail, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@case_officer_page
def role_change(
    request: PortalRequest, organisation_number: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Give another role in the place of this one, with the reason."""
    membership = _membership(organisation_number, pk)
    form = ChangeRoleForm(posted(request), taken={membership.role})
    if form.is_valid():
        return _act(
            request,
            membership,
            ks_roles.change_role,
            _("The role is changed. An e-mail to the person is in the queue."),
            form.cleaned_data,
        )
    context = {"membership": membership, "organisation": membership.organisation, "form": form}
    return render(request, "ks/role_change.html", context, status=422 if form.errors else 200)


def _membership(organisation_number: str, pk: int) -> Membership:
    """A role in force in the organisation of the address."""
    organisation = organisation_or_404(Organisation.objects.all(), organisation_number)
    standing = Membership.objects.filter(in_force(), organisation=organisation)
    return get_object_or_404(standing.select_related("user", "organisation"), pk=pk)


def _act(
    request: PortalRequest, membership: Membership, act, done, written
) -> HttpResponseRedirect:
    number = membership.organisation.organisation_number
    try:
        act(membership, **written, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect("ks_roles", number)
    return _done(request, number, done)


def _done(request: PortalRequest, organisation_number: str, sentence) -> HttpResponseRedirect:
    """Say what was done, and that an e-mail about it is queued."""
    messages.success(request, with_mail_delay(sentence, timezone.now()))
    return redirect("ks_roles", organisation_number)
