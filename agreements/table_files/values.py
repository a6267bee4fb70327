"""Numbers and dates in the cells of price files: pure, and never a guess.

Norwegian files write 1 234,50 and English ones 1,234.50. "1,234" can be read both ways: it is a
number only when other cells of the file show which way it is meant.
"""

import math
import re
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from municipalities import number_parsing
from municipalities.number_parsing import Problem

EXCEL_DIGITS = 15
"""Spreadsheets reckon with no more; what follows is noise."""

DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]00:00(?::00)?)?")


def read_number(cell, mark):
    """The Decimal of a cell, when `mark` is the file's decimal mark; None for a blank cell."""
    return read_cell(cell, partial(number_parsing.read_number, mark=mark))


def read_cell(cell, read_text):
    """The number of a cell, its text read by `read_text`; None for a blank cell."""
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
    return read_text(cell)


def read_date(cell) -> date | None:
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


def _date_of(text: str) -> date:
    if found := YEAR_FIRST.fullmatch(text):
        return date(*map(int, found.groups()))
    if found := DAY_FIRST.fullmatch(text):
        day, sign, month, year = found.groups()
        if sign == "/" and day != month and int(day) <= 12 and int(month) <= 12:
            raise Problem("date_ambiguous")
        return date(int(year), int(month), int(day))
    raise Problem("not_a_date")
