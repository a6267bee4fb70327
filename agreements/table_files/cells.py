"""The cells of a table file, whatever it is about: blank ones, texts and whole numbers."""

import re
from functools import lru_cache

from agreements.table_files.values import read_cell
from municipalities.number_parsing import Problem, read_whole

NOT_WORDS = re.compile(r"[^\w&+]+|_+")


def is_blank(cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell) -> str:
    """A cell as text in one line; whole numbers without decimals."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("\0", "").split()) if cell is not None else ""


def whole_number(cell, *, lowest, highest) -> int | None:
    """A whole number between limits; None for a blank cell. Raises Problem."""
    if is_blank(cell):
        return None
    told = {"value": text_of(cell)[:60], "lowest": lowest, "highest": highest}
    try:
        number = read_cell(cell, read_whole)
    except Problem as problem:
        code = "not_a_whole_number" if problem.code == "not_whole" else problem.code
        raise Problem(code, **told) from None
    # The limits first: the remainder of a number beyond all digits cannot be reckoned
    if not lowest <= number <= highest or number % 1:
        raise Problem("not_a_whole_number", **told)
    return int(number)


@lru_cache(maxsize=10_000)
def words(text: str) -> str:
    """A header or a value as it is compared: small letters, single spaces."""
    return NOT_WORDS.sub(" ", text.casefold()).strip()
