"""An order limit is set by somebody else than the person it binds, and outlives the role."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from municipalities.models import Membership
from municipalities.people import actions
from municipalities.people.models import Role
from municipalities.people.queries import order_limit

pytestmark = pytest.mark.django_db

LIMIT = Decimal(10_000)


@pytest.fixture
def approver(cast):
    """Nordvik's approver, who approves up to LIMIT."""
    membership = Membership.objects.get(user=cast.nordvik.approver, role=Role.APPROVER)
    set_limit(cast, membership, LIMIT)
    return cast.nordvik.approver


def set_limit(cast, membership, limit, *, by=None):
    by = by or cast.nordvik.administrator
    actions.set_order_limit(membership, limit=limit, by=by, now=timezone.now())


def end(cast, person):
    membership = Membership.objects.get(user=person, role=Role.APPROVER, ended_at=None)
    actions.end_membership(membership, by=person, now=timezone.now())


def asks_again(cast, person):
    [asked] = actions.request_roles(
        person, cast.nordvik.organisation, roles=[Role.APPROVER], now=timezone.now()
    )
    actions.confirm_membership(asked, by=cast.nordvik.administrator, now=timezone.now())


def is_invited_again(cast, person):
    invitation = actions.invite(
        cast.nordvik.organisation,
        email=person.email,
        role=Role.APPROVER,
        by=cast.nordvik.administrator,
        now=timezone.now(),
    )
    actions.accept_invitation(invitation, user=person, now=timezone.now())


def is_written(cast, person):
    """By whatever does not go through the actions."""
    Membership.objects.bulk_create(
        [
            Membership(
                user=person,
                organisation=cast.nordvik.organisation,
                role=Role.APPROVER,
                order_limit=Decimal(1_000_000),
                confirmed_at=timezone.now(),
                confirmed_by=cast.nordvik.administrator,
            )
        ]
    )


def limit_of(cast, person):
    return order_limit(person, cast.nordvik.organisation, Role.APPROVER)


@pytest.mark.parametrize("again", [asks_again, is_invited_again, is_written])
def test_a_role_that_ended_and_is_given_again_keeps_its_limit(cast, approver, again):
    for _ in range(2):
        end(cast, approver)
        again(cast, approver)
        assert limit_of(cast, approver) == LIMIT
    [standing] = Membership.objects.filter(user=approver, role=Role.APPROVER, ended_at=None)
    assert standing.limit_set_by == cast.nordvik.administrator


def test_somebody_else_may_lift_it_afterwards(cast, approver):
    end(cast, approver)
    asks_again(cast, approver)
    standing = Membership.objects.get(user=approver, role=Role.APPROVER, ended_at=None)
    set_limit(cast, standing, None)
    assert limit_of(cast, approver) is None


def test_an_administrator_does_not_lift_their_own(cast):
    own = Membership.objects.create(
        user=cast.nordvik.administrator,
        organisation=cast.nordvik.organisation,
        role=Role.APPROVER,
        order_limit=LIMIT,
        confirmed_at=timezone.now(),
        confirmed_by=cast.kari,
    )
    with pytest.raises(ValidationError) as refusal:
        set_limit(cast, own, None)
    assert refusal.value.code == "own_limit"


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        ("membership_limit_is_set_by_someone_else", lambda cast: cast.nordvik.approver),
        ("membership_limit_names_who_set_it", lambda cast: None),
    ],
)
def test_the_database_refuses_a_limit_that_nobody_else_set(cast, approver, rule, who):
    by = who(cast)
    written = {"order_limit": None, "limit_set_by": by, "limit_set_at": by and timezone.now()}
    with pytest.raises(DatabaseError, match=rule), transaction.atomic():
        Membership.objects.filter(user=approver, role=Role.APPROVER).update(**written)


def test_the_database_knows_when_a_limit_is_old(cast, approver):
    with pytest.raises(DatabaseError, match="limit_names_who_set_it"), transaction.atomic():
        Membership.objects.filter(user=approver, role=Role.APPROVER).update(order_limit=None)
