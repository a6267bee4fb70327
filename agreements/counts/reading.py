"""From a file of counts to its rows: no database."""

from agreements.holdings import sheets
from agreements.price_imports.cells import text_of
from agreements.price_imports.vocabulary import words

NAMES = {
    "part_number": "part number, varenummer, varenr, artikkelnummer, produktnummer, sku",
    "quantity": "quantity, in use, used, antall, tal, i bruk, brukt, count",
    "counted_on": "counted on, date, day, telt, dato, talt",
    "segment": "segment, del, avdeling, del av virksomheten, del av verksemda",
}
COLUMNS = {
    words(alias): field for field, listed in NAMES.items() for alias in [field, *listed.split(", ")]
}


def read_counts(content, *, products, segments, today):
    """The counts as fields of LicenceCount, and what is wrong with the file or its rows.

    `products` is the key by part number, `segments` by name in small letters. A row without a day
    was counted today.
    """
    required = {"part_number", "quantity"}
    rows, findings = sheets.read_sheet(content, columns=COLUMNS, required=required)
    seen, counts = {}, []
    for row in rows:
        count = _count(row, products, segments, today)
        place = (count["product_id"], count["segment_id"], count["counted_on"])
        if not row.findings and seen.setdefault(place, row.number) != row.number:
            row.note("row_twice", first=seen[place])
        findings += row.findings
        counts.append(count)
    return counts, findings


def _count(row, products, segments, today):
    part_number = text_of(row.cells["part_number"])
    if not part_number:
        row.note("part_number_missing", "part_number")
    elif part_number not in products:
        row.note("product_unknown", "part_number", value=part_number[:60])
    quantity = row.read("quantity", sheets.whole_number)
    if quantity is None and not row.findings:
        row.note("quantity_missing", "quantity")
    counted_on = row.read("counted_on", sheets.day) or today
    if counted_on > today:
        row.note("day_ahead", "counted_on")
    return {
        "product_id": products.get(part_number),
        "segment_id": segment_of(row, segments),
        "counted_on": counted_on,
        "quantity": quantity,
    }


def segment_of(row, segments):
    """The key of the segment a row names; None for none."""
    name = text_of(row.cells.get("segment", ""))
    if name and name.casefold() not in segments:
        row.note("segment_unknown", "segment", value=name[:60])
    return segments.get(name.casefold())
