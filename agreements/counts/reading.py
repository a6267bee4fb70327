"""From a file of counts to its rows: no database."""

from datetime import date

from agreements.table_files import sheets
from agreements.table_files.cells import text_of

COLUMNS = sheets.fields_by_name(
    {
        "part_number": "part number, varenummer, varenr, artikkelnummer, produktnummer, sku",
        "quantity": "quantity, in use, used, antall, antal, tal, i bruk, brukt, count",
        "counted_on": "counted on, date, day, telt, dato, talt",
        "segment": "segment, del, avdeling, del av virksomheten, del av verksemda",
    }
)

SAMPLE = [
    {
        "part_number": "AAA-10001",
        "quantity": 25,
        "counted_on": date(2026, 1, 31),
        "segment": "Skole",
    },
    {
        "part_number": "AAA-10001",
        "quantity": 40,
        "counted_on": date(2026, 1, 31),
        "segment": None,
    },
]
"""Rows of a file to begin with, with every column."""


def read_counts(content: bytes, *, products, segments, today: date):
    """The counts as fields of LicenceCount, and the Sheet with the findings of its rows too.

    `products` is the key by part number, `segments` by name in small letters. A row without a day
    was counted today.
    """
    required = {"part_number", "quantity"}
    sheet = sheets.read_sheet(content, columns=COLUMNS, required=required)
    seen: dict[tuple, int] = {}
    counts = []
    for row in sheet.rows:
        count = _count(row, products, segments, today)
        place = (count["product_id"], count["segment_id"], count["counted_on"])
        if not row.findings and seen.setdefault(place, row.number) != row.number:
            row.note("row_twice", first=seen[place])
        sheet.findings += row.findings
        counts.append(count)
    return counts, sheet


def _count(row, products, segments, today: date):
    part_number = text_of(row.cells["part_number"])
    if not part_number:
        row.note("part_number_missing")
    elif part_number not in products:
        row.note("product_unknown", value=part_number[:60])
    quantity = row.read("quantity", sheets.quantity)
    if quantity is None and not row.findings:
        row.note("quantity_missing")
    counted_on = row.read("counted_on", sheets.day) or today
    if counted_on > today:
        row.note("day_ahead")
    return {
        "product_id": products.get(part_number),
        "segment_id": sheets.segment_of(row, segments),
        "counted_on": counted_on,
        "quantity": quantity,
    }
