"""Loading the register: once, again, and after something differs."""

import csv
from datetime import date
from io import StringIO
from shutil import copytree

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from municipalities.models import County, MunicipalityNumber, Organisation
from municipalities.register.loading import load_register
from municipalities.register.structure import changes, former_numbers
from municipalities.register.tables import DATA
from tests.factories import organisation

pytestmark = pytest.mark.django_db

OrganisationEvent = apps.get_model("municipalities", "OrganisationEvent")
MunicipalityNumberEvent = apps.get_model("municipalities", "MunicipalityNumberEvent")

KARASJOK = "963376030"
TROMSO = "940101808"


def printed():
    """What the command says, line by line."""
    out = StringIO()
    call_command("load_register", stdout=out, skip_checks=True)
    return out.getvalue().splitlines()


def said(tally):
    """What was overwritten, value by value."""
    return [str(amendment) for amendment in tally.amendments]


@pytest.fixture
def tables(tmp_path):
    """A copy of the tables that a test may change."""
    return copytree(DATA, tmp_path / "data")


def rewrite(path, key, **cells):
    """Change cells of the one row with this organisation number."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    [row] = [row for row in rows if row["organisation_number"] == key]
    row |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerows(rows)


def test_the_first_load_adds_everything():
    assert printed() == [
        "Counties: 15 (15 added, 0 changed, 0 unchanged)",
        "Municipalities: 357 (357 added, 0 changed, 0 unchanged)",
        "County municipalities: 14 (14 added, 0 changed, 0 unchanged)",
        "Municipal enterprises: 316 (316 added, 0 changed, 0 unchanged)",
        "Organisations: 687 added, 0 changed",
    ]
    assert (County.objects.count(), Organisation.objects.count()) == (15, 687)
    assert MunicipalityNumber.objects.filter(valid_to=None).count() == 357


def test_the_second_load_changes_nothing(register):
    assert printed() == [
        "Counties: 15 (0 added, 0 changed, 15 unchanged)",
        "Municipalities: 357 (0 added, 0 changed, 357 unchanged)",
        "County municipalities: 14 (0 added, 0 changed, 14 unchanged)",
        "Municipal enterprises: 316 (0 added, 0 changed, 316 unchanged)",
        "Organisations: 0 added, 0 changed",
    ]


def test_the_second_load_writes_no_row_and_no_history(register):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load_register()
    statements = {query["sql"].split()[0] for query in queries}
    assert statements == {"SELECT", "SAVEPOINT", "RELEASE"}
    assert OrganisationEvent.objects.count() == 687
    assert MunicipalityNumberEvent.objects.count() == MunicipalityNumber.objects.count()


def test_the_history_says_that_the_load_wrote_it(register):
    sources = OrganisationEvent.objects.values_list("pgh_context__metadata__source", flat=True)
    assert set(sources) == {"load_register"}


def test_the_load_takes_a_few_queries_whatever_it_loads(register, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        load_register()


def test_a_value_edited_by_hand_is_overwritten_and_named(register):
    Organisation.objects.filter(organisation_number=KARASJOK).update(
        name="Karasjok", name_sami="", population=3
    )
    loading = load_register()
    assert loading.municipalities.changed == {KARASJOK}
    assert (loading.added, loading.changed) == (0, 1)
    assert said(loading.municipalities) == [
        "Karasjok: name_sami was empty, is now Kárášjohka",
        "Karasjok: population was 3, is now 2565",
        "Karasjok: name was Karasjok, is now Karasjok kommune",
    ]


def test_a_changed_fact_is_one_line_of_history(register, tables):
    rewrite(tables / "municipalities.csv", KARASJOK, population="9999")
    loading = load_register(tables)
    assert said(loading.municipalities) == ["Karasjok kommune: population was 2565, is now 9999"]
    events = OrganisationEvent.objects.filter(organisation_number=KARASJOK).order_by("pgh_id")
    assert list(events.values_list("pgh_label", "population")) == [
        ("insert", 2565),
        ("update", 9999),
    ]


def test_the_command_names_what_it_changed(register):
    County.objects.filter(number="55").update(name="Troms og Finnmark")
    assert printed()[:2] == [
        "Counties: 15 (0 added, 1 changed, 14 unchanged)",
        "  Troms og Finnmark: name was Troms og Finnmark, is now Troms",
    ]


def test_a_new_municipality_number_ends_the_one_before(register, tables):
    rewrite(tables / "municipalities.csv", TROMSO, number="5599", number_valid_from="2027-01-01")
    loading = load_register(tables)
    assert (loading.added, loading.changed) == (0, 1)
    assert said(loading.municipalities) == [
        "5501: valid_to was empty, is now 2027-01-01",
        "Tromsø kommune: municipality_number was empty, is now 5599",
    ]
    numbers = MunicipalityNumber.objects.filter(organisation__organisation_number=TROMSO)
    newest = numbers.filter(valid_from__gte=date(2024, 1, 1)).order_by("valid_from")
    assert list(newest.values_list("number", "valid_from", "valid_to")) == [
        ("5501", date(2024, 1, 1), date(2027, 1, 1)),
        ("5599", date(2027, 1, 1), None),
    ]


def test_two_municipalities_can_trade_numbers(register, tables):
    rewrite(tables / "municipalities.csv", TROMSO, number="5610", number_valid_from="2027-01-01")
    rewrite(tables / "municipalities.csv", KARASJOK, number="5501", number_valid_from="2027-01-01")
    assert load_register(tables).municipalities.changed == {TROMSO, KARASJOK}
    assert load_register(tables).changed == 0


def test_what_the_tables_do_not_say_is_kept(register):
    enterprise = Organisation.objects.filter(kind="municipal_enterprise").first()
    enterprise.written_standard = "nn"
    enterprise.population = 7
    enterprise.save()
    assert load_register().changed == 0
    enterprise.refresh_from_db()
    assert (enterprise.written_standard, enterprise.population) == ("nn", 7)


def test_an_organisation_in_no_table_is_left_alone(register):
    stranger = organisation(name="Nordvik kommune")
    assert printed()[-2:] == [
        "Organisations in no table, left alone: 1",
        "Organisations: 0 added, 0 changed",
    ]
    stranger.refresh_from_db()
    assert stranger.name == "Nordvik kommune"


def test_a_wrong_table_loads_nothing(tables):
    rewrite(tables / "enterprises.csv", "998283914", organisation_number="998283915")
    with pytest.raises(IntegrityError, match="organisation_number_passes_mod_11"):
        load_register(tables)


def test_a_municipality_has_the_numbers_it_had(register):
    gol = MunicipalityNumber.objects.filter(organisation__name="Gol kommune")
    periods = gol.order_by("valid_to").values_list("number", "valid_from", "valid_to")
    assert list(periods) == [
        ("0617", None, date(2020, 1, 1)),
        ("3041", date(2020, 1, 1), date(2024, 1, 1)),
        ("3324", date(2024, 1, 1), None),
    ]


def test_the_numbers_of_each_day_since_2007_are_unique_to_their_municipality(register):
    ended = MunicipalityNumber.objects.exclude(valid_to=None)
    assert ended.count() == sum(map(len, former_numbers(changes()).values()))
    load_register()
    assert ended.count() == sum(map(len, former_numbers(changes()).values()))
