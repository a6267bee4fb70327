"""From the bytes of a price file to its rows and findings: no database, nothing stored.

What is read comes one by one, so that a file of 100,000 rows never stands in memory as objects.
"""

from agreements.price_imports import rows
from agreements.price_imports.findings import is_error
from agreements.price_imports.headers import find_header
from agreements.price_imports.rows import Context
from agreements.table_files.cells import is_blank
from agreements.table_files.findings import Finding, Unreadable
from agreements.table_files.tables import LAST_ROW, tables_of
from municipalities.number_parsing import Mark, Problem, shown_mark


def read_price_file(content: bytes, expected):
    """Each Row and each Finding of a file, in order; `Unreadable` is told as its finding."""
    try:
        table, header, findings = _table(content, expected)
        yield from findings
        yield from header.findings
        yield from _rows(table, header, expected)
    except Unreadable as end:
        yield end.finding


def height_of(content: bytes, expected):
    """How many rows there are to read, about."""
    try:
        return _table(content, expected)[0].height
    except Unreadable:
        return 0


def _table(content: bytes, expected):
    """The table whose header knows most, the header, and findings about the other sheets."""
    tables, findings = tables_of(content)
    headers = [(table, find_header(table, expected.codes)) for table in tables]
    usable = [(table, header) for table, header in headers if header]
    if not usable:
        raise Unreadable("header_not_found")
    table, header = max(usable, key=lambda pair: pair[1].score)
    findings += [
        Finding("sheet_not_read", params={"value": other.name})
        for other in tables
        if other is not table and hasattr(other, "name")
    ]
    return table, header, findings


def _rows(table, header, expected):
    """The rows below a header, read and compared with each other."""
    if header.has_errors:
        return
    context = Context(header, expected, shown_decimal_mark(table, header))
    if "lot" in header.fields and not expected.lots:
        yield Finding("lots_not_used", header.row, header.name_of("lot"))
    seen = Seen()
    for number, row in enumerate(table.rows(), start=1):
        if number > LAST_ROW:
            raise Unreadable("file_has_too_many_rows", rows=LAST_ROW)
        if number <= header.row or all(is_blank(cell) for cell in row):
            continue
        if skipped := rows.skip_reason(row, context):
            yield Finding(skipped, number)
        else:
            yield from _read(number, row, context, seen)
    for code in sorted(context.shared):
        yield Finding("level_in_several_programmes", params={"value": code})
    if not seen.products:
        yield Finding("file_has_no_prices")


def _read(number, row, context, seen):
    """The Findings of one row; without an error among them, also the Row."""
    read, problems = rows.read_row(row, context)
    if read.part_number:
        problems += seen.remember(number, read)
    findings = [
        Finding(problem.code, number, column, problem.params) for column, problem in problems
    ]
    yield from findings
    if not any(is_error(finding) for finding in findings):
        read.number = number
        yield read


class Seen:
    """What earlier rows said of each product, so that rows can be compared without being kept."""

    def __init__(self) -> None:
        self.products: dict[str, tuple] = {}

    def remember(self, number, row):
        """Compare a row with an earlier one of the same product; what is wrong, by column."""
        said = hash(tuple(row.facts.values()))
        levels = tuple(level for level, _net, _points in row.prices)
        if row.part_number not in self.products:
            self.products[row.part_number] = (number, said, levels)
            return []
        first, said_first, priced = self.products[row.part_number]
        self.products[row.part_number] = (first, said_first, priced + levels)
        row.facts = None
        if set(levels).intersection(priced):
            return [("", Problem("price_twice", first=first))]
        return [("", Problem("facts_differ", first=first))] if said != said_first else []


def shown_decimal_mark(table, header) -> Mark | None:
    """The decimal mark that the prices of a file show; None when they show none, or both."""
    shown = set()
    for row in table.rows():
        for place in header.prices:
            cell = row[place] if place < len(row) else ""
            if isinstance(cell, str) and (mark := shown_mark(cell)):
                shown.add(mark)
        if len(shown) > 1:
            return None
    return shown.pop() if shown else None
