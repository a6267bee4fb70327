"""What is never false of organisations and municipality numbers, whoever writes."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils.translation import gettext

from municipalities.models import MunicipalityNumber, Organisation
from tests.factories import county, municipality_number, organisation

pytestmark = pytest.mark.django_db

OrganisationEvent = apps.get_model("municipalities", "OrganisationEvent")

NEW_YEAR = date(2024, 1, 1)


def test_two_organisations_cannot_have_one_number_at_the_same_time():
    municipality_number(number="5610")
    with pytest.raises(IntegrityError, match="municipality_number_one_organisation_at_a_time"):
        municipality_number(number="5610", valid_from=NEW_YEAR)


def test_a_number_can_come_back_to_another_organisation_the_day_it_is_free():
    former = municipality_number(number="5610", valid_to=NEW_YEAR)
    later = municipality_number(number="5610", valid_from=NEW_YEAR)
    assert list(MunicipalityNumber.objects.all()) == [later, former]


def test_an_organisation_cannot_have_two_numbers_at_the_same_time():
    first = municipality_number(number="5610")
    with pytest.raises(IntegrityError, match="municipality_number_one_number_at_a_time"):
        municipality_number(number="5612", organisation=first.organisation, valid_from=NEW_YEAR)


def test_a_form_says_why_a_number_is_refused():
    municipality_number(number="5610")
    second = MunicipalityNumber(organisation=organisation(), number="5610")
    with pytest.raises(ValidationError) as refusal:
        second.full_clean()
    sentence = gettext("Another organisation has this number in the period.")
    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize("number", ["561", "56a0", " 561", ""])
def test_a_municipality_number_has_four_digits(number):
    with pytest.raises(IntegrityError, match="municipality_number_has_four_digits"):
        municipality_number(number=number)


def test_a_municipality_number_ends_after_it_began():
    with pytest.raises(IntegrityError, match="municipality_number_ends_after_start"):
        municipality_number(valid_from=NEW_YEAR, valid_to=NEW_YEAR)


def test_an_organisation_is_of_a_known_kind():
    with pytest.raises(IntegrityError, match="organisation_kind_is_known"):
        organisation(kind="state")


def test_an_organisation_has_a_known_written_standard():
    with pytest.raises(IntegrityError, match="organisation_written_standard_is_known"):
        organisation(written_standard="sv")


def test_a_county_with_organisations_cannot_be_deleted():
    organisation(county=county())
    with pytest.raises(ProtectedError):
        county().delete()


@pytest.mark.parametrize(
    ("written_standard", "language"), [("nb", "nb"), ("nn", "nn"), ("neutral", "nb")]
)
def test_letters_are_in_the_written_standard_and_in_bokmal_where_it_is_neutral(
    written_standard, language
):
    assert Organisation(written_standard=written_standard).language == language


def test_every_change_leaves_a_trace_also_in_bulk():
    changed = organisation(name="Nordvik kommune")
    Organisation.objects.filter(pk=changed.pk).update(name="Sørvik kommune")
    events = OrganisationEvent.objects.filter(pgh_obj=changed)
    assert list(events.order_by("pgh_id").values_list("pgh_label", "name")) == [
        ("insert", "Nordvik kommune"),
        ("update", "Sørvik kommune"),
    ]
