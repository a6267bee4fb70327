"""Positions on the page, in files and from the command line: the same sum everywhere."""

import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from agreements.orders.segments import add_segment
from tests import agreement_factories as make
from tests.pdf import text

pytestmark = pytest.mark.django_db

AT = date(2028, 6, 1)


@pytest.fixture
def held(cast, agreement, office, linux):
    """Nordvik has 12 office suites from two purchases, one of them for its schools, and 3 linux."""
    school = add_segment(
        cast.nordvik.organisation,
        {"name": "Skole", "contact_name": "Sara", "contact_email": "sara@nordvik.example"},
    )
    people = {"by": cast.nordvik.orderer}
    make.ledger_entry(agreement, office, quantity=10, unit_net=90, **people)
    make.ledger_entry(agreement, office, quantity=2, segment=school, **people)
    make.ledger_entry(agreement, linux, quantity=3, valid_to=date(2028, 7, 1), **people)
    return cast.nordvik.organisation


@pytest.fixture
def reader(cast, signed_in):
    return signed_in(cast.nordvik.reader)


def page(reader, name, organisation, *more):
    number = organisation.organisation_number
    return reader.get(reverse(name, args=[number, *more]), {"at": AT.isoformat()})


def cells(file):
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))


def test_the_page_shows_each_purchase_under_its_holding(held, reader, agreement, office):
    answer = page(reader, "holding", held, agreement.number, office.pk)
    [position] = answer.context["positions"]
    lines = [
        (entry.quantity, entry.unit_net, entry.segment and entry.segment.name)
        for entry in answer.context["page_obj"]
    ]
    assert (position.quantity, lines) == (12, [(10, 90, None), (2, None, "Skole")])


def test_a_product_that_was_never_held_has_no_page(held, reader, agreement, framework):
    other = make.product(framework)
    assert page(reader, "holding", held, agreement.number, other.pk).status_code == 404


def test_what_ends_soon_is_told_ahead(held, reader):
    answer = page(reader, "holdings", held)
    assert [row.product_name for row in answer.context["expiring"]] == ["Debian GNU/Linux"]
    assert "Dette slutter snart" in answer.content.decode()


def test_page_files_and_command_tell_the_same(held, reader, capsys):
    positions = page(reader, "holdings", held).context["positions"]
    expected = {row.product_name: row.quantity for row in positions}
    assert expected == {"Debian GNU/Linux": 3, "Kontorpakke": 12}

    _heading, *rows = cells(page(reader, "holdings_csv", held))
    assert sums((row[2], int(row[3])) for row in rows) == expected

    workbook = CalamineWorkbook.from_filelike(
        io.BytesIO(page(reader, "holdings_xlsx", held).content)
    )
    _heading, *rows = workbook.get_sheet_by_index(0).to_python()
    assert sums((row[2], int(row[3])) for row in rows) == expected

    call_command("position", held.organisation_number, at=AT)
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {row[2]: int(row[0]) for row in rows} == expected

    document = text(page(reader, "holdings_pdf", held).content)
    assert "Kontorpakke" in document
    assert "12" in document.split("Kontorpakke")[1]


def sums(pairs):
    """Quantities by product."""
    total = {}
    for name, quantity in pairs:
        total[name] = total.get(name, 0) + quantity
    return total


def test_what_was_taken_back_is_no_line(held, reader, agreement, office, cast):
    wrong = make.ledger_entry(agreement, office, by=cast.nordvik.orderer, quantity=5)
    make.ledger_entry(
        agreement,
        office,
        by=cast.nordvik.orderer,
        quantity=-5,
        kind="correction",
        reverses=wrong,
    )
    answer = page(reader, "holding", held, agreement.number, office.pk)
    assert [entry.quantity for entry in answer.context["page_obj"]] == [10, 2]


def test_the_command_knows_no_stranger():
    with pytest.raises(CommandError, match="there is no such organisation"):
        call_command("position", "999999999")


def test_a_product_named_like_a_formula_is_text(held, reader, agreement, framework, cast):
    product = make.product(framework, name="=1+1")
    make.ledger_entry(agreement, product, by=cast.nordvik.orderer)
    names = {row[2] for row in cells(page(reader, "holdings_csv", held))}
    assert "'=1+1" in names
