"""The check digit: one rule, held by model, form and database alike."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from hypothesis import given, settings
from hypothesis import strategies as st

from municipalities.models import Organisation
from municipalities.register.forms import OrganisationNumberField
from municipalities.register.organisation_numbers import is_valid_organisation_number
from tests.factories import organisation, organisation_number

PASS = ["971032146", "957485030", "991825827", "958935420", "974760673", "509100675", "123456785"]
FAIL = ["971032147", "123456789"]
JUNK = [
    "",
    "97103214",
    "9710321460",
    "97103214a",
    "९७१०३२१४६",
    "971032146\n",
    " 971032146",
    "-71032146",
    "000000000",
    "012345678",
]

CONSTRAINT = "organisation_number_passes_mod_11"


@pytest.mark.parametrize("number", PASS)
def test_numbers_that_pass(number):
    assert is_valid_organisation_number(number) is True


@pytest.mark.parametrize("number", FAIL + JUNK)
def test_numbers_that_do_not_pass(number):
    assert is_valid_organisation_number(number) is False


def test_a_number_that_would_need_the_check_digit_ten_is_never_issued():
    passing = [digit for digit in range(10) if is_valid_organisation_number(f"90000009{digit}")]
    assert passing == []


def test_the_fictitious_numbers_of_the_tests_pass_and_differ():
    numbers = [organisation_number(n) for n in range(500)]
    assert [number for number in numbers if not is_valid_organisation_number(number)] == []
    assert len(set(numbers)) == 500


@pytest.mark.django_db
def test_the_model_says_what_is_wrong_with_the_number():
    wrong = organisation()
    wrong.organisation_number = "971032147"
    with pytest.raises(ValidationError) as refusal:
        wrong.full_clean()
    assert {
        field: [error.code for error in errors]
        for field, errors in refusal.value.error_dict.items()
    } == {"organisation_number": ["organisation_number_invalid"]}


def test_the_form_takes_the_number_with_its_spaces():
    assert OrganisationNumberField().clean(" 958 935\N{NO-BREAK SPACE}420 ") == "958935420"


@pytest.mark.parametrize("text", ["958 935 421", "mange", "958", "9" * 400])
def test_the_form_refuses_what_is_no_number(text):
    with pytest.raises(ValidationError) as refusal:
        OrganisationNumberField().clean(text)
    assert refusal.value.error_list[0].code == "organisation_number_invalid"


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["971032147", "123456789", "97103214", "97103214a", ""])
def test_the_database_refuses_a_wrong_number_made_in_bulk(number):
    rows = [Organisation(organisation_number=number, kind="municipality", organisation_form="KOMM")]
    with pytest.raises(IntegrityError, match=CONSTRAINT):
        Organisation.objects.bulk_create(rows)


@pytest.mark.django_db
def test_the_database_refuses_an_update_to_a_wrong_number():
    organisation()
    with pytest.raises(IntegrityError, match=CONSTRAINT):
        Organisation.objects.update(organisation_number="971032147")


@pytest.mark.django_db
def test_the_database_refuses_a_wrong_number_in_raw_sql():
    organisation()
    with pytest.raises(IntegrityError, match=CONSTRAINT), connection.cursor() as cursor:
        cursor.execute("UPDATE municipalities_organisation SET organisation_number = '971032147'")


def rule_of_the_database():
    """The condition as PostgreSQL keeps it, on a column called organisation_number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = %s",
            [CONSTRAINT],
        )
        return cursor.fetchone()[0]


def verdicts_of_the_database(texts):
    """What the database's own rule says of each text, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {rule_of_the_database()} FROM unnest(%s::text[])"  # noqa: S608 - no input
            " WITH ORDINALITY AS texts (organisation_number, place) ORDER BY place",
            [texts],
        )
        return [verdict for (verdict,) in cursor.fetchall()]


nine_digits = st.integers(0, 999_999_999).map("{:09d}".format)
digits_of_any_length = st.text("0123456789", max_size=12)
junk = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(texts=st.lists(nine_digits | digits_of_any_length | junk, min_size=50, max_size=200))
def test_python_and_the_database_agree_on_every_text(texts):
    assert verdicts_of_the_database(texts) == [is_valid_organisation_number(text) for text in texts]


@pytest.mark.django_db
def test_python_and_the_database_agree_on_a_run_of_numbers_with_every_check_digit():
    numbers = [str(number) for number in range(971_032_000, 971_034_000)]
    expected = [is_valid_organisation_number(number) for number in numbers]
    assert verdicts_of_the_database(numbers) == expected
    assert re.fullmatch(r"9710320\d\d", numbers[expected.index(True)])
