"""What must never be false about accessions and frameworks, tried round every form."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from agreements.models import Accession, FrameworkAgreement, VolumeLicenceAgreement
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db

UNDECIDED = {"countersigned_at": None, "countersigned_by": None, "countersigned_name": ""}


def broken(name):
    """Expect the database to refuse by the constraint of this name."""
    return pytest.raises(DatabaseError, match=name)


def copy_of(row, **overrides):
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**fields | {"id": None} | overrides)


def test_an_organisation_stands_once_under_a_framework(accession):
    with broken("accession_once_per_framework"):
        Accession.objects.bulk_create([copy_of(accession)])


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"countersigned_name": ""}, "accession_countersigned_in_full"),
        (UNDECIDED, "accession_in_force_only_countersigned"),
        ({"state": "submitted"}, "accession_in_force_only_countersigned"),
        (UNDECIDED | {"state": "in_force"}, "accession_state_is_stored"),
        ({"budget_authority": ""}, "accession_signed_in_full"),
        ({"first_contact": None}, "accession_signed_in_full"),
        ({"first_contact": F("second_contact")}, "accession_contacts_are_two_people"),
        ({"grounds_reference": ""}, "accession_delegation_has_reference"),
    ],
)
def test_an_act_is_recorded_in_full(accession, change, name):
    with broken(name), transaction.atomic():
        Accession.objects.update(**change)


def test_the_signatory_never_countersigns(accession):
    with broken("accession_countersigner_is_not_signatory"):
        Accession.objects.update(countersigned_by=accession.signed_by)


def test_an_agreement_ends_after_it_starts(agreement):
    with broken("volume_licence_agreement_ends_after_start"):
        VolumeLicenceAgreement.objects.update(ends_on=agreement.starts_on)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"starts_on": date(2029, 1, 1)}, "framework_ends_after_start"),
        ({"accession_closes_on": date(2025, 1, 1)}, "framework_accession_closes_after_opening"),
        ({"accession_closes_on": date(2029, 1, 1)}, "framework_accession_closes_before_end"),
        ({"ends_on": date(2030, 1, 1)}, "framework_four_years_or_reason"),
        ({"eligible_kinds": []}, "framework_someone_may_join"),
    ],
)
def test_a_framework_keeps_its_dates_in_order(framework, change, name):
    with broken(name):
        FrameworkAgreement.objects.update(**change)


@pytest.mark.parametrize(
    ("starts_on", "longest"),
    [
        (date(2026, 1, 1), date(2029, 12, 31)),
        (date(2024, 2, 29), date(2028, 2, 28)),
        (date(2023, 3, 1), date(2027, 2, 28)),
    ],
)
def test_four_years_are_counted_to_the_day(starts_on, longest):
    accession = {"accession_opens_on": starts_on, "accession_closes_on": starts_on}
    make.framework(starts_on=starts_on, ends_on=longest, announced_on=starts_on, **accession)
    with broken("framework_four_years_or_reason"), transaction.atomic():
        FrameworkAgreement.objects.update(ends_on=longest + timedelta(days=1))


def test_more_than_four_years_need_a_written_reason(framework):
    FrameworkAgreement.objects.update(ends_on=date(2031, 1, 1), long_term_reason="Forskning")
    assert FrameworkAgreement.objects.get().ends_on == date(2031, 1, 1)
