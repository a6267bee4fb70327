"""The page, the PDF, the files and the command say the same of a day."""

import csv
import io
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from agreements.holdings.actions import reverse_entries
from agreements.holdings.queries import expiries, holdings, positions
from tests import agreement_factories as make
from tests import pdf

pytestmark = pytest.mark.django_db

START, END = date(2026, 1, 1), date(2026, 12, 31)
AT = date(2026, 11, 1)


@pytest.fixture
def orderer(cast):
    return cast.nordvik.orderer


@pytest.fixture
def school(cast):
    return make.segment(cast.nordvik.organisation, name="Skole")


@pytest.fixture
def ledger(agreement, office, linux, orderer, school):
    """Ten suites for good and five for the schools this year; three of the free software."""
    make.ledger_entry(agreement, office, by=orderer, unit_net=100, valid_from=START)
    make.ledger_entry(
        agreement,
        office,
        by=orderer,
        quantity=5,
        segment=school,
        valid_from=date(2026, 3, 1),
        valid_to=END,
    )
    make.ledger_entry(agreement, linux, by=orderer, quantity=3, valid_from=START, valid_to=END)
    return agreement.accession.organisation


@pytest.fixture
def address(ledger):
    def of(name, **chosen):
        return reverse(name, args=[ledger.organisation_number], query=chosen or None)

    return of


@pytest.fixture
def reader(cast, signed_in):
    return signed_in(cast.nordvik.reader)


def by_name(held):
    return {row.product_name: [line.quantity for line in row.lines] for row in held}


def test_each_purchase_is_a_line_of_its_position(ledger, school):
    assert by_name(holdings(ledger, AT)) == {"Debian GNU/Linux": [3], "Kontorpakke": [10, 5]}
    assert by_name(holdings(ledger, date(2026, 2, 1))) == {
        "Debian GNU/Linux": [3],
        "Kontorpakke": [10],
    }
    assert by_name(holdings(ledger, AT, segment=school)) == {"Kontorpakke": [5]}
    assert by_name(holdings(ledger, date(2027, 1, 1))) == {"Kontorpakke": [10]}


def test_what_is_reversed_is_no_line(ledger, agreement, office, orderer):
    wrong = make.ledger_entry(agreement, office, by=orderer, quantity=7, valid_from=START)
    reverse_entries([wrong], by=orderer, now=timezone.now())
    assert by_name(holdings(ledger, AT))["Kontorpakke"] == [10, 5]


def test_lines_are_the_sum_of_their_position(ledger, agreement, office, orderer):
    lowered = {"kind": "reduction", "quantity": -4, "valid_from": AT}
    make.ledger_entry(agreement, office, by=orderer, **lowered)
    for day in (START, AT - timedelta(days=1), AT, END, END + timedelta(days=1)):
        held = holdings(ledger, day)
        assert [row.quantity for row in held] == [row.quantity for row in positions(ledger, day)]
        assert all(row.quantity == sum(line.quantity for line in row.lines) for row in held)


def test_what_belongs_to_a_licence_says_so(ledger, agreement, office, orderer):
    assurance = make.product(agreement.accession.framework, name="Office SA", supports=office)
    make.ledger_entry(agreement, assurance, by=orderer, valid_from=START)
    found = {row.product_name: row.supports for row in positions(ledger, AT)}
    assert found == {"Debian GNU/Linux": "", "Kontorpakke": "", "Office SA": "Kontorpakke"}


def test_what_ends_is_told_ahead(ledger, agreement, linux, orderer, school):
    lowered = {"kind": "reduction", "quantity": -1, "valid_from": AT, "valid_to": END}
    make.ledger_entry(agreement, linux, by=orderer, **lowered)
    told = [(row.last_day, row.product_name, row.quantity) for row in expiries(ledger, AT)]
    assert told == [(END, "Debian GNU/Linux", 2), (END, "Kontorpakke", 5)]
    assert [row.quantity for row in expiries(ledger, AT, segment=school)] == [5]
    assert expiries(ledger, END - timedelta(days=181)) == []
    assert expiries(ledger, END + timedelta(days=1)) == []


def test_the_page_shows_day_and_segment(reader, address, school):
    page = reader.get(address("holdings", at=AT.isoformat(), segment=school.pk))
    assert by_name(page.context["positions"]) == {"Kontorpakke": [5]}
    assert [entry.quantity for entry in page.context["page_obj"]] == [5]
    assert f"beholdning.csv?at=2026-11-01&amp;segment={school.pk}" in page.text


def test_the_segment_of_another_organisation_is_none(reader, address, foreign):
    theirs = make.segment(foreign.accession.organisation)
    page = reader.get(address("holdings", at=AT.isoformat(), segment=theirs.pk))
    assert page.context["segment"] is None
    assert page.context["form"].errors.keys() == {"segment"}


def test_page_files_pdf_and_command_are_one(reader, address, ledger, cast):
    day = {"at": AT.isoformat()}
    held = holdings(ledger, AT)
    page = reader.get(address("holdings", **day))
    assert by_name(page.context["positions"]) == by_name(held)

    text = reader.get(address("position_csv", **day)).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    assert [int(row[10]) for row in rows] == [3, 10, 5]
    assert [row[3] for row in rows] == ["", "", "Skole"]
    assert rows[1][8:] == ["2026-01-01", "", "10", "100,00"]

    book = CalamineWorkbook.from_filelike(
        io.BytesIO(reader.get(address("position_xlsx", **day)).content)
    )
    sheet = book.get_sheet_by_index(0).to_python()[1:]
    assert [row[10] for row in sheet] == [3, 10, 5]
    assert sheet[1][8] == START

    document = reader.get(address("position_pdf", **day))
    printed = pdf.text(document.content)
    assert "Kontorpakke" in printed
    assert "Skole" in printed

    told = StringIO()
    call_command("position", ledger.organisation_number, "--at", AT.isoformat(), stdout=told)
    lines = told.getvalue().splitlines()
    assert [int(line.split()[0]) for line in lines] == [3, 3, 15, 10, 5]
    told = StringIO()
    call_command("position", ledger.organisation_number, f"--at={AT}", "--csv", stdout=told)
    assert len(told.getvalue().splitlines()) == 4


def test_the_command_knows_no_other_organisation():
    with pytest.raises(CommandError, match="no such organisation"):
        call_command("position", "999999999")


def test_an_entry_leads_to_its_order(cast, reader, address, agreement, office):
    order = make.order(agreement, by=cast.nordvik.orderer, lines={office: 2})
    make.confirm(order, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    page = reader.get(address("holdings"))
    assert page.text.count(f'href="{order.get_absolute_url()}"') == 2
