"""What must never be false about roles and invitations, whoever writes the row."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from municipalities.models import Invitation, Membership, User
from municipalities.people.models import Role

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def broken_rule(write, *args, **kwargs):
    """The name of the constraint that refuses the write."""
    with pytest.raises(IntegrityError) as refused:
        write(*args, **kwargs)
    return refused.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        (
            "membership_confirmer_is_someone_else",
            lambda cast: {"confirmed_at": NOW, "confirmed_by": cast.ulrik},
        ),
        ("membership_confirmed_by_someone", lambda cast: {"confirmed_at": NOW}),
        ("membership_confirmed_by_someone", lambda cast: {"confirmed_by": cast.kari}),
        ("membership_declined_by_someone", lambda cast: {"declined_at": NOW}),
        (
            "membership_declined_or_confirmed",
            lambda cast: {
                "confirmed_at": NOW,
                "confirmed_by": cast.kari,
                "declined_at": NOW,
                "declined_by": cast.kari,
            },
        ),
        (
            "membership_ended_by_someone",
            lambda cast: {"confirmed_at": NOW, "confirmed_by": cast.kari, "ended_at": NOW},
        ),
        (
            "membership_ended_was_in_force",
            lambda cast: {"ended_at": NOW, "ended_by": cast.kari},
        ),
        ("membership_role_is_known", lambda cast: {"role": "owner"}),
    ],
)
def test_a_role(cast, rule, fields):
    row = {"user": cast.ulrik, "organisation": cast.nordvik.organisation, "role": Role.READER}
    assert broken_rule(Membership.objects.create, **row | fields(cast)) == rule


def test_a_person_has_a_role_once(cast):
    row = {"organisation": cast.nordvik.organisation, "role": Role.READER}
    rule = broken_rule(Membership.objects.create, user=cast.nordvik.reader, **row)
    assert rule == "membership_one_open_per_person_and_role"


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        (
            "invitation_accepted_by_someone_else",
            lambda cast: {"accepted_at": NOW, "accepted_by": cast.nordvik.administrator},
        ),
        ("invitation_accepted_by_someone", lambda cast: {"accepted_at": NOW}),
        ("invitation_withdrawn_by_someone", lambda cast: {"withdrawn_at": NOW}),
        (
            "invitation_accepted_or_withdrawn",
            lambda cast: {
                "accepted_at": NOW,
                "accepted_by": cast.ulrik,
                "withdrawn_at": NOW,
                "withdrawn_by": cast.kari,
            },
        ),
        ("invitation_email_is_lower_case", lambda cast: {"email": "Ny@nordvik.example"}),
        ("invitation_role_is_known", lambda cast: {"role": "owner"}),
    ],
)
def test_an_invitation(cast, rule, fields):
    row = {
        "organisation": cast.nordvik.organisation,
        "email": "ny@nordvik.example",
        "role": Role.READER,
        "invited_by": cast.nordvik.administrator,
    }
    assert broken_rule(Invitation.objects.create, **row | fields(cast)) == rule


def test_an_address_is_invited_to_a_role_once(invitation):
    row = {
        "organisation": invitation.organisation,
        "email": invitation.email,
        "role": invitation.role,
        "invited_by": invitation.invited_by,
    }
    rule = broken_rule(Invitation.objects.create, **row)
    assert rule == "invitation_one_open_per_address_and_role"


def test_an_address_is_kept_in_lower_case(db):
    rule = broken_rule(User.objects.create, email="Ola@nordvik.example", name="Ola")
    assert rule == "user_email_is_lower_case"


def test_who_has_acted_is_never_deleted(cast):
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=cast.kari.pk).delete()


def test_an_email_address_changes_only_to_one_that_the_person_has_verified(cast):
    signatory = User.objects.filter(pk=cast.nordvik.signatory.pk)
    known = cast.nordvik.signatory.emailaddress_set
    for verified in (None, False):
        if verified is not None:
            known.create(email="ny@nordvik.example", verified=verified)
        with pytest.raises(IntegrityError, match="user_email_is_verified"), transaction.atomic():
            signatory.update(email="ny@nordvik.example")
    known.filter(email="ny@nordvik.example").update(verified=True)
    assert signatory.update(email="ny@nordvik.example") == 1
