"""From a file of opening balances to its rows: no database."""

from datetime import date
from decimal import Decimal

from agreements.table_files import sheets

COLUMNS = sheets.fields_by_name(
    {
        "part_number": "part number, varenummer, varenr, artikkelnummer, produktnummer, sku",
        "name": "product, product name, produkt, produktnavn, produktnamn, navn, namn",
        "quantity": "quantity, antall, antal, tal, number of licences",
        "valid_from": "valid from, from, fra, frå, gyldig fra, gyldig frå, gjelder fra, gjeld frå, "
        "fra og med, frå og med",
        "valid_to": "valid to, to, til, til og med, gyldig til, gjelder til, gjeld til, utløper, "
        "utløp",
        "assured_to": "software assurance to, sa to, software assurance til, sa til, "
        "software assurance (sa) to, software assurance (sa) til",
        "unit_net": "net price each, net price, price, unit price, nettopris per enhet, "
        "nettopris per eining, nettopris, pris, enhetspris, einingspris, stykkpris",
        "segment": "segment, del, avdeling, del av virksomheten, del av verksemda",
    }
)
SAMPLE = [
    {
        "part_number": "AAA-10001",
        "name": "Kontorpakke",
        "quantity": 25,
        "valid_from": date(2024, 2, 1),
        "valid_to": None,
        "assured_to": date(2026, 12, 31),
        "unit_net": Decimal("1250.50"),
        "segment": "Skole",
    },
    {
        "part_number": "AAA-10002",
        "name": "Kontorpakke, abonnement",
        "quantity": 40,
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        "assured_to": None,
        "unit_net": Decimal("890.00"),
        "segment": None,
    },
]
"""Rows of a file to begin with, with every column: a perpetual licence, and one that is
time-limited.
"""
MAX_PART_NUMBER_LENGTH = 60
MAX_NAME_LENGTH = 200


def read_balances(content: bytes, *, segments, valid_from: date):
    """Rows as (fields of OpeningBalanceRow, SheetRow), and the Sheet they stand in.

    `segments` is the key by name in small letters. A row without a first day has `valid_from`.
    """
    sheet = sheets.read_sheet(content, columns=COLUMNS, required={"quantity"})
    return [(_fields(row, segments, valid_from), row) for row in sheet.rows], sheet


def _fields(row, segments, valid_from: date):
    part_number = row.read("part_number", sheets.text(MAX_PART_NUMBER_LENGTH)) or ""
    name = row.read("name", sheets.text(MAX_NAME_LENGTH)) or ""
    if not (part_number or name or row.findings):
        row.note("product_missing")
    first = row.read("valid_from", sheets.day) or valid_from
    last = row.read("valid_to", sheets.day)
    if last and last < first and row.could_read("valid_from"):
        row.note("ends_before_start")
    assured_to = row.read("assured_to", sheets.day)
    if assured_to and last:
        row.note("assured_and_ends")
    return {
        "number": row.number,
        "part_number": part_number,
        "name": name,
        "segment_id": sheets.segment_of(row, segments),
        "quantity": _quantity(row),
        "unit_net": row.read("unit_net", sheets.price),
        "valid_from": first,
        "valid_to": last,
        "assured_to": assured_to,
    }


def _quantity(row):
    quantity = row.read("quantity", sheets.quantity)
    if not quantity and row.could_read("quantity"):
        row.note("quantity_missing")
    return quantity
