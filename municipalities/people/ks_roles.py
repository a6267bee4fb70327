"""What KS does with an organisation's roles: give, end and change them, each with a reason."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from municipalities.people.actions import check_exists
from municipalities.people.mail import send_role_changes
from municipalities.people.models import Membership, Role, User
from municipalities.people.queries import (
    in_force,
    standing_memberships,
    unanswered_invitations,
    verified_addresses,
)
from municipalities.people.role_changes import RoleChange
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation


@transaction.atomic
def give_role(
    organisation: Organisation, *, email: str, role, reason: str, by: User, now: datetime
) -> RoleChange:
    """Give a role to a person who has signed up with an e-mail address; returns the change.

    Raises ValidationError: unknown_person, own_role, has_role, organisation_dissolved.
    """
    organisation = lock_organisation(organisation.pk)
    check_exists(organisation)
    change = _give(_person(email), organisation, role, reason=reason, by=by, now=now)
    send_role_changes.enqueue([change.pk])
    return change


@transaction.atomic
def end_role(membership: Membership, *, reason: str, by: User, now: datetime) -> None:
    """End a role in force. Raises ValidationError: own_role, not_in_force."""
    lock_organisation(membership.organisation.pk)
    change = _end(membership, reason=reason, by=by, now=now)
    send_role_changes.enqueue([change.pk])


@transaction.atomic
def change_role(membership: Membership, *, role, reason: str, by: User, now: datetime) -> None:
    """Give another role in the place of one in force. Raises as the two that it is."""
    organisation = lock_organisation(membership.organisation.pk)
    changes = [
        _end(membership, reason=reason, by=by, now=now),
        _give(membership.user, organisation, role, reason=reason, by=by, now=now),
    ]
    send_role_changes.enqueue([change.pk for change in changes])


def _person(email: str) -> User:
    """The person who has shown to own the address."""
    person = User.objects.filter(email=email.lower(), is_active=True).first()
    if person is None or person.email not in verified_addresses(person):
        raise ValidationError(
            {
                "email": ValidationError(
                    _("Nobody has signed up with this address. Ask the person to do it first."),
                    code="unknown_person",
                )
            }
        )
    return person


def _give(
    person: User, organisation: Organisation, role, *, reason: str, by: User, now: datetime
) -> RoleChange:
    _check_not_own(person, by=by)
    membership = standing_memberships(person, organisation).filter(role=role).first()
    if membership and membership.confirmed_at:
        raise ValidationError(_("This person already has this role."), code="has_role")
    membership = membership or Membership(
        user=person, organisation=organisation, role=role, requested_at=now
    )
    membership.confirmed_at, membership.confirmed_by = now, by
    membership.save()
    return _record(membership, RoleChange.Kind.GIVEN, reason=reason, by=by, now=now)


def _end(membership: Membership, *, reason: str, by: User, now: datetime) -> RoleChange:
    _check_not_own(membership.user, by=by)
    standing = Membership.objects.filter(in_force(), pk=membership.pk)
    if not standing.update(ended_at=now, ended_by=by):
        raise ValidationError(_("This role is not in force."), code="not_in_force")
    if membership.role == Role.ADMINISTRATOR:
        sent = unanswered_invitations(membership.organisation)
        sent.filter(invited_by=membership.user_id).update(withdrawn_at=now, withdrawn_by=by)
    return _record(membership, RoleChange.Kind.ENDED, reason=reason, by=by, now=now)


def _check_not_own(person: User, *, by: User) -> None:
    if person.pk == by.pk:
        raise ValidationError(_("Nobody decides about their own role."), code="own_role")


def _record(membership: Membership, kind, *, reason: str, by: User, now: datetime) -> RoleChange:
    return RoleChange.objects.create(
        membership=membership, kind=kind, reason=reason, changed_at=now, changed_by=by
    )
