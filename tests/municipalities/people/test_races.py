"""Two at the same moment, from really parallel connections: one act."""

import pytest
from django.utils import timezone

from municipalities.models import Invitation, Membership
from municipalities.people import actions
from municipalities.people.models import Role
from municipalities.people.queries import administrators_of
from tests import cast as people
from tests import factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()


def test_administrators_who_end_each_other_at_once_leave_one(cast, nils):
    anne, organisation = cast.nordvik.administrator, cast.nordvik.organisation
    people.membership(nils, organisation, Role.ADMINISTRATOR, confirmed_by=anne)
    roles = {role.user: role for role in administrators_of(organisation)}

    def put_out(role, by):
        actions.end_membership(role, by=by, now=NOW)
        return "ended"

    outcomes = at_once(lambda: put_out(roles[nils], anne), lambda: put_out(roles[anne], nils))
    assert sorted(outcomes) == ["ended", "not_administrator"]
    assert administrators_of(organisation).count() == 1


def test_a_request_confirmed_and_declined_at_once_is_decided_once(cast, nils, ask):
    asked = ask(nils, cast.nordvik.organisation)

    def decide(act):
        act(Membership.objects.get(pk=asked.pk), by=cast.nordvik.administrator, now=NOW)
        return "decided"

    acts = [actions.confirm_membership, actions.decline_membership] * 2
    outcomes = at_once(*[lambda act=act: decide(act) for act in acts])
    assert sorted(outcomes) == ["already_decided"] * 3 + ["decided"]


def test_of_two_first_administrators_confirmed_at_once_one_is_the_first(cast, nils, nina, ask):
    empty = make.organisation(name="Vestvik kommune")
    asked = [ask(person, empty, Role.ADMINISTRATOR) for person in (nils, nina)]

    def confirm(membership, by):
        actions.confirm_membership(membership, by=by, now=NOW)
        return "confirmed"

    outcomes = at_once(lambda: confirm(asked[0], cast.kari), lambda: confirm(asked[1], cast.knut))
    assert sorted(outcomes) == ["confirmed", "not_administrator"]
    assert administrators_of(empty).count() == 1


def test_a_person_who_asks_in_many_places_at_once_gets_no_more_than_the_limit(nils):
    places = [make.organisation() for _ in range(5)]

    def ask(place):
        actions.request_roles(nils, place, roles=list(Role), now=NOW)
        return "asked"

    outcomes = at_once(*[lambda place=place: ask(place) for place in places])
    assert sorted(outcomes) == ["asked"] * 3 + ["too_many_requests"] * 2


def test_an_invitation_accepted_several_times_at_once_gives_one_role(nils, invitation):
    def accept():
        return actions.accept_invitation(
            Invitation.objects.get(pk=invitation.pk), user=nils, now=NOW
        ).pk

    outcomes = at_once(*[accept] * 4)
    assert outcomes == [Membership.objects.get(user=nils).pk] * 4


def test_an_invitation_is_either_accepted_or_withdrawn(cast, nils, invitation):
    def accept():
        actions.accept_invitation(
            Invitation.objects.get(pk=invitation.pk), user=nils, now=timezone.now()
        )
        return "accepted"

    def withdraw():
        actions.withdraw_invitation(invitation, by=cast.nordvik.administrator, now=NOW)
        return "withdrawn"

    outcomes = at_once(accept, withdraw)
    assert sorted(outcomes) in (
        ["accepted", "invitation_closed"],
        ["invitation_closed", "withdrawn"],
    )
    invitation.refresh_from_db()
    assert (invitation.accepted_at is None) != (invitation.withdrawn_at is None)


def test_a_role_asked_for_several_times_at_once_is_asked_for_once(cast, nils, ask):
    def ask_now():
        return ask(nils, cast.nordvik.organisation).role

    outcomes = at_once(*[ask_now] * 4)
    assert sorted(outcomes) == ["already_asked"] * 3 + ["reader"]
    assert nils.memberships.count() == 1


def test_an_address_invited_several_times_at_once_is_invited_once(cast, invite):
    def invite_now():
        return invite(cast.nordvik, "ny@nordvik.example").role

    outcomes = at_once(*[invite_now] * 4)
    assert sorted(outcomes) == ["already_invited"] * 3 + ["reader"]
    assert Invitation.objects.count() == 1
