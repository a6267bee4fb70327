"""My page: one's organisations, requests and invitations, and the way to an organisation."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.people.models import Role
from municipalities.people.states import INVITATION_DAYS
from tests import cast as people
from tests import factories as make
from tests.query_counts import assert_same_queries

pytestmark = pytest.mark.django_db

MY_PAGE = "/min-side/"


def roles_on(page):
    return [(role.organisation.name, role.role) for role in page.context["memberships"]]


def test_it_shows_ones_organisations_by_name_and_ones_roles_in_the_order_of_roles(
    cast, signed_in, nils
):
    for team in (cast.sorvag, cast.nordvik):
        for role in (Role.ADMINISTRATOR, Role.READER):
            people.membership(nils, team.organisation, role, confirmed_by=cast.kari)
    page = signed_in(nils).get(MY_PAGE)
    assert roles_on(page) == [
        ("Nordvik kommune", "reader"),
        ("Nordvik kommune", "administrator"),
        ("Sørvåg kommune", "reader"),
        ("Sørvåg kommune", "administrator"),
    ]
    for team in (cast.sorvag, cast.nordvik):
        assert f'href="{team.organisation.get_absolute_url()}"' in page.text


def test_two_organisations_of_the_same_name_stay_apart(cast, signed_in, nils):
    for organisation in (
        make.organisation(name="Os kommune"),
        make.organisation(name="Os kommune"),
    ):
        for role in (Role.READER, Role.ORDERER):
            people.membership(nils, organisation, role, confirmed_by=cast.kari)
    page = signed_in(nils).get(MY_PAGE)
    assert page.text.count('<li class="ds-card">') == 2


def test_it_shows_what_one_has_asked_for_until_somebody_decides(cast, signed_in, ask, nils):
    asked = ask(nils, cast.nordvik.organisation, Role.ORDERER)
    page = signed_in(nils).get(MY_PAGE)
    assert (roles_on(page), list(page.context["requests"])) == ([], [asked])


def test_it_shows_ones_invitations_with_a_link(cast, signed_in, nils, invite):
    invitation = invite(cast.sorvag, nils.email, Role.ORDERER)
    invite(cast.sorvag, "en.annen@sorvag.example")
    invite(cast.nordvik, nils.email, now=timezone.now() - timedelta(days=INVITATION_DAYS))
    page = signed_in(nils).get(MY_PAGE)
    assert list(page.context["invitations"]) == [invitation]
    assert f'href="{reverse("invitation_accept", args=[invitation.token])}"' in page.text


def test_it_shows_no_invitation_to_an_address_that_is_not_verified(signed_in, nils, invitation):
    nils.emailaddress_set.update(verified=False)
    assert list(signed_in(nils).get(MY_PAGE).context["invitations"]) == []


def test_it_shows_no_invitation_to_a_role_one_has(cast, signed_in, nils, invitation):
    people.membership(nils, cast.nordvik.organisation, Role.READER, confirmed_by=cast.kari)
    assert list(signed_in(nils).get(MY_PAGE).context["invitations"]) == []


def test_who_is_at_home_nowhere_finds_the_way_to_the_register(cast, signed_in):
    page = signed_in(cast.ulrik).get(MY_PAGE)
    assert roles_on(page) == []
    assert f'action="{reverse("organisations")}"' in page.text


def test_who_has_not_signed_in_is_sent_to_sign_in_and_back(client):
    assert client.get(MY_PAGE).headers["Location"] == f"/konto/login/?next={MY_PAGE}"


def test_it_takes_the_same_queries_at_1_and_at_50_organisations(cast, signed_in, invite, nils):
    def add_rows(rows):
        for _row in range(rows):
            elsewhere = make.organisation()
            people.membership(nils, elsewhere, Role.READER, confirmed_by=cast.kari)
            nils.memberships.create(organisation=elsewhere, role=Role.ORDERER)
            people.membership(cast.knut, elsewhere, Role.ADMINISTRATOR, confirmed_by=cast.kari)
            team = people.Team(elsewhere, *[cast.knut] * 5)
            invite(team, nils.email, Role.APPROVER)

    add_rows(1)
    client = signed_in(nils)
    page = assert_same_queries(lambda: client.get(MY_PAGE), add_rows=add_rows)
    assert len(page.context["memberships"]) == 50
    assert len(page.context["invitations"]) == 50
