"""Owned against used: counts by hand and by file, and the margin between."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.counts.actions import import_counts, record_count
from agreements.counts.queries import margins, products_to_count
from agreements.counts.reading import COLUMNS, SAMPLE
from agreements.models import LicenceCount
from agreements.segments.actions import change_segment, close_segment
from agreements.table_files.sheets import read_sheet
from tests import agreement_factories as make
from tests.price_files import xlsx

pytestmark = pytest.mark.django_db

START, AT = date(2026, 1, 1), date(2026, 6, 1)


@pytest.fixture
def orderer(cast):
    return cast.nordvik.orderer


@pytest.fixture
def nordvik(cast):
    return cast.nordvik.organisation


@pytest.fixture
def owned(agreement, office, orderer):
    """A hundred office suites."""
    return make.ledger_entry(agreement, office, by=orderer, quantity=100, valid_from=START)


@pytest.fixture
def count(nordvik, office, orderer):
    def count(quantity, counted_on=AT, **overrides):
        fields = {"quantity": quantity, "counted_on": counted_on} | overrides
        return make.licence_count(nordvik, office, by=orderer, **fields)

    return count


def the_margin(organisation, at=AT, **chosen):
    [margin] = margins(organisation, at, **chosen)
    return margin


def brought(organisation, content, *, by):
    """The findings about a file of counts as (code, row)."""
    now = timezone.now()
    sheet = import_counts(organisation, content, name="telling.csv", by=by, now=now)
    return [(finding.code, finding.row) for finding in sheet.findings]


@pytest.mark.parametrize(("used", "is_over"), [(0, False), (100, False), (105, False), (106, True)])
def test_a_warning_comes_past_the_margin(nordvik, owned, count, used, is_over):
    count(used)
    margin = the_margin(nordvik)
    assert (margin.left_over, margin.is_over) == (100 - used, is_over)


def test_the_margin_is_a_setting(nordvik, owned, count, settings):
    count(105)
    settings.COUNT_MARGIN_PER_CENT = 4
    assert the_margin(nordvik).is_over


def test_what_is_used_and_not_owned_is_over(nordvik, count):
    count(1)
    margin = the_margin(nordvik)
    assert (margin.owned, margin.left_over, margin.is_over) == (0, -1, True)


def test_what_is_never_counted_has_no_margin(nordvik, owned):
    margin = the_margin(nordvik)
    assert (margin.used, margin.left_over, margin.is_over) == (None, None, False)


def test_the_latest_count_holds(nordvik, owned, count):
    count(10, AT)
    count(20, AT)
    count(90, AT - timedelta(days=1))
    count(30, AT + timedelta(days=1))
    assert the_margin(nordvik, AT - timedelta(days=2)).used is None
    assert the_margin(nordvik, AT - timedelta(days=1)).used == 90
    assert the_margin(nordvik, AT).used == 20
    assert the_margin(nordvik, AT + timedelta(days=1)).used == 30


def test_parts_are_counted_apart_and_added_up(nordvik, owned, count, agreement, office, orderer):
    school, health = (make.segment(nordvik, name=name) for name in ("Skole", "Helse"))
    make.ledger_entry(agreement, office, by=orderer, quantity=50, valid_from=START, segment=school)
    count(10, segment=school)
    count(12, AT - timedelta(days=9), segment=health)
    count(5)
    whole = the_margin(nordvik)
    assert (whole.owned, whole.used) == (150, 27)
    assert whole.counted_on == AT - timedelta(days=9)
    apart = the_margin(nordvik, segment=school)
    assert (apart.owned, apart.used) == (50, 10)


def test_the_count_of_a_segment_holds_until_it_is_closed(nordvik, owned, count):
    school = make.segment(nordvik, name="Skole")
    count(10, segment=school)
    count(5)
    closes_on = AT + timedelta(days=10)
    close_segment(
        school, now=datetime.combine(closes_on, time(12), timezone.get_current_timezone())
    )
    assert the_margin(nordvik, closes_on - timedelta(days=1)).used == 15
    assert the_margin(nordvik, closes_on).used == 5
    before = the_margin(nordvik, closes_on - timedelta(days=1), segment=school)
    assert (before.used, margins(nordvik, closes_on, segment=school)) == (10, [])


def test_a_file_counts_in_the_open_segment_of_a_name(nordvik, agreement, office, orderer):
    first, closed = (make.segment(nordvik, name=name) for name in ("Helse", "Skole"))
    close_segment(closed, now=timezone.now())
    contact = {"contact_name": first.contact_name, "contact_email": first.contact_email}
    change_segment(first, {"name": "Skole", **contact})
    file = f"part_number;quantity;segment\n{office.part_number};7;skole".encode()
    assert brought(nordvik, file, by=orderer) == []
    assert LicenceCount.objects.get().segment == first


def test_what_ended_is_not_owned(nordvik, agreement, office, orderer, count):
    make.ledger_entry(
        agreement, office, by=orderer, valid_from=START, valid_to=AT - timedelta(days=1)
    )
    count(8)
    assert the_margin(nordvik).owned == 0


@pytest.mark.parametrize(
    "statement",
    ["UPDATE agreements_licencecount SET quantity = 1", "DELETE FROM agreements_licencecount"],
)
def test_a_count_is_never_changed(count, statement):
    count(8)
    refused = pytest.raises(DatabaseError, match="licence_count_is_append_only")
    with refused, transaction.atomic():
        connection.cursor().execute(statement)


def test_a_count_is_of_ones_own_segment(count, foreign):
    theirs = make.segment(foreign.accession.organisation)
    with pytest.raises(DatabaseError, match="licence_count_segment_of_its_organisation"):
        count(8, segment=theirs)


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ({"counted_on": date(2999, 1, 1)}, "day_ahead"),
        ({"part_number": "no-such-number"}, "product_not_found"),
    ],
)
def test_a_count_is_of_something_that_was(nordvik, agreement, office, orderer, overrides, code):
    count = {
        "part_number": office.part_number,
        "quantity": 1,
        "counted_on": AT,
        "segment": None,
    }
    with pytest.raises(ValidationError) as refusal:
        record_count(nordvik, count | overrides, by=orderer, now=timezone.now())
    [errors] = refusal.value.error_dict.values()
    assert errors[0].code == code
    assert not LicenceCount.objects.exists()


def test_of_two_products_with_a_part_number_the_one_in_the_ledger_is_meant(
    cast, nordvik, agreement, office, orderer
):
    other = make.framework()
    accession = make.accession(nordvik, other, by=cast.nordvik.signatory, officer=cast.kari)
    elsewhere = make.volume_licence_agreement(accession, by=orderer)
    twin = make.product(other, part_number=office.part_number)
    assert products_to_count(nordvik) == {}
    make.ledger_entry(elsewhere, twin, by=orderer)
    assert products_to_count(nordvik) == {office.part_number: twin.pk}


def test_products_of_an_agreement_that_is_not_ones_own_are_not_counted(nordvik, accession, office):
    assert products_to_count(nordvik) == {}


def test_a_file_is_recorded(nordvik, agreement, office, linux, orderer):
    school = make.segment(nordvik, name="Skole")
    file = "\n".join(
        [
            "Telling;;;",
            "Varenummer;Antall;Telt;Segment",
            f"{office.part_number};12;31.01.2026;skole",
            f"{linux.part_number};1 200;;",
        ]
    )
    assert brought(nordvik, file.encode(), by=orderer) == []
    counts = LicenceCount.objects.order_by("quantity")
    assert list(counts.values_list("product", "quantity", "counted_on", "segment")) == [
        (office.pk, 12, date(2026, 1, 31), school.pk),
        (linux.pk, 1200, timezone.localdate(), None),
    ]


def test_a_spreadsheet_is_recorded(nordvik, agreement, office, orderer):
    file = xlsx({"Ark1": [["Varenummer", "Antall"], [office.part_number, 12.0]]})
    assert brought(nordvik, file, by=orderer) == []
    assert LicenceCount.objects.get().quantity == 12


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (["{}"], [("quantity_missing", 2)]),
        (["{};x"], [("not_a_number", 2)]),
        (["{};-1"], [("not_a_whole_number", 2)]),
        (["{};1,5"], [("not_a_whole_number", 2)]),
        (["{};1.000"], [("number_ambiguous", 2)]),
        ([";1"], [("part_number_missing", 2)]),
        (["no-such;1"], [("product_unknown", 2)]),
        (["{};1;31.13.2026"], [("not_a_date", 2)]),
        (["{};1;01.01.2999"], [("day_ahead", 2)]),
        (["{};1;;Havet"], [("segment_unknown", 2)]),
        (["{};1", "", "{};2"], [("row_twice", 4)]),
        ([], [("rows_missing", None)]),
    ],
)
def test_a_file_with_a_problem_records_nothing(nordvik, agreement, office, orderer, rows, codes):
    lines = ["part_number;quantity;counted_on;segment", *rows]
    file = "\n".join(line.replace("{}", office.part_number) for line in lines)
    assert brought(nordvik, file.encode(), by=orderer) == codes
    assert not LicenceCount.objects.exists()


def test_a_file_without_the_columns_is_notified_so(nordvik, agreement, orderer):
    assert brought(nordvik, b"part_number;price\n1;2", by=orderer) == [("columns_missing", None)]
    assert brought(nordvik, b"", by=orderer) == [("file_empty", None)]
    twice = b"part_number;quantity;antall\n1;2;3"
    assert brought(nordvik, twice, by=orderer) == [("column_twice", None)]


def test_the_page_warns_of_too_few(nordvik, owned, count, signed_in, cast):
    count(106)
    page = signed_in(cast.nordvik.reader).get(reverse("counts", args=[nordvik.organisation_number]))
    assert len(page.context["over"]) == 1
    assert "Dere bruker over 5 % flere lisenser enn dere eier av 1 produkt." in page.text
    assert reverse("count_new", args=[nordvik.organisation_number]) not in page.text


def test_a_person_records_a_count(nordvik, owned, office, signed_in, orderer):
    address = reverse("count_new", args=[nordvik.organisation_number])
    facts = {"part_number": office.part_number, "quantity": "1.000", "counted_on": "2026-01-31"}
    signed_in(orderer).post(address, facts)
    assert LicenceCount.objects.get().quantity == 1000
    page = signed_in(orderer).post(address, facts | {"part_number": "x"})
    assert (page.status_code, page.context["form"].errors.keys()) == (422, {"part_number"})


def test_a_wrong_file_is_shown_with_its_rows(nordvik, agreement, signed_in, orderer):
    from_disk = make.uploaded("telling.csv", b"part_number;quantity\nno-such;1")
    address = reverse("counts_import", args=[nordvik.organisation_number])
    page = signed_in(orderer).post(address, {"file": from_disk})
    assert page.status_code == 422
    assert "Ingen produkter har varenummeret no-such." in page.text


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_sample_has_every_column(nordvik, signed_in, orderer, language):
    client = signed_in(orderer)
    client.cookies["django_language"] = language
    file = client.get(reverse("counts_sample", args=[nordvik.organisation_number])).content
    sheet = read_sheet(file, columns=COLUMNS, required=set(COLUMNS.values()))
    assert (sheet.findings, sheet.unread, len(sheet.rows)) == ([], [], len(SAMPLE))


def test_columns_that_mean_nothing_are_notified(nordvik, agreement, office, signed_in, orderer):
    content = f"varenummer;antal;kven;;merknad\n{office.part_number};7;Ola;;ny".encode()
    address = reverse("counts_import", args=[nordvik.organisation_number])
    file = make.uploaded("telling.csv", content)
    page = signed_in(orderer).post(address, {"file": file}, follow=True)
    assert LicenceCount.objects.get().quantity == 7
    assert "kven, merknad" in page.text
    wrong = make.uploaded("telling.csv", content.replace(b";7;", b";x;"))
    assert "kven, merknad" in signed_in(orderer).post(address, {"file": wrong}).text
