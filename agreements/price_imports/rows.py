"""The cells of one row: what they say of a product and its prices, and what is wrong with them."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from re import Pattern

from agreements.money import to_ore
from agreements.price_imports import vocabulary
from agreements.price_imports.fact_cells import MAX_PART_NUMBER_LENGTH, MAX_SMALL_INTEGER, READERS
from agreements.price_imports.headers import Header
from agreements.table_files.cells import is_blank, text_of, whole_number, words
from agreements.table_files.values import read_number
from municipalities.number_parsing import Mark, Problem

MAX_PRICE = Decimal("9999999999.99")


@dataclass(frozen=True)
class Expected:
    """What a framework agreement knows: the level codes of its programmes, and part numbers."""

    levels: dict = field(default_factory=dict)
    """Key of the level by (programme, code)."""
    part_numbers: str = ""
    """A regular expression; empty when the supplier has none."""
    lots: dict = field(default_factory=dict)
    """Key of the lot by what a file may call it, as compared words."""

    @property
    def codes(self):
        """The level codes of all programmes."""
        return {code for _, code in self.levels}

    def level(self, code, programme: str):
        """The keys of the levels with a code, in one programme or in every one that has it."""
        found = tuple(
            key
            for (of, known), key in self.levels.items()
            if known.casefold() == code.casefold()
            and (not programme or of.casefold() == programme.casefold())
        )
        if not found:
            raise Problem("level_unknown", value=code[:60])
        return found

    def lot(self, text: str):
        """The key of the lot that a text names. Raises Problem."""
        try:
            return self.lots[words(text)]
        except KeyError:
            raise Problem("lot_unknown", value=text[:60]) from None


@dataclass
class Context:
    """What all rows of a table have in common."""

    header: Header
    expected: Expected
    mark: Mark | None
    shared: set = field(default_factory=set)
    """Codes of levels that several programmes have, met so far."""

    @cached_property
    def form(self) -> Pattern[str] | None:
        """The form of the supplier's part numbers; None when it has none."""
        return re.compile(self.expected.part_numbers) if self.expected.part_numbers else None

    @cached_property
    def header_words(self) -> set[str]:
        """What the columns are called, to know a header that is repeated."""
        return {words(name) for name in self.header.names.values()}

    @property
    def names_lots(self) -> bool:
        """Whether the table has a column of lots, and the framework agreement has lots."""
        return "lot" in self.header.fields and bool(self.expected.lots)

    @cached_property
    def fact_places(self):
        """Name, place and reader of each fact that the table tells."""
        places = self.header.fields
        return [(name, places[name], read) for name, read in READERS.items() if name in places]


@dataclass(slots=True)
class Row:
    """One row: what it says of the product, and its prices as (level, net, points).

    `facts` is None when an earlier row has stated them. A fact that is None is not stated by the
    file; one that is empty is stated to be empty. Points that are None are not stated either.
    """

    number: int | None
    part_number: str
    facts: dict | None
    prices: list


def skip_reason(row, context) -> str | None:
    """The code of the warning about a row that holds no product; None for any other."""
    filled = [cell for cell in row if not is_blank(cell)]
    if not isinstance(filled[0], str):
        return None
    first = words(filled[0])
    if first in context.header_words and _repeats_header(filled, context):
        return "heading_skipped"
    part_number = text_of(_at(row, context.header.fields["part_number"]))
    is_total = first.split(" ")[0] in vocabulary.TOTALS
    if is_total and (not part_number or words(part_number) == first):
        return "total_skipped"
    if len(filled) == 1 and not _looks_like_a_part_number(part_number, context):
        return "heading_skipped"
    return None


def _repeats_header(filled, context):
    texts = [words(cell) for cell in filled if isinstance(cell, str)]
    return len(texts) == len(filled) > 1 and context.header_words.issuperset(texts)


