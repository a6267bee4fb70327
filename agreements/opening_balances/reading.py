"""From a file of opening balances to its rows: no database."""

from agreements.holdings import sheets
from agreements.price_imports.cells import text_of
from agreements.price_imports.vocabulary import words

NAMES = {
    "part_number": "part number, varenummer, varenr, artikkelnummer, produktnummer, sku",
    "name": "product, product name, produkt, produktnavn, produktnamn, navn, namn",
    "quantity": "quantity, antall, tal, number of licences",
    "valid_from": "valid from, from, fra, frå, gyldig fra, gyldig frå, gjelder fra",
    "valid_to": "valid to, to, til, til og med, gyldig til, utløper, utløp",
    "assured_to": "software assurance to, sa to, software assurance til, sa til, "
    "software assurance (sa) to, software assurance (sa) til",
    "unit_net": "net price each, price, unit price, pris, enhetspris, einingspris, stykkpris",
    "segment": "segment, del, avdeling, del av virksomheten, del av verksemda",
}
COLUMNS = {
    words(alias): field for field, listed in NAMES.items() for alias in [field, *listed.split(", ")]
}
LONGEST_NUMBER = 60
LONGEST_NAME = 200


def read_balances(content, *, segments, valid_from):
    """Rows as (fields of OpeningBalanceRow, SheetRow), and what is wrong with the whole file.

    `segments` is the key by name in small letters. A row without a first day has `valid_from`.
    """
    rows, findings = sheets.read_sheet(content, columns=COLUMNS, required={"quantity"})
    return [(_fields(row, segments, valid_from), row) for row in rows], findings


def _fields(row, segments, valid_from):
    part_number = row.read("part_number", sheets.text(LONGEST_NUMBER)) or ""
    name = row.read("name", sheets.text(LONGEST_NAME)) or ""
    if not (part_number or name or row.findings):
        row.note("product_missing")
    first = row.read("valid_from", sheets.day) or valid_from
    last = row.read("valid_to", sheets.day)
    if last and last < first:
        row.note("ends_before_start", "valid_to")
    assured_to = row.read("assured_to", sheets.day)
    if assured_to and last:
        row.note("assured_and_ends", "assured_to")
    return {
        "number": row.number,
        "part_number": part_number,
        "name": name,
        "segment_id": _segment(row, segments),
        "quantity": _quantity(row),
        "unit_net": row.read("unit_net", sheets.price),
        "valid_from": first,
        "valid_to": last,
        "assured_to": assured_to,
    }


def _quantity(row):
    before = len(row.findings)
    quantity = row.read("quantity", sheets.whole_number)
    if not quantity and len(row.findings) == before:
        row.note("quantity_missing", "quantity")
    return quantity


def _segment(row, segments):
    name = text_of(row.cells.get("segment", ""))
    if name and name.casefold() not in segments:
        row.note("segment_unknown", "segment", value=name[:60])
    return segments.get(name.casefold())
