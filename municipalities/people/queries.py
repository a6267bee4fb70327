"""Selecting roles and invitations."""

from datetime import datetime, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.db.models import (
    Case,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Now
from django.db.models.query import QuerySet

from municipalities.people.models import Invitation, Membership, Role, User
from municipalities.people.states import oldest_open_invitation
from municipalities.register.models import Organisation

ROLE_ORDER = Case(
    *(When(role=role, then=Value(place)) for place, role in enumerate(Role)),
    output_field=IntegerField(),
)
"""Sorts roles as Role lists them, reader first."""


def in_force() -> Q:
    """The condition that a role is confirmed and not ended."""
    return Q(confirmed_at__isnull=False, ended_at=None)


def waiting() -> Q:
    """The condition that a role is asked for and not decided."""
    return Q(confirmed_at=None, declined_at=None, ended_at=None)


def administrators() -> QuerySet[Membership]:
    """The administrators' roles in force, of people who can still sign in."""
    return Membership.objects.filter(in_force(), role=Role.ADMINISTRATOR, user__is_active=True)


def administrators_of(organisation: Organisation) -> QuerySet[Membership]:
    """The roles in force of the organisation's administrators."""
    return administrators().filter(organisation=organisation).select_related("user")


def is_administrator(user: User, organisation: Organisation) -> bool:
    """Whether the person is an administrator of the organisation now."""
    return administrators_of(organisation).filter(user=user).exists()


def has_other_administrator(organisation: Organisation, user: User) -> bool:
    """Whether somebody else than the person is an administrator of the organisation."""
    return administrators_of(organisation).exclude(user=user).exists()


def requests_for_ks() -> QuerySet[Membership]:
    """Requests that KS decides, since no other administrator is there; oldest first.

    Each has `waited`. A lone administrator's own request is among them.
    """
    others = administrators().filter(organisation=OuterRef("organisation"))
    return (
        Membership.objects.filter(waiting(), ~Exists(others.exclude(user=OuterRef("user"))))
        .select_related("user", "organisation")
        .annotate(waited=ExpressionWrapper(Now() - F("requested_at"), output_field=DurationField()))
        .order_by("requested_at", "organisation", "user", ROLE_ORDER, "pk")
    )


def requests_towards_limit(user: User, now: datetime) -> QuerySet[Membership]:
    """The person's requests that count against the limit: those that wait, and today's declined."""
    lately = Q(requested_at__gt=now - timedelta(days=1), declined_at__isnull=False)
    return user.memberships.filter(waiting() | lately)


def people_of(organisation: Organisation) -> QuerySet[Membership]:
    """The organisation's roles in force, by name."""
    return (
        Membership.objects.filter(in_force(), organisation=organisation)
        .select_related("user")
        .order_by("user__name", "user__email", ROLE_ORDER)
    )


def people_with_any_role(organisation: Organisation) -> QuerySet[User]:
    """Everyone who holds a role in the organisation now, by name."""
    return (
        User.objects.filter(
            Exists(
                Membership.objects.filter(
                    in_force(), user=OuterRef("pk"), organisation=organisation
                )
            ),
            is_active=True,
        )
    ).order_by("name", "email")


def people_with_role(organisation: Organisation, role: str) -> QuerySet[User]:
    """The people who hold a role in the organisation now."""
    return User.objects.filter(
        memberships__organisation=organisation,
        memberships__role=role,
        memberships__confirmed_at__isnull=False,
        memberships__ended_at=None,
        is_active=True,
    )


def order_limit(user: User, organisation: Organisation, role: str) -> Decimal | None:
    """The largest order, net kroner, a person may submit or approve; None: any."""
    limits = Membership.objects.filter(in_force(), user=user, organisation=organisation, role=role)
    return limits.values_list("order_limit", flat=True).first()


def last_order_limit(user: User, organisation: Organisation, role: str) -> Decimal | None:
    """As order_limit, also of a role that has ended: of the one in force, or the last to end."""
    limits = Membership.objects.filter(
        user=user, organisation=organisation, role=role, confirmed_at__isnull=False
    )
    newest = limits.order_by(F("ended_at").desc(nulls_first=True), "-pk")
    return newest.values_list("order_limit", flat=True).first()


def requests_in(organisation: Organisation) -> QuerySet[Membership]:
    """What people have asked for in the organisation, oldest first."""
    return (
        Membership.objects.filter(waiting(), organisation=organisation)
        .select_related("user")
        .order_by("requested_at", "pk")
    )


def requests_of(user: User) -> QuerySet[Membership]:
    """What the person has asked for and nobody has decided."""
    return (
        user.memberships.filter(waiting())
        .select_related("organisation")
        .order_by("requested_at", "pk")
    )


def standing_memberships(user: User, organisation: Organisation) -> QuerySet[Membership]:
    """The person's roles in the organisation that are asked for or in force."""
    return user.memberships.filter(waiting() | in_force(), organisation=organisation)


def unanswered_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """The organisation's invitations that are neither accepted nor withdrawn, newest first."""
    return (
        Invitation.objects.filter(organisation=organisation, accepted_at=None, withdrawn_at=None)
        .select_related("invited_by")
        .order_by("-invited_at", "-pk")
    )


def invited_together(invitation: Invitation) -> QuerySet[Invitation]:
    """The open invitations of the same e-mail as this one, by role."""
    return Invitation.objects.filter(
        organisation=invitation.organisation,
        email=invitation.email,
        invited_by=invitation.invited_by,
        invited_at=invitation.invited_at,
        accepted_at=None,
        withdrawn_at=None,
    ).order_by(ROLE_ORDER)


def invitations_to(user: User, *, now: datetime) -> QuerySet[Invitation]:
    """Invitations the person can accept: to a verified address, open, to a role not yet held."""
    held = user.memberships.filter(
        in_force(), organisation=OuterRef("organisation"), role=OuterRef("role")
    )
    return (
        Invitation.objects.filter(
            ~Exists(held),
            email__in=verified_addresses(user),
            accepted_at=None,
            withdrawn_at=None,
            invited_at__gt=oldest_open_invitation(now),
        )
        .select_related("organisation", "invited_by")
        .order_by("invited_at", "pk")
    )


def verified_addresses(user: User) -> set[str]:
    """The e-mail addresses the person has shown to be theirs, in lower case."""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return {email.lower() for email in verified.values_list("email", flat=True)}
