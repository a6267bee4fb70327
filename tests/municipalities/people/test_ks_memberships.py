"""The case officers' list of requests to be an organisation's first administrator."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.people.models import Role
from tests import cast as people
from tests import factories as make
from tests.query_counts import assert_same_queries

pytestmark = pytest.mark.django_db

LIST = "/ks/roller/"
BUTTONS = ["ks_membership_confirm", "ks_membership_decline"]


@pytest.fixture
def vestvik(db):
    """A municipality where nobody is at home yet."""
    return make.organisation(name="Vestvik kommune")


@pytest.fixture
def asked(vestvik, nils, ask):
    """Nils has asked to be its first administrator, three and a half days ago."""
    long_ago = timezone.now() - timedelta(days=3, hours=12)
    return ask(nils, vestvik, Role.ADMINISTRATOR, now=long_ago)


def test_it_shows_requests_oldest_first_with_the_days_they_have_waited(
    cast, signed_in, ask, asked, nina, vestvik
):
    new = ask(nina, vestvik, Role.ADMINISTRATOR)
    page = signed_in(cast.kari).get(LIST)
    rows = [(one, one.waited.days) for one in page.context["page_obj"]]
    assert rows == [(asked, 3), (new, 0)]


def test_it_shows_only_what_ks_decides(cast, signed_in, ask, asked, nina, vestvik):
    ask(nina, vestvik, Role.ORDERER)
    ask(nina, cast.nordvik.organisation, Role.ADMINISTRATOR)
    assert list(signed_in(cast.kari).get(LIST).context["page_obj"]) == [asked]


def test_a_case_officer_confirms(cast, signed_in, said, asked):
    answer = signed_in(cast.kari).post(reverse("ks_membership_confirm", args=[asked.pk]))
    assert (answer.headers["Location"], said(answer)) == (LIST, ["success"])
    asked.refresh_from_db()
    assert asked.confirmed_by == cast.kari
    assert list(signed_in(cast.kari).get(LIST).context["page_obj"]) == []


def test_a_case_officer_declines(cast, signed_in, said, asked):
    answer = signed_in(cast.kari).post(reverse("ks_membership_decline", args=[asked.pk]))
    assert said(answer) == ["success"]
    asked.refresh_from_db()
    assert asked.declined_by == cast.kari


@pytest.mark.parametrize("name", BUTTONS)
def test_what_another_case_officer_has_decided_is_refused_with_a_sentence(
    cast, signed_in, said, asked, name
):
    signed_in(cast.knut).post(reverse("ks_membership_decline", args=[asked.pk]))
    answer = signed_in(cast.kari).post(reverse(name, args=[asked.pk]))
    assert said(answer) == ["error"]
    asked.refresh_from_db()
    assert asked.declined_by == cast.knut


@pytest.mark.parametrize("name", BUTTONS)
@pytest.mark.parametrize("role", [Role.ORDERER, Role.ADMINISTRATOR])
def test_what_the_organisation_decides_is_refused_with_a_sentence(
    cast, signed_in, said, ask, nils, name, role
):
    asked = ask(nils, cast.nordvik.organisation, role)
    answer = signed_in(cast.kari).post(reverse(name, args=[asked.pk]))
    assert said(answer) == ["error"]
    asked.refresh_from_db()
    assert (asked.confirmed_at, asked.declined_at) == (None, None)


def test_it_does_not_exist_for_others(cast, signed_in, asked):
    for person in (cast.nordvik.administrator, cast.ulrik):
        client = signed_in(person)
        assert client.get(LIST).status_code == 404
        for name in BUTTONS:
            assert client.post(reverse(name, args=[asked.pk])).status_code == 404


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_an_unknown_request_is_not_found(cast, signed_in, pk):
    for name in BUTTONS:
        assert signed_in(cast.kari).post(reverse(name, args=[pk])).status_code == 404


def test_it_takes_the_same_queries_at_1_and_at_50_rows(cast, signed_in, ask, asked):
    def add_rows(rows):
        for _row in range(rows):
            elsewhere = make.organisation()
            person = people.user(f"{elsewhere.pk}@ny.example", name=f"Person {elsewhere.pk}")
            ask(person, elsewhere, Role.ADMINISTRATOR)

    client = signed_in(cast.kari)
    page = assert_same_queries(lambda: client.get(LIST), add_rows=add_rows)
    assert page.context["page_obj"].paginator.count == 50
