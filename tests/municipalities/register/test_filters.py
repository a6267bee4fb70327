"""The filter of the register's list."""

import pytest

from municipalities.models import Organisation
from municipalities.register.filters import OrganisationFilter
from tests.factories import county, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_organisations():
    here, there = county(number="97", name="Havfylket"), county(number="98", name="Skogfylket")
    organisation(name="Nordvik kommune", county=here)
    organisation(name="Nordvik Havn KF", county=here, kind="municipal_enterprise")
    organisation(name="Sørvåg kommune", county=there)


def names(**data):
    return [found.name for found in OrganisationFilter(data, Organisation.objects.all()).qs]


@pytest.mark.usefixtures("three_organisations")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, ["Nordvik Havn KF", "Nordvik kommune", "Sørvåg kommune"]),
        ({"q": "nordvik"}, ["Nordvik Havn KF", "Nordvik kommune"]),
        ({"county": "98"}, ["Sørvåg kommune"]),
        ({"kind": "municipal_enterprise"}, ["Nordvik Havn KF"]),
        ({"q": "nordvik", "county": "97", "kind": "municipality"}, ["Nordvik kommune"]),
        ({"q": "nordvik", "county": "98"}, []),
    ],
)
def test_words_county_and_kind_narrow_the_list(data, expected):
    assert names(**data) == expected


@pytest.mark.usefixtures("three_organisations")
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"county": "77"}, "county"),
        ({"kind": "state"}, "kind"),
        ({"q": "a" * 101}, "q"),
        ({"q": "a\0b"}, "q"),
    ],
)
def test_nonsense_is_named_and_not_searched_for(data, field):
    asked = OrganisationFilter(data, Organisation.objects.all())
    assert list(asked.form.errors) == [field]
    assert asked.qs.count() == 3


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_is_two_queries_whatever_its_length(rows, django_assert_num_queries):
    for _ in range(rows):
        organisation(county=county())
    data = {"q": "fjordvik", "county": "99", "kind": "municipality"}
    with django_assert_num_queries(2):
        asked = OrganisationFilter(data, Organisation.objects.select_related("county"))
        listed = [str(found.county) for found in asked.qs]
    assert listed == ["Havfylket"] * rows
