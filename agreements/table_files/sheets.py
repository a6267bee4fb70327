"""Files with a row for each product that people bring: counts and opening balances.

A file is opened in the manner of price files, whose limits hold here too. Nothing is guessed: a
number or a date that can be read in two ways is a problem of its row.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from agreements.spreadsheets import as_xlsx
from agreements.table_files.cells import is_blank, text_of, whole_number, words
from agreements.table_files.findings import TABLE_ERRORS, Finding, Unreadable
from agreements.table_files.tables import CsvTable, SheetTable, tables_of
from agreements.table_files.values import read_cell, read_date
from municipalities.number_parsing import Problem, read_kroner
from municipalities.register.models import Organisation

MAX_FILE_BYTES = 5 * 1024 * 1024
"""Bytes of a file."""
MAX_ROWS = 2_000
HEADER_SEARCH_ROWS = 40
"""Rows from the top in which the header must be."""
MAX_CELL_QUANTITY = 1_000_000
MAX_UNREAD_NAMED = 50
"""Columns that are told not to have been read; a file may have any number."""
MAX_HEADING_LENGTH = 60

LABELS = {
    "part_number": _("Part number"),
    "name": _("Product"),
    "quantity": _("Quantity"),
    "counted_on": _("Counted on"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid to"),
    "assured_to": _("SA to"),
    "unit_net": _("Net price each"),
    "segment": _("Segment"),
}
"""What the column of a field is called on our pages and in our files; read back so, too."""

SENTENCES = TABLE_ERRORS | {
    "columns_missing": ngettext_lazy(
        "We do not find the column %(meaning)s. Write the names of the columns in the top row.",
        "We do not find the columns %(meaning)s. Write the names of the columns in the top row.",
        "number",
    ),
    "rows_missing": _("There is no row below the names of the columns."),
    "rows_too_many": _("The file has more than %(rows)s rows."),
    "quantity_missing": _("The quantity is missing."),
    "product_missing": _("Neither a part number nor a name is there."),
    "product_not_found": _("No product has this part number or a name like this."),
    "segment_unknown": _("There is no segment called %(value)s."),
    "row_twice": _("Row %(first)s is about the same."),
    "last_day_missing": _("Write the last day: %(product)s is time-limited."),
    "ends_before_start": _("The last day is before the first."),
    "assured_and_ends": _(
        "Only a perpetual licence comes with Software Assurance (SA). Leave out one of the days."
    ),
    "day_ahead": _("The day is yet to come."),
}


@dataclass
class SheetRow:
    """The cells of a row by field, and what is wrong with them as findings."""

    number: int
    cells: dict
    findings: list = field(default_factory=list)

    def read(self, name: str, reader):
        """What a reader makes of a cell; None, and the problem noted, when it cannot."""
        try:
            return reader(self.cells.get(name, ""))
        except Problem as problem:
            self.findings.append(Finding(problem.code, self.number, name, problem.params))
            return None

    def note(self, code, **params) -> None:
        """Note what is wrong with the row, in a sentence that says itself what it is about."""
        self.findings.append(Finding(code, self.number, params=params))

    def could_read(self, *names) -> bool:
        """Whether none of these cells has a problem of its own."""
        return not any(finding.column in names for finding in self.findings)


@dataclass
class Sheet:
    """Rows, what the columns that mean nothing here are called, and findings.

    The rows have findings of their own; these are about the file as a whole.
    """

    rows: list = field(default_factory=list)
    unread: list = field(default_factory=list)
    findings: list = field(default_factory=list)


def sentence(code, params, column=""):
    """What a finding says, in the language of the page, after the column that was not read."""
    if "meaning" in params:
        meaning = ", ".join(f"«{LABELS[name]}»" for name in params["meaning"])
        params = params | {"meaning": meaning}
    said = SENTENCES[code] % params
    return f"{LABELS[column]}: {said}" if column else said


def unread_sentence(names) -> str:
    """That these columns were not read; empty for none."""
    if not names:
        return ""
    said = ngettext(
        "This column was not read: %(columns)s.",
        "These columns were not read: %(columns)s.",
        len(names),
    )
    return said % {"columns": ", ".join(names)}


def fields_by_name(names):
    """The field by what its column may be called; `names` is a list in words by field."""
    return {
        words(alias): name
        for name, listed in names.items()
        for alias in [name, *listed.split(", ")]
    }


def sample(rows) -> bytes:
    """A spreadsheet of rows, each {field: cell}, with headings in the language of the page."""
    return as_xlsx([str(LABELS[name]) for name in rows[0]], [list(row.values()) for row in rows])


def read_sheet(content: bytes, *, columns, required) -> Sheet:
    """The Sheet below the header that knows most columns; without rows where there is none.

    `columns` is the field by what its column may be called.
    """
    try:
        header = _best(content, columns, required)
        found = list(islice(header.rows_below(), MAX_ROWS + 1))
    except Unreadable as end:
        return Sheet(findings=[end.finding])
    if not found:
        return Sheet(findings=[Finding("rows_missing")])
    if len(found) > MAX_ROWS:
        return Sheet(findings=[Finding("rows_too_many", params={"rows": MAX_ROWS})])
    return Sheet(found, header.unread())


@dataclass
class Header:
    """A row of a table that may name its columns, and the place of each field it names."""

    table: CsvTable | SheetTable
    number: int
    cells: list
    places: dict

    def rows_below(self):
        """The rows that are not blank."""
        for number, row in enumerate(self.table.rows(), start=1):
            if number > self.number and not all(is_blank(cell) for cell in row):
                cells = {name: _at(row, place) for name, place in self.places.items()}
                yield SheetRow(number, cells)

    def unread(self) -> list[str]:
        """What the columns are called that name no field."""
        known = set(self.places.values())
        others = (text_of(cell) for at, cell in enumerate(self.cells) if at not in known)
        return [name[:MAX_HEADING_LENGTH] for name in others if name][:MAX_UNREAD_NAMED]


def _best(content: bytes, columns, required) -> Header:
    """The Header that knows most columns of those with all that are required."""
    tables, _told = tables_of(content)
    headers = [
        Header(table, number, row, _places(row, columns))
        for table in tables
        for number, row in enumerate(islice(table.rows(), HEADER_SEARCH_ROWS), start=1)
    ]
    usable = [header for header in headers if required <= header.places.keys()]
    if not usable:
        raise _missing(headers, columns, required)
    return max(usable, key=lambda header: len(header.places))


def _missing(headers, columns, required) -> Unreadable:
    """What the row that looks most like a header lacks, in the order of the columns."""
    nearest: Collection[str] = max(
        (header.places.keys() for header in headers), key=len, default=set()
    )
    lacking = required - nearest
    meaning = [name for name in dict.fromkeys(columns.values()) if name in lacking]
    return Unreadable("columns_missing", meaning=meaning, number=len(meaning))


def _places(row, columns):
    places = {}
    for place, cell in enumerate(row):
        name = columns.get(words(text_of(cell)))
        if name in places:
            raise Unreadable("column_twice", meaning=[name])
        if name:
            places[name] = place
    return places


def _at(row, place):
    return row[place] if place < len(row) else ""


def segments_by_name(organisation: Organisation):
    """The keys of the segments that a file may name: open ones, by name in small letters."""
    segments = organisation.segments.filter(closed_at=None)
    return {segment.name.casefold(): segment.pk for segment in segments}


def segment_of(row, segments):
    """The key of the segment a row names; None for none, and for one not among `segments`."""
    name = text_of(row.cells.get("segment", ""))
    if name and name.casefold() not in segments:
        row.note("segment_unknown", value=name[:60])
    return segments.get(name.casefold())


def quantity(cell) -> int | None:
    """A whole number from 0 on; None for a blank cell."""
    return whole_number(cell, lowest=0, highest=MAX_CELL_QUANTITY)


def price(cell):
    """Kroner with at most two decimals; None for a blank cell."""
    try:
        number = read_cell(cell, read_kroner)
    except Problem as problem:
        code = "not_a_number" if problem.code == "too_many_decimals" else problem.code
        raise Problem(code, value=text_of(cell)[:60]) from None
    if number is None:
        return None
    if number < 0:
        raise Problem("price_negative")
    if number >= 10**10:
        raise Problem("price_too_large")
    if number != round(number, 2):
        raise Problem("not_a_number", value=text_of(cell)[:60])
    return number


def day(cell) -> date | None:
    """A date; None for a blank cell."""
    if is_blank(cell):
        return None
    try:
        return read_date(cell)
    except (Problem, ValueError, TypeError) as problem:
        raise Problem(getattr(problem, "code", "not_a_date"), value=text_of(cell)[:60]) from None


def text(longest):
    """A reader of texts of at most so many characters."""

    def read(cell) -> str:
        value = text_of(cell)
        if len(value) > longest:
            raise Problem("text_too_long", longest=longest)
        return value

    return read
