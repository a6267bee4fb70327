"""Finding the row that names the columns, below titles and over merged cells."""

from dataclasses import dataclass, field
from itertools import islice, pairwise

from agreements.price_imports import vocabulary
from agreements.price_imports.findings import is_error
from agreements.table_files.cells import words
from agreements.table_files.findings import Finding

HEADER_SEARCH_ROWS = 40
"""Rows from the top in which the header must be."""


@dataclass(slots=True)
class Header:
    """Where each column of a table is."""

    row: int
    fields: dict = field(default_factory=dict)
    """Place by field."""
    prices: dict = field(default_factory=dict)
    """Level code by place; None for the price that holds at every level or at the row's level."""
    names: dict = field(default_factory=dict)
    """What the file calls each column, by place."""
    findings: list = field(default_factory=list)
    skipped_columns: list = field(default_factory=list)
    """Findings about columns of prices of another kind, with VAT or in another currency."""

    @property
    def is_usable(self) -> bool:
        """Whether it names part numbers and prices, be they of the wrong kind."""
        return "part_number" in self.fields and bool(self.prices or self.skipped_columns)

    @property
    def has_errors(self) -> bool:
        """Whether it makes no sense to read the rows below."""
        return any(is_error(finding) for finding in self.findings)

    @property
    def score(self) -> int:
        """How much is known; more is better."""
        return len(self.fields) + len(self.prices)

    def name_of(self, field_name):
        """What the file calls a field's column."""
        return self.names.get(self.fields.get(field_name), "")


def find_header(table, codes) -> Header | None:
    """The best header among the first rows; None when none names part numbers and prices.

    A header may be one row, or two when the upper one groups columns under merged cells.
    """
    first = [[_text(cell) for cell in row] for row in islice(table.rows(), HEADER_SEARCH_ROWS)]
    found = [_header(number, row, [], codes) for number, row in enumerate(first, start=1)]
    found += [
        _header(number, below, _spread(above), codes)
        for number, (above, below) in enumerate(pairwise(first), start=2)
    ]
    usable = [header for header in found if header.is_usable]
    return max(usable, key=lambda header: header.score, default=None)


def _text(cell) -> str:
    return " ".join(str(cell).split())


def _spread(row):
    """A row with the text of a merged cell over all the columns it covers."""
    spread, last = [], ""
    for cell in row:
        last = cell or last
        spread.append(last)
    return spread


def _header(number, row, above, codes) -> Header:
    header = Header(number)
    width = max(len(row), len(above))
    for place in range(width):
        low = row[place] if place < len(row) else ""
        high = above[place] if place < len(above) else ""
        _place(header, place, low, high, codes)
    header.findings += [
        Finding("column_unknown", number, other.column) if header.prices else other
        for other in header.skipped_columns
    ]
    return header


def _place(header, place, low, high, codes) -> None:
    """Put one column where it belongs, by its own name or together with the one above it."""
    names = [low, f"{high} {low}".strip()] if low else [high]
    for name in filter(None, names):
        if field_name := vocabulary.COLUMNS.get(words(name)):
            return _take_field(header, place, name, field_name)
        if price := price_column(name, codes):
            return _take_price(header, place, name, price)
    if low:
        header.findings.append(Finding("column_unknown", header.row, low[:60]))
    return None


def _take_field(header, place, name: str, field_name) -> None:
    if field_name in header.fields:
        params = {"meaning": field_name}
        header.findings.append(Finding("column_twice", header.row, name[:60], params))
        return
    header.names[place] = name[:60]
    header.fields[field_name] = place


def _take_price(header, place, name: str, price) -> None:
    code, problem = price
    if problem in {"prices_with_vat", "currency_other"}:
        header.skipped_columns.append(Finding(problem, header.row, name[:60]))
        return
    if problem:
        header.findings.append(Finding(problem, header.row, name[:60], {"value": code}))
    elif code in header.prices.values():
        params = {"meaning": f"price {code or ''}".strip()}
        header.findings.append(Finding("column_twice", header.row, name[:60], params))
    header.names[place] = name[:60]
    header.prices[place] = code


def price_column(name: str, codes):
    """Which price a column's name means, as its level code and what is wrong; None for none."""
    left = words(name).split()
    size = next((n for n in (2, 1) if " ".join(left[:n]) in vocabulary.PRICE_WORDS), 0)
    if not size:
        return None
    rest = [word for word in left[size:] if word not in vocabulary.IGNORED_WORDS]
    if rest[:1] and rest[0] in {"level", "nivå", "niva"}:
        rest = rest[1:]
    if vocabulary.WITH_VAT.intersection(rest):
        return None, "prices_with_vat"
    if vocabulary.CURRENCIES.intersection(rest):
        return None, "currency_other"
    if len(rest) > 1:
        return None
    return _level_price(rest[0], codes) if rest else (None, None)


def _level_price(word, codes):
    code = next((code for code in codes if code.casefold() == word), None)
    return (code, None) if code else (word.upper(), "level_unknown")
