"""Selecting roles and invitations."""

from datetime import timedelta

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Now

from municipalities.people.models import Invitation, Membership, Role, User

INVITATION_DAYS = 30
"""How long an invitation can be accepted."""


def in_force():
    """The condition that a role is confirmed and not ended."""
    return Q(confirmed_at__isnull=False, ended_at=None)


def waiting():
    """The condition that a role is asked for and not decided."""
    return Q(confirmed_at=None, declined_at=None, ended_at=None)


def administrators_of(organisation):
    """The roles in force of the organisation's administrators."""
    return Membership.objects.filter(
        in_force(), organisation=organisation, role=Role.ADMINISTRATOR
    ).select_related("user")


def requests_for_first_administrator():
    """Requests that KS decides: administrator where nobody is; oldest first, with `waited`."""
    administrators = Membership.objects.filter(
        in_force(), organisation=OuterRef("organisation"), role=Role.ADMINISTRATOR
    )
    return (
        Membership.objects.filter(waiting(), ~Exists(administrators), role=Role.ADMINISTRATOR)
        .select_related("user", "organisation")
        .annotate(waited=ExpressionWrapper(Now() - F("requested_at"), output_field=DurationField()))
        .order_by("requested_at")
    )


def people_of(organisation):
    """The organisation's roles in force, by name."""
    return (
        Membership.objects.filter(in_force(), organisation=organisation)
        .select_related("user")
        .order_by("user__name", "user__email", "role")
    )


def requests_in(organisation):
    """What people have asked for in the organisation, oldest first."""
    return (
        Membership.objects.filter(waiting(), organisation=organisation)
        .select_related("user")
        .order_by("requested_at")
    )


def open_invitations(organisation):
    """The organisation's invitations that are neither accepted nor withdrawn."""
    return Invitation.objects.filter(
        organisation=organisation, accepted_at=None, withdrawn_at=None
    ).select_related("invited_by")


def invitations_to(user, *, now):
    """Open invitations to the person's verified addresses, still valid."""
    addresses = user.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return Invitation.objects.filter(
        email__in=[address.lower() for address in addresses],
        accepted_at=None,
        withdrawn_at=None,
        invited_at__gt=now - timedelta(days=INVITATION_DAYS),
    ).select_related("organisation", "invited_by")


def requests_of(user):
    """What the person has asked for and nobody has decided."""
    return user.memberships.filter(waiting()).select_related("organisation")


def people_with_role(organisation, role):
    """The people who hold a role in the organisation now."""
    return User.objects.filter(
        memberships__organisation=organisation,
        memberships__role=role,
        memberships__confirmed_at__isnull=False,
        memberships__ended_at=None,
        is_active=True,
    )
