"""My page, the organisation's people, and invitations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.access import (
    PortalRequest,
    activate_organisation_language,
    memberships_in_force,
    organisation_or_404,
    organisation_page,
)
from municipalities.confirmation import BACK_TO_FORM, show_confirmation
from municipalities.outbox.leaving import with_mail_delay
from municipalities.people import actions
from municipalities.people.confirmations import invitation_confirmation, membership_end_confirmation
from municipalities.people.forms import (
    INVITED_EMAIL,
    ROLES,
    InvitationForm,
    OrderLimitForm,
    RolesForm,
)
from municipalities.people.models import Invitation, Membership, Role
from municipalities.people.queries import (
    ROLE_ORDER,
    has_other_administrator,
    invitations_to,
    invited_together,
    people_of,
    requests_in,
    requests_of,
    standing_memberships,
    unanswered_invitations,
)
from municipalities.people.states import InvitationState, invitation_state
from municipalities.refusals import show_outcome, show_refusal
from municipalities.register.models import Organisation
from municipalities.texts import Text


@require_safe
@login_required
def my_page(request: PortalRequest) -> HttpResponse:
    """The person's organisations and roles, open requests and invitations."""
    roles = memberships_in_force(request.user)
    context = {
        "memberships": roles.order_by(
            "organisation__name", "organisation__organisation_number", ROLE_ORDER
        ),
        "requests": requests_of(request.user),
        "invitations": invitations_to(request.user, now=timezone.now()),
    }
    return render(request, "people/my_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def role_request(
    request: PortalRequest, organisation_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Ask for roles in an organisation of the register."""
    organisation = organisation_or_404(Organisation.objects.all(), organisation_number)
    activate_organisation_language(request, organisation)
    standing = standing_memberships(request.user, organisation).order_by(ROLE_ORDER)
    form = RolesForm(posted(request), taken={membership.role for membership in standing})
    if form.is_valid():
        try:
            actions.request_roles(
                request.user, organisation, roles=form.cleaned_data["roles"], now=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            done = _("Your request waits for an answer. You get it by e-mail.")
            messages.success(request, done)
            return redirect("my_page")
    context = {
        "organisation": organisation,
        "form": form,
        "standing": standing,
        "decided_by_ks": not has_other_administrator(organisation, request.user),
    }
    return render(request, "people/role_request.html", context, status=form_status(form))


@require_safe
@organisation_page()
def people(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """Who does what in the organisation; for administrators also requests and invitations."""
    memberships = list(people_of(organisation))
    context = {
        "organisation": organisation,
        "memberships": memberships,
        "is_administrator": Role.ADMINISTRATOR in request.roles,
    }
    if Role.ADMINISTRATOR in request.roles:
        roles = [membership.role for membership in memberships]
        context |= {
            "is_alone": roles.count(Role.ADMINISTRATOR) == 1,
            "requests": requests_in(organisation),
            "invitations": with_states(unanswered_invitations(organisation)),
        }
    return render(request, "people/people.html", context)


@require_POST
@organisation_page(Role.ADMINISTRATOR)
def membership_confirm(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """Put a requested role in force."""
    membership = get_object_or_404(Membership, organisation=organisation, pk=pk)
    done = _("The role is confirmed.")
    act_on_membership(request, actions.confirm_membership, membership, done)
    return redirect("people", organisation.organisation_number)


@require_POST
@organisation_page(Role.ADMINISTRATOR)
def membership_decline(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """Say no to a requested role."""
    membership = get_object_or_404(Membership, organisation=organisation, pk=pk)
    done = _("The request is declined.")
    act_on_membership(request, actions.decline_membership, membership, done)
    return redirect("people", organisation.organisation_number)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ADMINISTRATOR)
def membership_limit(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """How large an order a colleague may submit or approve."""
    having_limits = Membership.objects.filter(role__in=[Role.ORDERER, Role.APPROVER])
    membership = get_object_or_404(having_limits, organisation=organisation, pk=pk)
    form = OrderLimitForm(posted(request), initial={"limit": membership.order_limit})
    if form.is_valid():
        try:
            actions.set_order_limit(
                membership, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The limit is changed."))
            return redirect("people", organisation.organisation_number)
    context = {"organisation": organisation, "membership": membership, "form": form}
    status = 422 if form.errors else 200
    return render(request, "people/order_limit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(*Role)
def membership_end(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Show what stops when one's own or a colleague's role ends; end it when that is confirmed."""
    roles = Membership.objects.select_related("user", "organisation")
    membership = get_object_or_404(roles, organisation=organisation, pk=pk)
    try:
        actions.check_may_end(membership, by=request.user)
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect("people", organisation.organisation_number)
    ending = membership_end_confirmation(membership, by=request.user, now=timezone.now())
    if not ending.is_confirmed_by(request.POST):
        return _show_at_people(request, organisation, ending)
    act_on_membership(request, actions.end_membership, membership, _("The role has ended."))
    if memberships_in_force(request.user).filter(organisation=organisation).exists():
        return redirect("people", organisation.organisation_number)
    return redirect("my_page")


def _show_at_people(
    request: PortalRequest, organisation: Organisation, confirmation
) -> HttpResponse:
    """What will happen, on a page beside the organisation's people."""
    trail = [(_("People"), reverse("people", args=[organisation.organisation_number]))]
    return show_confirmation(
        request, confirmation, organisation=organisation, section="people", trail=trail
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ADMINISTRATOR)
def invitation_new(
    request: PortalRequest, organisation: Organisation
) -> HttpResponse | HttpResponseRedirect:
    """Invite a colleague."""
    form = InvitationForm(posted(request))
    if form.is_valid() and BACK_TO_FORM not in request.POST:
        try:
            return _invite_when_confirmed(request, organisation, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"organisation": organisation, "form": form}
    return render(request, "people/invitation_new.html", context, status=form_status(form))


def _invite_when_confirmed(
    request: PortalRequest, organisation: Organisation, *, email: str, roles
) -> HttpResponse | HttpResponseRedirect:
    """Show who is invited to what, and send it when that is confirmed; raises ValidationError."""
    now = timezone.now()
    for role in roles:
        actions.check_may_invite(organisation, email=email, role=role, by=request.user, now=now)
    invitation = invitation_confirmation(
        organisation, email=email, roles=roles, by=request.user, now=now
    )
    if not invitation.is_confirmed_by(request.POST):
        return _show_at_people(request, organisation, invitation)
    actions.invite_to_roles(organisation, email=email, roles=roles, by=request.user, now=now)
    messages.success(request, with_mail_delay(_("The invitation is in the queue."), now))
    return redirect("people", organisation.organisation_number)


@require_POST
@organisation_page(Role.ADMINISTRATOR)
def invitation_withdraw(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """Take back an invitation."""
    invitation = get_object_or_404(Invitation, organisation=organisation, pk=pk)
    with show_outcome(request, done=_("The invitation is withdrawn.")):
        actions.withdraw_invitation(invitation, by=request.user, now=timezone.now())
    return redirect("people", organisation.organisation_number)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: PortalRequest, token: str) -> HttpResponse | HttpResponseRedirect:
    """Who invites to what, and the button that accepts; a stranger signs up or in first."""
    invitation = get_object_or_404(
        Invitation.objects.select_related("organisation", "invited_by"), token=token
    )
    activate_organisation_language(request, invitation.organisation)
    if not request.user.is_authenticated:
        return _show_to_stranger(request, invitation)
    if request.method == "POST":
        return _accept(request, invitation)
    refusal = _reason_not_to_accept(request, invitation)
    return _show_invitation(request, invitation, refusal=refusal)


def _show_to_stranger(
    request: PortalRequest, invitation: Invitation
) -> HttpResponse | HttpResponseRedirect:
    """The invitation, with the way to sign up and in; sign-up gets the address filled in."""
    if request.method == "POST":
        return redirect_to_login(request.get_full_path())
    is_open = invitation_state(invitation, timezone.now()) == InvitationState.OPEN
    if is_open:
        request.session[INVITED_EMAIL] = invitation.email
    refusal = None if is_open else _("This invitation is no longer valid. Ask for a new one.")
    return _show_invitation(request, invitation, refusal=refusal)


def _show_invitation(request: PortalRequest, invitation: Invitation, *, refusal) -> HttpResponse:
    descriptions: dict[str, Text] = dict(ROLES)
    invitations = list(invited_together(invitation)) or [invitation]
    context = {
        "invitation": invitation,
        "roles": [descriptions[one.role] for one in invitations],
        "refusal": refusal,
    }
    return render(request, "people/invitation_accept.html", context)


def _accept(request: PortalRequest, invitation: Invitation) -> HttpResponseRedirect:
    try:
        actions.accept_invitations(invitation, user=request.user, now=timezone.now())
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect("my_page")
    messages.success(request, _("Welcome. You have the roles now."))
    return redirect(invitation.organisation)


def _reason_not_to_accept(request: PortalRequest, invitation: Invitation) -> Text | None:
    """The sentence that pressing the button would be answered with, or None."""
    try:
        actions.check_may_accept(invitation, user=request.user, now=timezone.now())
    except ValidationError as refusal:
        return refusal.message
    return None


def with_states(invitations):
    """Each invitation with its state now."""
    now = timezone.now()
    return [(invitation, invitation_state(invitation, now)) for invitation in invitations]


def posted(request: PortalRequest):
    """What a form is bound to: nothing before it is sent."""
    return request.POST if request.method == "POST" else None


def act_on_membership(request: PortalRequest, act, membership: Membership, done) -> None:
    """Decide about a role, and say how it went."""
    with show_outcome(request, done=done):
        act(membership, by=request.user, now=timezone.now())


def form_status(form) -> int:
    """422 when what was sent cannot be used."""
    return 422 if form.errors else 200
