"""Asking for, confirming and ending roles, and inviting colleagues.

Whoever acts on an organisation's roles holds the organisation's row meanwhile, so that each act
sees what the one before it did.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from municipalities import formatting
from municipalities.people.mail import send_decision, send_invitation, send_role_requests
from municipalities.people.models import Invitation, Membership, Role, User
from municipalities.people.queries import (
    has_other_administrator,
    in_force,
    invited_together,
    is_administrator,
    requests_towards_limit,
    standing_memberships,
    unanswered_invitations,
    verified_addresses,
    waiting,
)
from municipalities.people.states import (
    MAX_ROLE_REQUESTS,
    InvitationState,
    invitation_state,
    oldest_open_invitation,
)
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation


@transaction.atomic
def request_roles(
    user: User, organisation: Organisation, *, roles: Collection[str], now: datetime
) -> list[Membership]:
    """Ask for roles; each is in force when somebody with the right to has confirmed it.

    A person has at most MAX_ROLE_REQUESTS that wait, or were declined within a day.
    """
    check_exists(lock_organisation(organisation.pk))
    _check_number_of_requests(user, len(roles), now=now)
    if standing_memberships(user, organisation).filter(role__in=roles).exists():
        raise ValidationError(
            _("You already have this role, or have asked for it."), code="already_asked"
        )
    memberships = [
        Membership.objects.create(user=user, organisation=organisation, role=role, requested_at=now)
        for role in roles
    ]
    send_role_requests.enqueue([membership.pk for membership in memberships])
    return memberships


def confirm_membership(membership: Membership, *, by: User, now: datetime) -> None:
    """Put a requested role in force.

    By an administrator of the organisation; by a KS case officer where no other administrator is
    there. Nobody confirms their own role. Of two at the same moment one decides.
    """
    confirm_memberships([membership], by=by, now=now)


def decline_membership(membership: Membership, *, by: User, now: datetime) -> None:
    """Say no to a requested role; whoever may confirm it may decline it."""
    decline_memberships([membership], by=by, now=now)


@transaction.atomic
def confirm_memberships(memberships: Sequence[Membership], *, by: User, now: datetime) -> None:
    """Put the roles that one person has asked for in one organisation in force, all or none."""
    _decide(memberships, by=by, confirmed_at=now, confirmed_by=by)


@transaction.atomic
def decline_memberships(memberships: Sequence[Membership], *, by: User, now: datetime) -> None:
    """Say no to the roles that one person has asked for in one organisation, all or none."""
    _decide(memberships, by=by, declined_at=now, declined_by=by)


@transaction.atomic
def end_membership(membership: Membership, *, by: User, now: datetime) -> None:
    """End a role in force: one's own, or by an administrator.

    Where the last administrator leaves, KS lets people in. An administrator's unanswered
    invitations fall with the role, so that nobody can invite themselves back.
    """
    organisation = lock_organisation(membership.organisation.pk)
    check_may_end(membership, by=by)
    role = Membership.objects.filter(in_force(), pk=membership.pk)
    if not role.update(ended_at=now, ended_by=by):
        raise ValidationError(_("This role is not in force."), code="not_in_force")
    if membership.role == Role.ADMINISTRATOR:
        sent = unanswered_invitations(organisation).filter(invited_by=membership.user_id)
        sent.update(withdrawn_at=now, withdrawn_by=by)


def check_may_end(membership: Membership, *, by: User) -> None:
    """Refuse who may not end a role in force: only an administrator ends a colleague's."""
    if membership.confirmed_at is None or membership.ended_at:
        raise ValidationError(_("This role is not in force."), code="not_in_force")
    if membership.user_id != by.pk and not is_administrator(by, membership.organisation):
        raise ValidationError(
            _("Only an administrator ends other people's roles."), code="not_administrator"
        )


def set_order_limit(
    membership: Membership, *, limit: Decimal | None, by: User, now: datetime
) -> None:
    """Set the largest order, net kroner, somebody else may submit or approve; None: any."""
    if membership.user_id == by.pk:
        raise ValidationError(
            _(
                "Nobody sets their own limit. Another administrator can; if you are the only one, "
                "let in another first."
            ),
            code="own_limit",
        )
    standing = Membership.objects.filter(
        in_force(), pk=membership.pk, role__in=[Role.ORDERER, Role.APPROVER]
    )
    if not standing.update(order_limit=limit, limit_set_at=now, limit_set_by=by):
        raise ValidationError(
            _("Only who orders or approves has an order limit."), code="role_without_limit"
        )


def invite(
    organisation: Organisation, *, email: str, role: str, by: User, now: datetime
) -> Invitation:
    """Invite a colleague to one role; as invite_to_roles."""
    [invitation] = invite_to_roles(organisation, email=email, roles=[role], by=by, now=now)
    return invitation


@transaction.atomic
def invite_to_roles(
    organisation: Organisation, *, email: str, roles: Collection[str], by: User, now: datetime
) -> list[Invitation]:
    """Invite a colleague to roles, in one e-mail in the organisation's written standard.

    An older invitation of the same person to the same role makes room when it has expired.
    """
    email = email.lower()
    organisation = lock_organisation(organisation.pk)
    invitations = [_invite(organisation, email=email, role=role, by=by, now=now) for role in roles]
    send_invitation.enqueue([invitation.pk for invitation in invitations])
    return invitations


def _invite(
    organisation: Organisation, *, email: str, role: str, by: User, now: datetime
) -> Invitation:
    check_may_invite(organisation, email=email, role=role, by=by, now=now)
    sent = unanswered_invitations(organisation).filter(email=email, role=role)
    sent.update(withdrawn_at=now, withdrawn_by=by)
    return Invitation.objects.create(
        organisation=organisation, email=email, role=role, invited_by=by, invited_at=now
    )


