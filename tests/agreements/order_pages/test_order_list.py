"""KS finds every organisation's orders: by number, buyer, reseller, state and day."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(cast, client):
    """Who searches, and the numbers and buyers of what is found."""
    client.force_login(cast.kari)

    def search(**asked):
        page = client.get(reverse("ks_orders"), asked)
        assert page.status_code == 200
        return [(order.number, order.buyer_name) for order in page.context["page_obj"]]

    return search


def test_everybodys_orders_are_listed_newest_first(order, foreign, found):
    assert found() == [
        (foreign.order.number, "Sørvåg kommune"),
        (order.number, "Nordvik kommune"),
    ]


def test_a_number_finds_the_orders_that_are_called_so(order, foreign, found):
    assert len(found(q=order.number)) == 2
    assert found(q=f"{order.number} nordvik") == [(order.number, "Nordvik kommune")]
    assert found(q=f"{order.year}-0099") == []
    assert found(q="0000-999999999") == []


@pytest.mark.parametrize("words", ["nordvik", "NORD vik", "organisation number"])
def test_a_buyer_is_found_by_name_and_number(order, foreign, found, words):
    number = order.organisation.organisation_number
    words = words.replace("organisation number", number)
    assert found(q=words) == [(order.number, "Nordvik kommune")]


def test_a_buyer_is_found_by_the_name_it_had(order, found):
    order.organisation.name = "Nye Nordvik kommune"
    order.organisation.name_official = "Nye Nordvik kommune"
    order.organisation.save()
    assert found(q="Nordvik kommune") == [(order.number, "Nordvik kommune")]


def test_reseller_state_framework_and_days_narrow(order, foreign, found):
    agreement = order.volume_licence_agreement
    today = timezone.localdate()
    assert len(found(reseller=agreement.reseller_id)) == 2
    assert found(reseller=make.reseller().pk) == []
    assert len(found(framework=agreement.accession.framework_id, state="submitted")) == 2
    assert found(state="confirmed") == []
    assert len(found(since=today, until=today)) == 2
    assert found(since=today + timedelta(days=1)) == []
    assert found(until=today - timedelta(days=1)) == []


@pytest.mark.parametrize(
    "asked",
    [{"since": "31.02.2026"}, {"reseller": "x"}, {"state": "x"}, {"page": "x"}, {"q": "\0" * 3}],
)
def test_what_cannot_be_read_breaks_nothing(order, cast, client, asked):
    client.force_login(cast.kari)
    assert client.get(reverse("ks_orders"), asked).status_code == 200


def test_the_file_has_what_is_found(order, foreign, cast, client):
    client.force_login(cast.kari)
    file = client.get(reverse("ks_orders_csv"), {"q": "nordvik"})
    heading, *rows = csv.reader(file.content.decode("utf-8-sig").splitlines(), delimiter=";")
    assert [row[:3] for row in rows] == [
        [order.number, order.organisation.organisation_number, "Nordvik kommune"]
    ]
    assert len(heading) == len(rows[0])
    assert client.get(reverse("ks_orders_xlsx")).content.startswith(b"PK")


def test_the_page_leads_to_the_file_of_the_same_search(order, cast, client):
    client.force_login(cast.kari)
    page = client.get(reverse("ks_orders"), {"q": "nordvik", "page": "1"}).text
    assert f'{reverse("ks_orders_csv")}?q=nordvik"' in page
