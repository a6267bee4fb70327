"""My page, the organisation's people, and invitations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.access import memberships_in_force, organisation_page
from municipalities.people import actions
from municipalities.people.forms import InvitationForm, RoleForm
from municipalities.people.models import Invitation, Membership, Role
from municipalities.people.queries import (
    invitations_to,
    open_invitations,
    people_of,
    requests_in,
    requests_of,
)
from municipalities.refusals import say_refusal
from municipalities.register.models import Organisation


@require_safe
@login_required
def my_page(request):
    """The person's organisations and roles, open requests and invitations."""
    roles = memberships_in_force(request.user).order_by("organisation__name", "role")
    context = {
        "memberships": roles,
        "requests": requests_of(request.user),
        "invitations": invitations_to(request.user, now=timezone.now()),
    }
    return render(request, "people/my_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def role_request(request, organisation_number):
    """Ask for a role in an organisation of the register."""
    organisation = get_object_or_404(Organisation, organisation_number=organisation_number)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_role(
                request.user, organisation, role=form.cleaned_data["role"], now=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("You have asked for the role. You get an e-mail."))
            return redirect("my_page")
    context = {"organisation": organisation, "form": form}
    return render(request, "people/role_request.html", context, status=status_of(form))


@require_safe
@organisation_page()
def people(request, organisation):
    """Who does what in the organisation; for administrators also requests and invitations."""
    context = {
        "organisation": organisation,
        "memberships": people_of(organisation),
        "is_administrator": Role.ADMINISTRATOR in request.roles,
    }
    if Role.ADMINISTRATOR in request.roles:
        context |= {
            "requests": requests_in(organisation),
            "invitations": open_invitations(organisation),
        }
    return render(request, "people/people.html", context)


@require_POST
@organisation_page(Role.ADMINISTRATOR)
def membership_confirm(request, organisation, pk):
    """Put a requested role in force."""
    membership = get_object_or_404(Membership, organisation=organisation, pk=pk)
    done = _("The role is confirmed.")
    act_on_membership(request, actions.confirm_membership, membership, done)
    return redirect("people", organisation.organisation_number)


@require_POST
@organisation_page(Role.ADMINISTRATOR)
def membership_decline(request, organisation, pk):
    """Say no to a requested role."""
    membership = get_object_or_404(Membership, organisation=organisation, pk=pk)
    done = _("The request is declined.")
    act_on_membership(request, actions.decline_membership, membership, done)
    return redirect("people", organisation.organisation_number)


@require_POST
@organisation_page()
def membership_end(request, organisation, pk):
    """End a role: one's own, or a colleague's."""
    membership = get_object_or_404(Membership, organisation=organisation, pk=pk)
    act_on_membership(request, actions.end_membership, membership, _("The role has ended."))
    if memberships_in_force(request.user).filter(organisation=organisation).exists():
        return redirect("people", organisation.organisation_number)
    return redirect("my_page")


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ADMINISTRATOR)
def invitation_new(request, organisation):
    """Invite a colleague."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(organisation, **form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, _("The invitation is sent."))
            return redirect("people", organisation.organisation_number)
    context = {"organisation": organisation, "form": form}
    return render(request, "people/invitation_new.html", context, status=status_of(form))


@require_POST
@organisation_page(Role.ADMINISTRATOR)
def invitation_withdraw(request, organisation, pk):
    """Take back an invitation."""
    invitation = get_object_or_404(Invitation, organisation=organisation, pk=pk)
    try:
        actions.withdraw_invitation(invitation, now=timezone.now())
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("people", organisation.organisation_number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invitation_accept(request, token):
    """What one is invited to, and the button that accepts."""
    invitation = get_object_or_404(
        Invitation.objects.select_related("organisation", "invited_by"), token=token
    )
    if request.method == "POST":
        try:
            actions.accept_invitation(invitation, user=request.user, now=timezone.now())
        except ValidationError as refusal:
            say_refusal(request, refusal)
            return redirect("my_page")
        messages.success(request, _("Welcome. You have the role now."))
        return redirect(invitation.organisation)
    return render(request, "people/invitation_accept.html", {"invitation": invitation})


def act_on_membership(request, act, membership, done):
    """Decide about a role, and say how it went."""
    try:
        act(membership, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, done)


def status_of(form):
    """422 when what was sent cannot be used."""
    return 422 if form.errors else 200