def check_may_invite(
    organisation: Organisation, *, email: str, role: str, by: User, now: datetime
) -> None:
    """Refuse an invitation by who may not, to who has the role, or beside one that is open."""
    email = email.lower()
    check_exists(organisation)
    _check_may_invite(organisation, email=email, role=role, by=by)
    sent = unanswered_invitations(organisation).filter(email=email, role=role)
    if sent.filter(invited_at__gt=oldest_open_invitation(now)).exists():
        raise ValidationError(
            _("This person is already invited to this role."), code="already_invited"
        )


def withdraw_invitation(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Take back an invitation that nobody has accepted."""
    unanswered = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not unanswered.update(withdrawn_at=now, withdrawn_by=by):
        raise ValidationError(
            _("This invitation is already accepted or withdrawn."), code="invitation_closed"
        )


@transaction.atomic
def accept_invitations(invitation: Invitation, *, user: User, now: datetime) -> None:
    """Take all the roles that one e-mail invites to, but for those one has already."""
    together = list(invited_together(invitation).exclude(pk=invitation.pk))
    accept_invitation(invitation, user=user, now=now)
    held = standing_memberships(user, invitation.organisation).filter(in_force())
    roles = set(held.values_list("role", flat=True))
    for other in together:
        if other.role not in roles:
            accept_invitation(other, user=user, now=now)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User, now: datetime) -> Membership:
    """Take the role one is invited to; a second click changes nothing.

    A role the person has asked for meanwhile is confirmed by the invitation.
    """
    organisation = lock_organisation(invitation.organisation.pk)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    role = standing_memberships(user, organisation).filter(role=invitation.role).first()
    has_role = role is not None and role.confirmed_at is not None
    if role is not None and has_role and invitation.accepted_by_id == user.pk:
        return role
    check_may_accept(invitation, user=user, now=now)
    if has_role:
        raise ValidationError(_("You already have this role."), code="has_role")
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now, accepted_by=user)
    role = role or Membership(
        user=user, organisation=organisation, role=invitation.role, requested_at=now
    )
    role.confirmed_at, role.confirmed_by_id = now, invitation.invited_by_id
    role.save()
    return role


def check_may_accept(invitation: Invitation, *, user: User, now: datetime) -> None:
    """Refuse, with the reason, whoever cannot accept the invitation now."""
    state = invitation_state(invitation, now)
    if state in {InvitationState.ACCEPTED, InvitationState.WITHDRAWN}:
        raise ValidationError(
            _("This invitation is already accepted or withdrawn."), code="invitation_closed"
        )
    inviter_left = not is_administrator(invitation.invited_by, invitation.organisation)
    if state == InvitationState.EXPIRED or inviter_left:
        raise ValidationError(
            _("This invitation is no longer valid. Ask for a new one."), code="invitation_expired"
        )
    if invitation.invited_by_id == user.pk:
        raise ValidationError(_("Nobody confirms their own role."), code="own_role")
    if invitation.email not in verified_addresses(user):
        raise ValidationError(
            _("This invitation is to another e-mail address than yours."), code="other_address"
        )


def check_exists(organisation: Organisation) -> None:
    """Refuse new people where nothing happens any more; those who were there read on."""
    if organisation.dissolved_on:
        raise ValidationError(
            _("The organisation was dissolved on %(day)s."),
            code="organisation_dissolved",
            params={"day": formatting.day(organisation.dissolved_on)},
        )


def _decide(memberships: Sequence[Membership], *, by: User, **fields: Any) -> None:
    """Write the one decision and tell the person in one mail; of two deciders one is refused."""
    if len({(one.user_id, one.organisation_id) for one in memberships}) > 1:
        raise ValidationError(_("Decide about one person at a time."), code="several_people")
    for membership in memberships:
        _check_may_decide(membership, by=by)
    keys = [membership.pk for membership in memberships]
    if Membership.objects.filter(waiting(), pk__in=keys).update(**fields) != len(keys):
        raise ValidationError(_("This request is already decided."), code="already_decided")
    for membership in memberships:
        membership.refresh_from_db()
    send_decision.enqueue(keys)


def _check_may_decide(membership: Membership, *, by: User) -> None:
    if membership.user_id == by.pk:
        raise ValidationError(_("Nobody decides about their own role."), code="own_role")
    organisation = lock_organisation(membership.organisation.pk)
    if is_administrator(by, organisation):
        return
    if not by.is_case_officer or has_other_administrator(organisation, membership.user):
        raise ValidationError(
            _("An administrator of the organisation decides about this role."),
            code="not_administrator",
        )


def _check_number_of_requests(user: User, number: int, *, now: datetime) -> None:
    """Refuse more requests than one person needs; of two at once the second waits."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if requests_towards_limit(user, now).count() + number > MAX_ROLE_REQUESTS:
        raise ValidationError(
            _(
                "You have asked for many roles already. At most %(most)s can wait for an answer "
                "at a time."
            ),
            code="too_many_requests",
            params={"most": MAX_ROLE_REQUESTS},
        )


def _check_may_invite(organisation: Organisation, *, email: str, role: str, by: User) -> None:
    if not is_administrator(by, organisation):
        raise ValidationError(
            _("Only an administrator invites colleagues."), code="not_administrator"
        )
    if email in verified_addresses(by):
        raise ValidationError(_("You cannot invite yourself."), code="own_role")
    if Membership.objects.filter(
        in_force(), organisation=organisation, role=role, user__email=email
    ).exists():
        raise ValidationError(_("This person already has this role."), code="has_role")
