"""What KS staff see of the register in the admin."""

import pytest
from django.contrib.auth import get_user_model

from municipalities.models import MunicipalityNumber, Organisation
from tests.factories import county, municipality_number, organisation, organisation_number
from tests.query_counts import assert_same_queries

pytestmark = pytest.mark.django_db

LIST = "/admin/municipalities/organisation/"
ADD = "/admin/municipalities/organisation/add/"

NO_NUMBERS = {
    "municipality_numbers-TOTAL_FORMS": "0",
    "municipality_numbers-INITIAL_FORMS": "0",
}


@pytest.fixture
def staff(client):
    """A browser in which a KS administrator is signed in."""
    client.force_login(get_user_model().objects.create_superuser("kari@ks.example", name="Kari"))
    return client


def names_on(page):
    return [shown.name for shown in page.context["cl"].result_list]


def test_staff_find_an_organisation_by_any_of_its_names_or_numbers(staff):
    sought = organisation(name="Nordvik kommune", name_sami="Davviluokta")
    municipality_number(organisation=sought, number="9901")
    organisation(name="Sørvåg kommune")
    for words in ["nordvik", "davviluokta", "9901", sought.organisation_number]:
        assert names_on(staff.get(LIST, {"q": words})) == ["Nordvik kommune"]


def test_the_list_shows_the_municipality_number_in_use(staff):
    municipality_number(organisation=organisation(), number="9901")
    page = staff.get(LIST)
    assert [shown.municipality_number for shown in page.context["cl"].result_list] == ["9901"]


def test_the_list_takes_the_same_queries_at_1_and_at_50_rows(staff):
    municipality_number(organisation=organisation(county=county()), number="9000")

    def add(places):
        for place in range(1, places + 1):
            number = f"{9000 + place}"
            municipality_number(organisation=organisation(county=county()), number=number)

    page = assert_same_queries(lambda: staff.get(LIST), add_rows=add)
    assert len(names_on(page)) == 50


def test_an_organisation_is_added_with_a_number_written_with_spaces(staff):
    number = organisation_number(12345)
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    answer = staff.post(
        ADD,
        NO_NUMBERS
        | {
            "organisation_number": spaced,
            "kind": "municipality",
            "organisation_form": "KOMM",
            "name": "Nordvik kommune",
            "register_name": "NORDVIK KOMMUNE",
            "written_standard": "nb",
            "registry_status": "registered",
        },
    )
    assert answer.status_code == 302
    assert Organisation.objects.get().organisation_number == number


def test_a_wrong_number_is_refused_with_a_sentence(staff):
    answer = staff.post(ADD, NO_NUMBERS | {"organisation_number": "971 032 147"})
    form = answer.context["adminform"].form
    assert form.has_error("organisation_number", "organisation_number_invalid")
    assert not Organisation.objects.exists()


def test_the_organisation_number_never_changes(staff):
    known = organisation(name="Nordvik kommune")
    page = f"{LIST}{known.pk}/change/"
    staff.post(
        page,
        NO_NUMBERS
        | {
            "organisation_number": organisation_number(12345),
            "kind": "municipality",
            "organisation_form": "KOMM",
            "name": "Nordvika kommune",
            "register_name": "NORDVIK KOMMUNE",
            "written_standard": "nb",
            "registry_status": "registered",
        },
    )
    changed = Organisation.objects.get()
    assert (changed.name, changed.organisation_number) == (
        "Nordvika kommune",
        known.organisation_number,
    )


@pytest.mark.parametrize("model", ["organisation", "county"])
def test_nothing_in_the_register_can_be_deleted(staff, model):
    known = organisation(county=county())
    key = known.pk if model == "organisation" else known.county_id
    address = f"/admin/municipalities/{model}/{key}/delete/"
    assert staff.post(address, {"post": "yes"}).status_code == 403
    assert Organisation.objects.get().county == known.county


def test_a_number_another_organisation_has_is_refused_with_a_sentence(staff):
    municipality_number(number="9901")
    known = organisation()
    answer = staff.post(
        f"{LIST}{known.pk}/change/",
        {
            "kind": "municipality",
            "organisation_form": "KOMM",
            "name": known.name,
            "register_name": known.register_name,
            "written_standard": "nb",
            "registry_status": "registered",
            "municipality_numbers-TOTAL_FORMS": "1",
            "municipality_numbers-INITIAL_FORMS": "0",
            "municipality_numbers-0-number": "9901",
        },
    )
    assert answer.status_code == 200
    assert MunicipalityNumber.objects.filter(organisation=known).count() == 0
