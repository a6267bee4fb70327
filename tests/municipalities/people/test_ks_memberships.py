"""The case officers' list of what people ask for where no other administrator is."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from municipalities.people import actions
from municipalities.people.models import Role
from tests import cast as people
from tests import factories as make
from tests.query_counts import assert_same_queries

pytestmark = pytest.mark.django_db

LIST = "/ks/roller/"
DECIDE = "/ks/roller/avgjor/"
ACTS = ["confirm", "decline"]


@pytest.fixture
def vestvik(db):
    """A municipality where nobody is at home yet."""
    return make.organisation(name="Vestvik kommune")


@pytest.fixture
def asked(vestvik, nils, ask):
    """Nils has asked to be its first administrator, three and a half days ago."""
    long_ago = timezone.now() - timedelta(days=3, hours=12)
    return ask(nils, vestvik, Role.ADMINISTRATOR, now=long_ago)


def decide(client, act, *memberships):
    return client.post(DECIDE, {"act": act, "memberships": [one.pk for one in memberships]})


def test_it_shows_requests_oldest_first_with_the_days_they_have_waited(
    cast, signed_in, ask, asked, nina, vestvik
):
    new = ask(nina, vestvik, Role.ADMINISTRATOR)
    page = signed_in(cast.kari).get(LIST)
    rows = [(one, one.waited.days) for one in page.context["page_obj"]]
    assert rows == [(asked, 3), (new, 0)]


def test_all_that_one_person_asks_for_stands_together(cast, signed_in, nils, vestvik):
    roles = [Role.SIGNATORY, Role.ADMINISTRATOR]
    together = actions.request_roles(nils, vestvik, roles=roles, now=timezone.now())
    assert signed_in(cast.kari).get(LIST).context["requests"] == [together]


def test_it_shows_only_what_ks_decides(cast, signed_in, ask, asked, nina):
    ask(nina, cast.nordvik.organisation, Role.ADMINISTRATOR)
    assert list(signed_in(cast.kari).get(LIST).context["page_obj"]) == [asked]


def test_a_case_officer_confirms_all_together_and_one_mail_says_so(
    cast, signed_in, said, nils, vestvik, run_tasks
):
    asked = actions.request_roles(
        nils, vestvik, roles=[Role.SIGNATORY, Role.ADMINISTRATOR], now=timezone.now()
    )
    client = signed_in(cast.kari)
    answer = decide(client, "confirm", *asked)
    assert (answer.headers["Location"], said(answer)) == (LIST, ["success"])
    for one in asked:
        one.refresh_from_db()
        assert one.confirmed_by == cast.kari
    assert list(client.get(LIST).context["page_obj"]) == []
    run_tasks()
    [message] = mail.outbox
    assert message.to == [nils.email]
    assert "signatar" in message.body.lower()
    assert "administrator" in message.body.lower()


def test_a_case_officer_declines(cast, signed_in, said, asked):
    assert said(decide(signed_in(cast.kari), "decline", asked)) == ["success"]
    asked.refresh_from_db()
    assert asked.declined_by == cast.kari


@pytest.mark.parametrize("act", ACTS)
def test_what_another_case_officer_has_decided_is_refused_with_a_sentence(
    cast, signed_in, said, asked, act
):
    decide(signed_in(cast.knut), "decline", asked)
    assert said(decide(signed_in(cast.kari), act, asked)) == ["error"]
    asked.refresh_from_db()
    assert asked.declined_by == cast.knut


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [Role.ORDERER, Role.ADMINISTRATOR])
def test_what_the_organisation_decides_is_refused_with_a_sentence(
    cast, signed_in, said, ask, nils, act, role
):
    asked = ask(nils, cast.nordvik.organisation, role)
    assert said(decide(signed_in(cast.kari), act, asked)) == ["error"]
    asked.refresh_from_db()
    assert (asked.confirmed_at, asked.declined_at) == (None, None)


def test_nothing_chosen_is_said(cast, signed_in, said):
    assert said(decide(signed_in(cast.kari), "confirm")) == ["error"]


@pytest.mark.parametrize("decided_by_ks", [True, False])
def test_the_page_says_who_decides_before_one_asks(cast, signed_in, vestvik, decided_by_ks):
    place = vestvik if decided_by_ks else cast.nordvik.organisation
    address = reverse("role_request", args=[place.organisation_number])
    page = signed_in(cast.ulrik).get(address).text
    assert ("KS avgjør alle rollene du ber om" in page) == decided_by_ks
    assert ("En administrator i virksomheten avgjør." in page) != decided_by_ks


def test_it_does_not_exist_for_others(cast, signed_in, asked):
    for person in (cast.nordvik.administrator, cast.ulrik):
        client = signed_in(person)
        assert client.get(LIST).status_code == 404
        assert decide(client, "confirm", asked).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", "1" * 30, "x"])
def test_an_unknown_request_is_said(cast, signed_in, said, pk):
    answer = signed_in(cast.kari).post(DECIDE, {"act": "confirm", "memberships": [pk]})
    assert said(answer) == ["error"]


def test_it_takes_the_same_queries_at_1_and_at_50_rows(cast, signed_in, ask, asked):
    def add_rows(rows):
        for _row in range(rows):
            elsewhere = make.organisation()
            person = people.user(f"{elsewhere.pk}@ny.example", name=f"Person {elsewhere.pk}")
            ask(person, elsewhere, Role.ADMINISTRATOR)

    client = signed_in(cast.kari)
    page = assert_same_queries(lambda: client.get(LIST), add_rows=add_rows)
    assert page.context["page_obj"].paginator.count == 50