def _looks_like_a_part_number(text: str, context) -> bool:
    if context.form or not text:
        return bool(text and context.form.search(text))
    return " " not in text and any(letter.isdigit() for letter in text)


def read_row(row, context):
    """The Row that cells make, and the problems as (column, Problem)."""
    problems: list[tuple[str, Problem]] = []
    attempt = partial(_attempt, problems, context.header)
    part_number = attempt("part_number", _part_number, row, context) or ""
    facts = {
        name: attempt(name, read, _at(row, place)) for name, place, read in context.fact_places
    }
    if context.names_lots:
        facts["lot"] = attempt("lot", _lot, row, context)
    if part_number and part_number in (facts.get("supports"), facts.get("replaced_by")):
        problems.append(("", Problem("product_is_itself")))
    attempt("currency", _in_kroner, row, context)
    points = attempt("points", _points, row, context)
    prices = list(_prices(row, context, points, problems))
    return Row(None, part_number, facts, prices), problems


def _attempt(problems, header, name: str, read, *cells):
    """What a reader makes of cells; None, and the problem noted, when it cannot."""
    try:
        return read(*cells)
    except Problem as problem:
        problems.append((header.name_of(name), problem))
        return None


def _at(row, place):
    return row[place] if place is not None and place < len(row) else ""


def _part_number(row, context) -> str:
    text = text_of(_at(row, context.header.fields["part_number"]))
    if not text:
        raise Problem("part_number_missing")
    if len(text) > MAX_PART_NUMBER_LENGTH:
        raise Problem("text_too_long", longest=MAX_PART_NUMBER_LENGTH)
    if context.form and not context.form.search(text):
        raise Problem("part_number_form", value=text)
    return text


ROW_FIELDS = (*READERS, "lot")
"""All that a row can say of its product; a lot is looked up among those of the agreement."""


def _lot(row, context):
    """The key of the row's lot; blank states nothing."""
    text = text_of(_at(row, context.header.fields["lot"]))
    return context.expected.lot(text) if text else None


def _in_kroner(row, context) -> None:
    currency = words(text_of(_at(row, context.header.fields.get("currency"))))
    if currency not in vocabulary.KRONER:
        raise Problem("currency_other")


def _points(row, context) -> int | None:
    cell = _at(row, context.header.fields.get("points"))
    return whole_number(cell, lowest=0, highest=MAX_SMALL_INTEGER)


def _prices(row, context, points, problems):
    """The row's prices as (level, net, points)."""
    filled = [
        (place, code)
        for place, code in context.header.prices.items()
        if not is_blank(_at(row, place))
    ]
    if not filled:
        problems.append((context.header.names[next(iter(context.header.prices))],
                         Problem("price_missing")))  # fmt: skip
    for place, code in filled:
        column = context.header.names[place]
        try:
            net, is_rounded = _net(_at(row, place), context.mark)
            levels = _levels(row, code, context)
        except Problem as problem:
            problems.append((column, problem))
            continue
        if is_rounded:
            problems.append((column, Problem("price_rounded", value=str(net))))
        for level in levels:
            yield level, net, points


def _net(cell, mark):
    """A price in whole øre, and whether it had to be rounded to that."""
    try:
        number = read_number(cell, mark)
    except Problem as problem:
        raise Problem(problem.code, value=text_of(cell)[:60]) from None
    if number < 0:
        raise Problem("price_negative")
    if number > MAX_PRICE:
        raise Problem("price_too_large")
    net = to_ore(number)
    return net, net != number


def _levels(row, code, context):
    """The keys of the price levels of a column or of the row; None alone for every level."""
    fields = context.header.fields
    limits = text_of(_at(row, fields.get("level")))
    if limits and code:
        raise Problem("price_twice_in_row")
    code = code or limits
    if not code:
        return (None,)
    levels = context.expected.level(code, text_of(_at(row, fields.get("programme"))))
    if len(levels) > 1:
        context.shared.add(code.upper())
    return levels
