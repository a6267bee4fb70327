"""Positions on the page, in files and from the command line: the same sum everywhere."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from agreements.holdings.actions import reverse_entries
from agreements.models import LedgerEntry
from agreements.segments.actions import add_segment
from tests import agreement_factories as make
from tests.page import squeezed
from tests.pdf import said, text

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


def test_what_ends_soon_is_notified_ahead(held, reader):
    answer = page(reader, "holdings", held)
    assert [row.product_name for row in answer.context["expiring"]] == ["Debian GNU/Linux"]
    assert "Dette slutter snart" in answer.content.decode()


def test_entries_are_those_of_the_chosen_part_and_day(cast, held, reader, agreement, office):
    make.ledger_entry(agreement, office, by=cast.nordvik.orderer, valid_from=date(2026, 1, 1))
    number, school = held.organisation_number, held.segments.get()

    def quantities(**chosen):
        entries = reader.get(reverse("holdings", args=[number]), chosen).context["page_obj"]
        return sorted(entry.quantity for entry in entries)

    assert quantities() == [2, 3, 10, 10]
    assert quantities(segment=school.pk) == [2]
    assert quantities(at="2026-01-05") == [10]


def test_of_a_day_gone_by_nothing_ends_soon(cast, held, reader, agreement, office):
    ended = {"valid_from": date(2026, 1, 1), "valid_to": timezone.localdate() - timedelta(days=1)}
    make.ledger_entry(agreement, office, by=cast.nordvik.orderer, **ended)
    answer = reader.get(
        reverse("holdings", args=[held.organisation_number]), {"at": ended["valid_to"].isoformat()}
    )
    assert answer.context["expiring"]
    assert "Dette slutter snart" not in answer.content.decode()


def test_a_quantity_is_notified_in_what_it_counts(held, reader, agreement, framework, cast):
    yearly = make.product(framework, name="Epost", unit="user_year", term_months=12)
    last = date(2028, 12, 31)
    make.ledger_entry(agreement, yearly, by=cast.nordvik.orderer, quantity=33, valid_to=last)
    shown = page(reader, "holdings", held).content.decode()
    assert '33<br><span class="muted">brukere' in squeezed(shown)
    assert "per bruker" not in shown


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


def test_holdings_counted_in_two_ways_can_be_told_apart(
    held, reader, agreement, office, cast, capsys
):
    make.ledger_entry(
        agreement, office, by=cast.nordvik.orderer, quantity=7, counting_basis="devices"
    )
    call_command("position", held.organisation_number, at=AT)
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {(row[0], row[5], row[6]) for row in rows if row[2] == "Kontorpakke"} == {
        ("12", "pieces", "Users"),
        ("7", "pieces", "Devices"),
    }
    document = text(page(reader, "holdings_pdf", held).content)
    assert {said("Users"), said("Devices")} <= set(document.split())


def test_an_entry_that_takes_another_back_tells_which(reader, agreement, office, cast):
    people = cast.nordvik
    order = make.confirmed_order(
        agreement, by=people.orderer, approver=people.approver, lines={office: 3}
    )
    balance = make.posted_balance(agreement, f"{office.part_number};;4", by=people.orderer)
    bare = make.ledger_entry(agreement, office, by=people.orderer)
    entries = list(LedgerEntry.objects.order_by("pk"))
    reverse_entries(entries, by=people.orderer, now=timezone.now())
    answer = page(reader, "holdings", people.organisation)
    last_cells = [row.split("<td>")[-1] for row in answer.content.decode().split("<tr>")]
    told = {
        entry.pk: [
            cell for cell in last_cells if f" {entry.pk}: {entry.get_kind_display()}" in cell
        ]
        for entry in entries
    }
    assert [len(cells) for cells in told.values()] == [1, 1, 1]
    of_order, of_file, of_nothing = [cells[0] for cells in told.values()]
    assert order.get_absolute_url() in of_order
    assert balance.get_absolute_url() in of_file
    assert "href" not in of_nothing
    assert told[bare.pk] == [of_nothing]
    assert not any(people.orderer.name in cell for cells in told.values() for cell in cells)


def test_the_command_knows_no_stranger():
    with pytest.raises(CommandError, match="there is no such organisation"):
        call_command("position", "999999999")


def test_a_product_named_like_a_formula_is_text(held, reader, agreement, framework, cast):
    product = make.product(framework, name="=1+1")
    make.ledger_entry(agreement, product, by=cast.nordvik.orderer)
    names = {row[2] for row in cells(page(reader, "holdings_csv", held))}
    assert "'=1+1" in names
