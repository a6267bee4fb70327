"""The buttons that confirm, decline and end a role."""

import pytest
from django.urls import reverse

from municipalities.confirmation import SEEN
from municipalities.models import Membership
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in

pytestmark = pytest.mark.django_db

DECISIONS = ["membership_confirm", "membership_decline"]
BUTTONS = [*DECISIONS, "membership_end"]


def button(name, team, membership):
    return reverse(name, args=[team.organisation.organisation_number, membership.pk])


@pytest.fixture
def asked(cast, ask):
    """Ulrik has asked to order for Nordvik."""
    return ask(cast.ulrik, cast.nordvik.organisation, Role.ORDERER)


@pytest.mark.parametrize(
    ("name", "field"),
    [("membership_confirm", "confirmed_by"), ("membership_decline", "declined_by")],
)
def test_an_administrator_decides(cast, signed_in, said, asked, name, field):
    administrator = cast.nordvik.administrator
    answer = signed_in(administrator).post(button(name, cast.nordvik, asked))
    assert answer.headers["Location"] == reverse(
        "people", args=[cast.nordvik.organisation.organisation_number]
    )
    assert said(answer) == ["success"]
    asked.refresh_from_db()
    assert getattr(asked, field) == administrator


@pytest.mark.parametrize("name", DECISIONS)
def test_a_second_click_is_refused_with_a_sentence(cast, signed_in, said, asked, name):
    client = signed_in(cast.nordvik.administrator)
    client.post(button("membership_confirm", cast.nordvik, asked))
    answer = client.post(button(name, cast.nordvik, asked))
    assert said(answer)[-1] == "error"
    asked.refresh_from_db()
    assert asked.declined_at is None


def test_an_administrator_is_refused_her_own_request_with_a_sentence(cast, signed_in, said, ask):
    administrator = cast.nordvik.administrator
    own = ask(administrator, cast.nordvik.organisation, Role.APPROVER)
    answer = signed_in(administrator).post(button("membership_confirm", cast.nordvik, own))
    assert said(answer) == ["error"]
    own.refresh_from_db()
    assert own.confirmed_at is None


@pytest.mark.parametrize("name", DECISIONS)
@pytest.mark.parametrize("who", ["reader", "orderer", "approver", "signatory"])
def test_another_role_may_not_decide(cast, signed_in, asked, name, who):
    answer = signed_in(getattr(cast.nordvik, who)).post(button(name, cast.nordvik, asked))
    assert answer.status_code == 403


@pytest.mark.parametrize("name", BUTTONS)
def test_a_case_officer_may_not_press_the_organisations_buttons(cast, signed_in, asked, name):
    assert signed_in(cast.kari).post(button(name, cast.nordvik, asked)).status_code == 403


@pytest.mark.parametrize("name", BUTTONS)
def test_strangers_find_nothing(cast, signed_in, asked, name):
    for stranger in (cast.sorvag.administrator, cast.ulrik):
        assert signed_in(stranger).post(button(name, cast.nordvik, asked)).status_code == 404


@pytest.mark.parametrize("name", BUTTONS)
def test_another_organisations_row_is_not_found_under_ones_own_address(
    cast, signed_in, asked, name
):
    answer = signed_in(cast.sorvag.administrator).post(button(name, cast.sorvag, asked))
    assert answer.status_code == 404
    asked.refresh_from_db()
    assert (asked.confirmed_at, asked.declined_at, asked.ended_at) == (None, None, None)


@pytest.mark.parametrize("name", DECISIONS)
def test_only_a_click_does_anything(cast, signed_in, asked, name):
    answer = signed_in(cast.nordvik.administrator).get(button(name, cast.nordvik, asked))
    assert answer.status_code == 405


def test_who_leaves_is_shown_my_page(cast, signed_in, said):
    reader = cast.nordvik.reader
    address = button("membership_end", cast.nordvik, reader.memberships.get())
    answer = confirm(signed_in(reader), address)
    assert (answer.headers["Location"], said(answer)) == (reverse("my_page"), ["success"])
    assert Membership.objects.get(user=reader).ended_by == reader


def test_an_administrator_ends_a_colleagues_role_and_stays_on_the_page(cast, signed_in, said):
    role = cast.nordvik.orderer.memberships.get()
    client = signed_in(cast.nordvik.administrator)
    answer = confirm(client, button("membership_end", cast.nordvik, role))
    assert answer.headers["Location"] == reverse(
        "people", args=[cast.nordvik.organisation.organisation_number]
    )
    assert said(answer) == ["success"]


def test_what_stops_is_shown_before_a_role_ends(cast, signed_in):
    """Nothing has ended until it is confirmed, and what was seen must still be so."""
    role = cast.nordvik.orderer.memberships.get()
    address = button("membership_end", cast.nordvik, role)
    client = signed_in(cast.nordvik.administrator)
    page = client.get(address)
    for shown in (cast.nordvik.orderer.name, "Bestiller", cast.nordvik.organisation.name):
        assert shown in page.text
    make.order_limit(cast.nordvik.orderer, cast.nordvik.organisation, 500, role=Role.ORDERER)
    answer = client.post(address, {SEEN: seen_in(page)})
    assert (answer.status_code, "500,00\xa0kr netto" in answer.text) == (409, True)
    role.refresh_from_db()
    assert role.ended_at is None


def test_the_last_administrator_is_notified_that_ks_decides_then(cast, signed_in):
    administrator = cast.nordvik.administrator
    role = administrator.memberships.get()
    page = signed_in(administrator).get(button("membership_end", cast.nordvik, role))
    assert "KS avgjør hvem som får en rolle" in page.text


def test_a_reader_is_refused_a_colleagues_role_with_a_sentence(cast, signed_in, said):
    role = cast.nordvik.orderer.memberships.get()
    answer = signed_in(cast.nordvik.reader).post(button("membership_end", cast.nordvik, role))
    assert said(answer) == ["error"]
    role.refresh_from_db()
    assert role.ended_at is None
