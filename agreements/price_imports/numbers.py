"""Numbers and dates as people write them in price files: pure, and never a guess.

Norwegian files write 1 234,50 and English ones 1,234.50. "1,234" can be read both ways: it is a
number only when other cells of the file show which way it is meant.
"""

import math
import re
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

EXCEL_DIGITS = 15
"""Spreadsheets reckon with no more; what follows is noise."""

SPACES = re.compile(r"[\s'\N{RIGHT SINGLE QUOTATION MARK}\N{WORD JOINER}]+")
KRONER = re.compile(r"kr\.?|nok", re.IGNORECASE)
NO_ORE = re.compile(r"[,.;]\s*[-\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]+$")
OTHER_CURRENCY = re.compile(r"[$€£¥]|\b(?:EUR|USD|SEK|DKK|GBP|CHF|ISK)\b", re.IGNORECASE)
GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?=$|[.,])")
BOTH_WAYS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]00:00(?::00)?)?")


class Mark(Enum):
    """The decimal mark; the other one then stands between thousands."""

    COMMA = ","
    POINT = "."


SHAPES = {
    mark: re.compile(
        rf"\d*{re.escape(mark.value)}\d{{1,2}}|\d*{re.escape(mark.value)}\d{{4,}}"
        rf"|(?:0|\d{{4,}}){re.escape(mark.value)}\d{{3}}"
        rf"|\d{{1,3}}(?:{re.escape(group)}\d{{3}})+{re.escape(mark.value)}\d+"
        rf"|\d{{1,3}}(?:{re.escape(group)}\d{{3}}){{2,}}"
    )
    for mark, group in ((Mark.COMMA, "."), (Mark.POINT, ","))
}


class Problem(ValueError):
    """A cell cannot be read; `code` and `params` are the finding's."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


def shown_mark(text):
    """The decimal mark that a cell's text shows beyond doubt; None when it shows none."""
    if "," not in text and "." not in text:
        return None
    _, digits, was_grouped = _digits(text)
    return next((mark for mark in Mark if _fits(digits, mark, was_grouped)), None)


def read_number(cell, mark):
    """The Decimal of a cell, when `mark` is the file's decimal mark; None for a blank cell."""
    if isinstance(cell, bool):
        raise Problem("not_a_number")
    if isinstance(cell, float) and not math.isfinite(cell):
        raise Problem("not_a_number")
    if isinstance(cell, int | float):
        return Decimal(f"{cell:.{EXCEL_DIGITS}g}")
    if not isinstance(cell, str):
        raise Problem("not_a_number")
    if not cell.strip():
        return None
    if cell.isascii() and cell.isdigit():
        return Decimal(cell)
    if OTHER_CURRENCY.search(cell):
        raise Problem("currency_other")
    return _from_text(cell, mark)


def _from_text(text, mark):
    sign, digits, was_grouped = _digits(text)
    if not digits.isdigit():
        shown = next((one for one in Mark if _fits(digits, one, was_grouped)), None)
        if not shown and BOTH_WAYS.fullmatch(digits):
            shown = mark
            if not mark:
                raise Problem("number_ambiguous")
        if not shown:
            raise Problem("not_a_number")
        group = "." if shown is Mark.COMMA else ","
        digits = digits.replace(group, "").replace(shown.value, ".")
    if not digits.isascii():
        raise Problem("not_a_number")
    return sign * Decimal(digits)


def _fits(digits, mark, was_grouped):
    """Whether digits are written with a decimal mark and can be read no other way."""
    if was_grouped and digits.count(mark.value) == 1 and digits.isascii():
        return digits.replace(mark.value, "").isdigit()
    return bool(SHAPES[mark].fullmatch(digits))


def _digits(text):
    """Sign, digits with their marks, and whether spaces stood between the thousands."""
    bare = NO_ORE.sub("", KRONER.sub("", SPACES.sub(" ", text)).strip()).strip()
    bare = bare.replace("\N{MINUS SIGN}", "-")
    negative = bare[:1] == "-" or bare[-1:] == "-" or (bare[:1], bare[-1:]) == ("(", ")")
    bare = bare.strip("()-+ ")
    was_grouped = bool(GROUPED.match(bare))
    return -1 if negative else 1, bare.replace(" ", "") if was_grouped else bare, was_grouped


def read_date(cell):
    """The date of a cell; None for a blank one."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = cell.strip() if isinstance(cell, str) else f"{cell:.0f}"
    if not text:
        return None
    try:
        return _date_of(text)
    except ValueError as error:
        raise error if isinstance(error, Problem) else Problem("not_a_date") from None


def _date_of(text):
    if found := YEAR_FIRST.fullmatch(text):
        return date(*map(int, found.groups()))
    if found := DAY_FIRST.fullmatch(text):
        day, sign, month, year = found.groups()
        if sign == "/" and day != month and int(day) <= 12 and int(month) <= 12:
            raise Problem("date_ambiguous")
        return date(int(year), int(month), int(day))
    raise Problem("not_a_date")
