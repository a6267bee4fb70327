"""Files with a row for each product that people bring: counts and opening balances.

A file is opened in the manner of price files, whose limits hold here too. Nothing is guessed: a
number or a date that can be read in two ways is a problem of its row.
"""

from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext_lazy as _

from agreements.price_imports import findings
from agreements.price_imports.cells import is_blank, text_of
from agreements.price_imports.findings import Finding, Unreadable
from agreements.price_imports.numbers import Problem, read_date, read_number
from agreements.price_imports.tables import tables_of
from agreements.price_imports.vocabulary import words

LARGEST = 5 * 1024 * 1024
"""Bytes of a file."""
MOST_ROWS = 2_000
LOOKED_AT = 40
"""Rows from the top in which the header must be."""
HIGHEST = 1_000_000

SENTENCES = findings.SENTENCES | {
    "columns_missing": _("No row at the top names all of these columns: %(columns)s."),
    "rows_missing": _("There is no row below the names of the columns."),
    "rows_too_many": _("The file has more than %(rows)s rows."),
    "quantity_missing": _("The quantity is missing."),
    "product_missing": _("Neither a part number nor a name is there."),
    "product_not_found": _("No product has this part number or a name like this."),
    "segment_unknown": _("There is no segment called %(value)s."),
    "row_twice": _("Row %(first)s is about the same."),
    "ends_before_start": _("The last day is before the first."),
    "assured_and_ends": _(
        "Only a licence for good comes with Software Assurance (SA). Leave one of the days out."
    ),
    "day_ahead": _("The day is yet to come."),
}


@dataclass
class SheetRow:
    """The cells of a row by field, and what is wrong with them as findings."""

    number: int
    cells: dict
    findings: list = field(default_factory=list)

    def read(self, name, reader):
        """What a reader makes of a cell; None, and the problem noted, when it cannot."""
        try:
            return reader(self.cells.get(name, ""))
        except Problem as problem:
            self.note(problem.code, name, **problem.params)
            return None

    def note(self, code, column="", **params):
        """Note what is wrong."""
        self.findings.append(Finding(code, self.number, column, params))


def sentence(code, params):
    """The sentence of a finding, in the language of the page."""
    return SENTENCES[code] % params


def read_sheet(content, *, columns, required):
    """The rows below the header that knows most columns, and findings about the whole file.

    `columns` is the field by what its column may be called.
    """
    try:
        rows, header, places = _best(content, columns, required)
        filled = (
            SheetRow(number, {name: _at(row, place) for name, place in places.items()})
            for number, row in enumerate(rows, start=1)
            if number > header and not all(is_blank(cell) for cell in row)
        )
        found = list(islice(filled, MOST_ROWS + 1))
    except Unreadable as end:
        return [], [end.finding]
    if not found:
        return [], [Finding("rows_missing")]
    if len(found) > MOST_ROWS:
        return [], [Finding("rows_too_many", params={"rows": MOST_ROWS})]
    return found, []


def _best(content, columns, required):
    """The rows of a table, the row of its header, and place by field."""
    tables, _told = tables_of(content)
    headers = [
        (table, number, _places(row, columns))
        for table in tables
        for number, row in enumerate(islice(table.rows(), LOOKED_AT), start=1)
    ]
    usable = [header for header in headers if required <= header[2].keys()]
    if not usable:
        raise Unreadable("columns_missing", columns=", ".join(sorted(required)))
    table, number, places = max(usable, key=lambda header: len(header[2]))
    return table.rows(), number, places


def _places(row, columns):
    places = {}
    for place, cell in enumerate(row):
        name = columns.get(words(text_of(cell)))
        if name in places:
            raise Unreadable("column_twice", meaning=name)
        if name:
            places[name] = place
    return places


def _at(row, place):
    return row[place] if place < len(row) else ""


def whole_number(cell):
    """A whole number from 0 on; None for a blank cell."""
    try:
        number = read_number(cell, None)
    except Problem as problem:
        raise Problem(problem.code, value=text_of(cell)[:60]) from None
    # The limits first: the remainder of a number beyond all digits cannot be reckoned
    if number is not None and (not 0 <= number <= HIGHEST or number % 1):
        limits = {"lowest": 0, "highest": HIGHEST}
        raise Problem("not_a_whole_number", value=text_of(cell)[:60], **limits)
    return None if number is None else int(number)


def price(cell):
    """Kroner with at most two decimals; None for a blank cell."""
    try:
        number = read_number(cell, None)
    except Problem as problem:
        raise Problem(problem.code, value=text_of(cell)[:60]) from None
    if number is None:
        return None
    if number < 0:
        raise Problem("price_negative")
    if number >= 10**10:
        raise Problem("price_too_large")
    if number != round(number, 2):
        raise Problem("not_a_number", value=text_of(cell)[:60])
    return number


def day(cell):
    """A date; None for a blank cell."""
    if is_blank(cell):
        return None
    try:
        return read_date(cell)
    except (Problem, ValueError, TypeError) as problem:
        raise Problem(getattr(problem, "code", "not_a_date"), value=text_of(cell)[:60]) from None


def text(longest):
    """A reader of texts of at most so many characters."""

    def read(cell):
        value = text_of(cell)
        if len(value) > longest:
            raise Problem("text_too_long", longest=longest)
        return value

    return read
