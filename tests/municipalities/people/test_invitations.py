"""Who invites whom to what, and who can accept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from municipalities.access import roles_in
from municipalities.people import actions
from municipalities.people.models import Invitation, Membership, Role
from municipalities.people.states import INVITATION_DAYS, InvitationState, invitation_state
from tests import cast as people

pytestmark = pytest.mark.django_db


def accept(invitation, person, now=None):
    """Accept; the code of the refusal, or None when it is done."""
    try:
        actions.accept_invitation(invitation, user=person, now=now or timezone.now())
    except ValidationError as refusal:
        return refusal.code
    return None


def code_of(act, *args, **kwargs):
    """The code with which an act is refused."""
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    return refused.value.code


def withdraw(invitation, by):
    return actions.withdraw_invitation(invitation, by=by, now=timezone.now())


# Inviting


@pytest.mark.parametrize("who", ["reader", "orderer", "approver", "signatory"])
def test_only_an_administrator_invites(cast, who):
    code = code_of(
        actions.invite,
        cast.nordvik.organisation,
        email="ny@nordvik.example",
        role=Role.READER,
        by=getattr(cast.nordvik, who),
        now=timezone.now(),
    )
    assert code == "not_administrator"
    assert not Invitation.objects.exists()


def test_an_administrator_does_not_invite_herself(cast, invite):
    address = cast.nordvik.administrator.email.upper()
    assert code_of(invite, cast.nordvik, address, Role.APPROVER) == "own_role"


def test_the_same_address_is_invited_to_a_role_once(cast, invite, invitation):
    assert code_of(invite, cast.nordvik, "NILS@Nordvik.example") == "already_invited"
    assert Invitation.objects.get() == invitation


def test_the_same_address_may_be_invited_to_several_roles_and_organisations(
    cast, nils, invite, invitation
):
    others = [invite(cast.nordvik, nils.email, Role.ORDERER), invite(cast.sorvag, nils.email)]
    for each in [invitation, *others]:
        assert accept(each, nils) is None
    assert roles_in(nils, cast.nordvik.organisation) == {Role.READER, Role.ORDERER}
    assert roles_in(nils, cast.sorvag.organisation) == {Role.READER}


def test_a_colleague_who_has_the_role_is_not_invited_to_it(cast, invite):
    assert code_of(invite, cast.nordvik, cast.nordvik.reader.email, Role.READER) == "has_role"


def test_an_invitation_that_has_expired_makes_room_for_a_new_one(cast, nils, invite):
    now = timezone.now()
    old = invite(cast.nordvik, nils.email, now=now - timedelta(days=INVITATION_DAYS))
    new = invite(cast.nordvik, nils.email, now=now)
    old.refresh_from_db()
    assert (old.withdrawn_at, old.withdrawn_by) == (now, cast.nordvik.administrator)
    assert accept(new, nils, now) is None


# Accepting


def test_the_invited_person_has_the_role_at_once(cast, nils, invitation):
    made = actions.accept_invitation(invitation, user=nils, now=timezone.now())
    assert roles_in(nils, cast.nordvik.organisation) == {Role.READER}
    assert made.confirmed_by == cast.nordvik.administrator
    invitation.refresh_from_db()
    assert invitation.accepted_by == nils


def test_a_second_click_changes_nothing(nils, invitation):
    first = actions.accept_invitation(invitation, user=nils, now=timezone.now())
    second = actions.accept_invitation(invitation, user=nils, now=timezone.now())
    assert second == first == Membership.objects.get(user=nils)


def test_an_accepted_invitation_does_not_bring_back_a_role_that_has_ended(cast, nils, invitation):
    role = actions.accept_invitation(invitation, user=nils, now=timezone.now())
    actions.end_membership(role, by=cast.nordvik.administrator, now=timezone.now())
    assert accept(invitation, nils) == "invitation_closed"
    assert roles_in(nils, cast.nordvik.organisation) == set()


def test_capitals_in_an_address_do_not_matter(cast, nils, invite):
    nils.emailaddress_set.update(email="Nils@Nordvik.example")
    assert accept(invite(cast.nordvik, "NILS@nordvik.EXAMPLE"), nils) is None


def test_an_invitation_to_another_address_is_refused(nina, invitation):
    assert accept(invitation, nina) == "other_address"
    assert not Membership.objects.filter(user=nina).exists()


def test_an_address_must_be_verified_before_its_invitation_is_accepted(nils, invitation):
    nils.emailaddress_set.update(verified=False)
    assert accept(invitation, nils) == "other_address"


@pytest.mark.parametrize(
    ("age", "outcome"),
    [
        (timedelta(days=INVITATION_DAYS) - timedelta(seconds=1), None),
        (timedelta(days=INVITATION_DAYS), "invitation_expired"),
    ],
)
def test_an_invitation_holds_for_30_days(nils, invitation, age, outcome):
    assert accept(invitation, nils, invitation.invited_at + age) == outcome


def test_a_withdrawn_invitation_is_refused(cast, nils, invitation):
    withdraw(invitation, cast.nordvik.administrator)
    assert accept(invitation, nils) == "invitation_closed"


def test_an_administrator_does_not_accept_her_own_invitation(cast, invite):
    administrator = cast.nordvik.administrator
    invitation = invite(cast.nordvik, "privat@anne.example", Role.APPROVER)
    administrator.emailaddress_set.create(email=invitation.email, verified=True)
    assert accept(invitation, administrator) == "own_role"


def test_an_invitation_falls_with_the_administrator_who_sent_it(cast, nils, nina, invitation):
    leaving, organisation = cast.nordvik.administrator, cast.nordvik.organisation
    people.membership(nina, organisation, Role.ADMINISTRATOR, confirmed_by=leaving)
    role = leaving.memberships.get(role=Role.ADMINISTRATOR)
    actions.end_membership(role, by=nina, now=timezone.now())
    invitation.refresh_from_db()
    assert invitation.withdrawn_by == nina
    assert accept(invitation, nils) == "invitation_closed"


def test_the_invitation_of_an_administrator_who_cannot_sign_in_is_refused(cast, nils, invitation):
    cast.nordvik.administrator.is_active = False
    cast.nordvik.administrator.save(update_fields=["is_active"])
    assert accept(invitation, nils) == "invitation_expired"


def test_accepting_confirms_what_the_person_has_asked_for(cast, nils, ask, invitation):
    asked = ask(nils, cast.nordvik.organisation, Role.READER)
    assert actions.accept_invitation(invitation, user=nils, now=timezone.now()) == asked
    assert roles_in(nils, cast.nordvik.organisation) == {Role.READER}


def test_an_invitation_to_a_role_the_person_has_is_refused(cast, nils, ask, invitation):
    asked = ask(nils, cast.nordvik.organisation, Role.READER)
    actions.confirm_membership(asked, by=cast.nordvik.administrator, now=timezone.now())
    assert accept(invitation, nils) == "has_role"
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


# Withdrawing


def test_an_invitation_is_withdrawn_once(cast, invitation):
    withdraw(invitation, cast.nordvik.administrator)
    assert code_of(withdraw, invitation, cast.nordvik.administrator) == "invitation_closed"


def test_an_accepted_invitation_is_not_withdrawn(cast, nils, invitation):
    accept(invitation, nils)
    assert code_of(withdraw, invitation, cast.nordvik.administrator) == "invitation_closed"


# States


def test_the_state_follows_from_the_dates():
    now = timezone.now()
    states = [
        invitation_state(Invitation(invited_at=now, **dates), now)
        for dates in ({}, {"accepted_at": now}, {"withdrawn_at": now})
    ]
    assert states == [InvitationState.OPEN, InvitationState.ACCEPTED, InvitationState.WITHDRAWN]
    old = Invitation(invited_at=now - timedelta(days=INVITATION_DAYS))
    assert invitation_state(old, now) == InvitationState.EXPIRED
