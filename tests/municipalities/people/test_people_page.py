"""Who does what in the organisation."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.people import actions
from municipalities.people.models import Role
from municipalities.people.states import INVITATION_DAYS
from tests import cast as people
from tests import factories as make
from tests.query_counts import assert_same_queries

pytestmark = pytest.mark.django_db

OTHER_ROLES = ["reader", "orderer", "approver", "signatory"]


def page_of(team):
    return reverse("people", args=[team.organisation.organisation_number])


def names_on(page):
    return [(role.user.name, role.role) for role in page.context["memberships"]]


@pytest.mark.parametrize("who", Role.values)
def test_everyone_at_home_sees_names_and_roles(cast, signed_in, who):
    page = signed_in(getattr(cast.nordvik, who)).get(page_of(cast.nordvik))
    assert names_on(page) == [
        ("Anne Admin", "administrator"),
        ("Berit Bestiller", "orderer"),
        ("Gunnar Godkjenner", "approver"),
        ("Lars Leser", "reader"),
        ("Signe Signatur", "signatory"),
    ]


def test_an_administrator_sees_addresses_requests_and_invitations(cast, signed_in, ask, invite):
    asked = ask(cast.ulrik, cast.nordvik.organisation)
    long_ago = timezone.now() - timedelta(days=INVITATION_DAYS)
    old = invite(cast.nordvik, "gammel@nordvik.example", now=long_ago)
    new = invite(cast.nordvik, "ny@nordvik.example")
    page = signed_in(cast.nordvik.administrator).get(page_of(cast.nordvik))
    assert list(page.context["requests"]) == [asked]
    assert page.context["invitations"] == [(new, "open"), (old, "expired")]
    for address in (cast.nordvik.reader.email, cast.ulrik.email, new.email, old.email):
        assert address in page.text


@pytest.mark.parametrize("who", [*OTHER_ROLES, "kari"])
def test_others_see_no_addresses_requests_or_invitations(cast, signed_in, ask, invite, who):
    person = cast.kari if who == "kari" else getattr(cast.nordvik, who)
    ask(cast.ulrik, cast.nordvik.organisation)
    invite(cast.nordvik, "ny@nordvik.example")
    page = signed_in(person).get(page_of(cast.nordvik))
    assert "Anne Admin" in page.text
    assert "Ulrik Utenfor" not in page.text
    assert "@nordvik.example" not in page.text
    assert reverse("invitation_new", args=[cast.nordvik.organisation.organisation_number]) not in (
        page.text
    )


def test_a_person_can_end_their_own_roles_and_an_administrator_all(cast, signed_in):
    counts = {
        who: signed_in(getattr(cast.nordvik, who))
        .get(page_of(cast.nordvik))
        .text.count("/avslutt/")
        for who in ("reader", "administrator")
    }
    assert counts == {"reader": 1, "administrator": 5}


def test_a_case_officer_is_offered_nothing_to_press(cast, signed_in):
    assert "/avslutt/" not in signed_in(cast.kari).get(page_of(cast.nordvik)).text


def test_roles_that_have_ended_or_are_not_confirmed_are_left_out(cast, signed_in, ask):
    ask(cast.ulrik, cast.nordvik.organisation, Role.APPROVER)
    reader = cast.nordvik.reader
    actions.end_membership(reader.memberships.get(), by=reader, now=timezone.now())
    page = signed_in(cast.nordvik.orderer).get(page_of(cast.nordvik))
    assert not {"Ulrik Utenfor", "Lars Leser"} & {name for name, _role in names_on(page)}


def test_an_only_administrator_is_notified_to_let_in_another(cast, signed_in):
    client = signed_in(cast.nordvik.administrator)
    assert client.get(page_of(cast.nordvik)).context["is_alone"] is True
    people.membership(
        cast.ulrik, cast.nordvik.organisation, Role.ADMINISTRATOR, confirmed_by=cast.kari
    )
    assert client.get(page_of(cast.nordvik)).context["is_alone"] is False


def test_strangers_find_nothing(cast, signed_in):
    for stranger in (cast.sorvag.administrator, cast.ulrik):
        assert signed_in(stranger).get(page_of(cast.nordvik)).status_code == 404


def test_it_takes_the_same_queries_at_1_and_at_50_rows(cast, signed_in, ask, invite):
    def add_rows(rows):
        for _row in range(rows):
            number = make.organisation().pk
            person = people.user(f"{number}@nordvik.example", name=f"Person {number}")
            people.membership(
                person, cast.nordvik.organisation, Role.READER, confirmed_by=cast.kari
            )
            ask(person, cast.nordvik.organisation, Role.ORDERER)
            invite(cast.nordvik, f"invitert{number}@nordvik.example")

    add_rows(1)
    client = signed_in(cast.nordvik.administrator)
    page = assert_same_queries(lambda: client.get(page_of(cast.nordvik)), add_rows=add_rows)
    assert len(page.context["memberships"]) == 55


def test_an_administrator_cannot_press_anything_about_her_own_request(cast, signed_in, ask):
    administrator = cast.nordvik.administrator
    ask(administrator, cast.nordvik.organisation, Role.ORDERER)
    page = signed_in(administrator).get(page_of(cast.nordvik))
    assert ("/bekreft/" in page.text, "/avslaa/" in page.text) == (False, False)
