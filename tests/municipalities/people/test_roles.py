"""Who gets a role, who decides, who leaves, and every reason to refuse."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from municipalities.access import organisations_of, roles_in
from municipalities.people import actions
from municipalities.people.models import Membership, Role
from municipalities.people.queries import requests_for_ks
from municipalities.people.states import MAX_ROLE_REQUESTS
from tests import cast as people
from tests import factories as make

pytestmark = pytest.mark.django_db

DECISIONS = [actions.confirm_membership, actions.decline_membership]
OTHER_ROLES = ["reader", "orderer", "approver", "signatory"]


def decide(act, membership, by):
    """Confirm, decline or end; the code of the refusal, or None when it is done."""
    try:
        act(membership, by=by, now=timezone.now())
    except ValidationError as refusal:
        return refusal.code
    return None


def end(membership, by):
    return decide(actions.end_membership, membership, by)


def role_of(person, role):
    """The row of a role in force."""
    return person.memberships.get(role=role, confirmed_at__isnull=False, ended_at=None)


def shut_out(person):
    person.is_active = False
    person.save(update_fields=["is_active"])


# Asking


def test_a_role_asked_for_opens_nothing(cast, nils, ask):
    ask(nils, cast.nordvik.organisation)
    assert list(organisations_of(nils)) == []


def test_several_roles_are_asked_for_at_once(cast, nils):
    roles = [Role.ORDERER, Role.APPROVER]
    asked = actions.request_roles(nils, cast.nordvik.organisation, roles=roles, now=timezone.now())
    assert [membership.role for membership in asked] == roles


@pytest.mark.parametrize("again", [[Role.READER], [Role.ORDERER, Role.READER]])
def test_the_same_role_cannot_be_asked_for_twice(cast, nils, ask, again):
    asked = ask(nils, cast.nordvik.organisation, Role.READER)
    with pytest.raises(ValidationError) as refused:
        actions.request_roles(nils, cast.nordvik.organisation, roles=again, now=timezone.now())
    assert refused.value.code == "already_asked"
    assert list(nils.memberships.all()) == [asked]


def test_a_role_one_has_cannot_be_asked_for(cast, ask):
    with pytest.raises(ValidationError) as refused:
        ask(cast.nordvik.reader, cast.nordvik.organisation, Role.READER)
    assert refused.value.code == "already_asked"


def test_a_declined_role_can_be_asked_for_again(cast, nils, ask):
    declined = ask(nils, cast.nordvik.organisation)
    decide(actions.decline_membership, declined, cast.nordvik.administrator)
    again = ask(nils, cast.nordvik.organisation)
    assert list(nils.memberships.order_by("pk")) == [declined, again]


def test_a_role_that_has_ended_can_be_asked_for_again(cast, ask):
    reader = cast.nordvik.reader
    end(role_of(reader, Role.READER), reader)
    ask(reader, cast.nordvik.organisation, Role.READER)
    assert reader.memberships.count() == 2


# Deciding


@pytest.mark.parametrize("role", Role)
def test_an_administrator_confirms_every_role(cast, nils, ask, role):
    asked = ask(nils, cast.nordvik.organisation, role)
    assert decide(actions.confirm_membership, asked, cast.nordvik.administrator) is None
    assert roles_in(nils, cast.nordvik.organisation) == {role}
    assert asked.confirmed_by == cast.nordvik.administrator


def test_an_administrator_declines_a_role(cast, nils, ask):
    asked = ask(nils, cast.nordvik.organisation)
    assert decide(actions.decline_membership, asked, cast.nordvik.administrator) is None
    assert roles_in(nils, cast.nordvik.organisation) == set()
    assert asked.declined_by == cast.nordvik.administrator


@pytest.mark.parametrize("act", DECISIONS)
def test_nobody_decides_about_their_own_role(cast, ask, act):
    administrator = cast.nordvik.administrator
    asked = ask(administrator, cast.nordvik.organisation, Role.APPROVER)
    assert decide(act, asked, administrator) == "own_role"


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize("who", OTHER_ROLES)
def test_only_an_administrator_decides(cast, nils, ask, act, who):
    asked = ask(nils, cast.nordvik.organisation)
    assert decide(act, asked, getattr(cast.nordvik, who)) == "not_administrator"


@pytest.mark.parametrize("act", DECISIONS)
def test_another_organisations_administrator_decides_nothing(cast, nils, ask, act):
    asked = ask(nils, cast.nordvik.organisation)
    assert decide(act, asked, cast.sorvag.administrator) == "not_administrator"


@pytest.mark.parametrize("second", DECISIONS)
@pytest.mark.parametrize("first", DECISIONS)
def test_a_request_is_decided_once(cast, nils, ask, first, second):
    asked = ask(nils, cast.nordvik.organisation)
    assert decide(first, asked, cast.nordvik.administrator) is None
    decided = (asked.confirmed_at, asked.declined_at)
    assert decide(second, asked, cast.nordvik.administrator) == "already_decided"
    asked.refresh_from_db()
    assert (asked.confirmed_at, asked.declined_at) == decided


def test_a_case_officer_confirms_the_first_administrator(cast, nils, ask):
    empty = make.organisation(name="Vestvik kommune")
    asked = ask(nils, empty, Role.ADMINISTRATOR)
    assert decide(actions.confirm_membership, asked, cast.kari) is None
    assert roles_in(nils, empty) == {Role.ADMINISTRATOR}
    assert asked.confirmed_by == cast.kari


@pytest.mark.parametrize("act", DECISIONS)
def test_a_case_officer_does_not_decide_about_a_second_administrator(cast, nils, ask, act):
    asked = ask(nils, cast.nordvik.organisation, Role.ADMINISTRATOR)
    assert decide(act, asked, cast.kari) == "not_administrator"


@pytest.mark.parametrize("role", Role)
def test_where_nobody_is_administrator_ks_decides_about_every_role(cast, nils, ask, role):
    asked = ask(nils, make.organisation(), role)
    assert decide(actions.confirm_membership, asked, cast.kari) is None


@pytest.mark.parametrize("role", [Role.ORDERER, Role.SIGNATORY])
def test_a_lone_administrators_own_request_goes_to_ks(cast, nils, ask, role):
    administrator, organisation = cast.nordvik.administrator, cast.nordvik.organisation
    asked = ask(administrator, organisation, role)
    assert list(requests_for_ks()) == [asked]
    people.membership(nils, organisation, Role.ADMINISTRATOR, confirmed_by=administrator)
    assert list(requests_for_ks()) == []
    assert decide(actions.confirm_membership, asked, cast.kari) == "not_administrator"


def test_all_that_a_person_asked_for_is_confirmed_together_or_not_at_all(cast, nils, nina, ask):
    empty = make.organisation()
    roles = [Role.ADMINISTRATOR, Role.SIGNATORY]
    asked = actions.request_roles(nils, empty, roles=roles, now=timezone.now())
    other = ask(nina, empty)
    with pytest.raises(ValidationError) as refused:
        actions.confirm_memberships([*asked, other], by=cast.kari, now=timezone.now())
    assert refused.value.code == "several_people"
    actions.confirm_memberships(asked, by=cast.kari, now=timezone.now())
    assert roles_in(nils, empty) == {*roles}
    with pytest.raises(ValidationError) as refused:
        actions.confirm_memberships(asked, by=cast.kari, now=timezone.now())
    assert refused.value.code in {"already_decided", "not_administrator"}


def test_requests_are_limited_in_number_per_person(cast, nils):
    now = timezone.now()
    for _ in range(MAX_ROLE_REQUESTS // len(Role)):
        actions.request_roles(nils, make.organisation(), roles=list(Role), now=now)
    with pytest.raises(ValidationError) as refused:
        actions.request_roles(nils, make.organisation(), roles=[Role.READER], now=now)
    assert refused.value.code == "too_many_requests"
    assert nils.memberships.count() == MAX_ROLE_REQUESTS


def test_what_is_declined_today_counts_until_tomorrow(cast, nils, ask):
    for _ in range(MAX_ROLE_REQUESTS):
        actions.decline_membership(ask(nils, make.organisation()), by=cast.kari, now=timezone.now())
    with pytest.raises(ValidationError):
        ask(nils, make.organisation())
    ask(nils, make.organisation(), now=timezone.now() + timedelta(days=1, minutes=1))


def test_a_case_officer_does_not_confirm_herself(cast, ask):
    asked = ask(cast.kari, make.organisation(), Role.ADMINISTRATOR)
    assert decide(actions.confirm_membership, asked, cast.kari) == "own_role"
    assert decide(actions.confirm_membership, asked, cast.knut) is None


def test_where_the_only_administrator_is_shut_out_ks_confirms_the_next(cast, nils, ask):
    shut_out(cast.nordvik.administrator)
    asked = ask(nils, cast.nordvik.organisation, Role.ADMINISTRATOR)
    assert decide(actions.confirm_membership, asked, cast.kari) is None
    assert roles_in(nils, cast.nordvik.organisation) == {Role.ADMINISTRATOR}


# Leaving


def test_a_person_ends_their_own_role(cast):
    reader = cast.nordvik.reader
    assert end(role_of(reader, Role.READER), reader) is None
    assert roles_in(reader, cast.nordvik.organisation) == set()


def test_an_administrator_ends_a_colleagues_role(cast):
    role = role_of(cast.nordvik.orderer, Role.ORDERER)
    assert end(role, cast.nordvik.administrator) is None
    role.refresh_from_db()
    assert role.ended_by == cast.nordvik.administrator


@pytest.mark.parametrize("who", ["nordvik.approver", "sorvag.administrator", "kari"])
def test_others_do_not_end_a_colleagues_role(cast, who):
    by = cast
    for name in who.split("."):
        by = getattr(by, name)
    assert end(role_of(cast.nordvik.orderer, Role.ORDERER), by) == "not_administrator"


def test_a_role_ends_once(cast):
    role = role_of(cast.nordvik.orderer, Role.ORDERER)
    assert end(role, cast.nordvik.orderer) is None
    assert end(role, cast.nordvik.administrator) == "not_in_force"
    role.refresh_from_db()
    assert role.ended_by == cast.nordvik.orderer


def test_a_role_that_nobody_confirmed_is_not_ended(cast, ask):
    asked = ask(cast.nordvik.reader, cast.nordvik.organisation, Role.ADMINISTRATOR)
    assert end(asked, cast.nordvik.administrator) == "not_in_force"


def test_the_last_administrator_may_leave_and_ks_decides_from_then_on(cast, nils, ask):
    administrator = cast.nordvik.administrator
    assert end(role_of(administrator, Role.ADMINISTRATOR), administrator) is None
    asked = ask(nils, cast.nordvik.organisation, Role.ORDERER)
    assert list(requests_for_ks()) == [asked]


def test_the_last_administrator_may_give_up_another_role(cast):
    administrator, organisation = cast.nordvik.administrator, cast.nordvik.organisation
    role = people.membership(administrator, organisation, Role.READER, confirmed_by=cast.kari)
    assert end(role, administrator) is None


def test_one_of_two_administrators_leaves(cast, nils):
    leaving, organisation = cast.nordvik.administrator, cast.nordvik.organisation
    people.membership(nils, organisation, Role.ADMINISTRATOR, confirmed_by=leaving)
    assert end(role_of(leaving, Role.ADMINISTRATOR), leaving) is None
    assert roles_in(leaving, organisation) == set()


def test_an_administrator_who_cannot_sign_in_does_not_count_as_another(cast, nils, ask):
    administrator, organisation = cast.nordvik.administrator, cast.nordvik.organisation
    people.membership(nils, organisation, Role.ADMINISTRATOR, confirmed_by=administrator)
    shut_out(nils)
    asked = ask(administrator, organisation, Role.ORDERER)
    assert list(requests_for_ks()) == [asked]


def test_the_role_of_an_administrator_who_cannot_sign_in_can_be_ended(cast, nils):
    administrator, organisation = cast.nordvik.administrator, cast.nordvik.organisation
    role = people.membership(nils, organisation, Role.ADMINISTRATOR, confirmed_by=administrator)
    shut_out(nils)
    assert end(role, administrator) is None
    assert Membership.objects.get(pk=role.pk).ended_by == administrator
