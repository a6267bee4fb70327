"""Numbers as people write them: pure, and never a guess. `formatting` prints what is read here.

Norwegians write 1 234,50 or 1.234,50, and many systems 1234.50 or 1,234.50. "1.234" can be read
both ways: it is a number only when something else shows which way it is meant.
"""

import re
from decimal import Decimal
from enum import Enum

SPACES = re.compile(r"[\s'\N{RIGHT SINGLE QUOTATION MARK}\N{WORD JOINER}]+")
KRONER = re.compile(
    r"^(?P<before>[-+(]?\s*)(?:kroner|kr\.?|nok)|(?:kroner|kr\.?|nok)(?P<after>\)?)$", re.IGNORECASE
)
NO_ORE = re.compile(r"[,.;]\s*[-\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]+$")
OTHER_CURRENCY = re.compile(r"[$€£¥]|\b(?:EUR|USD|SEK|DKK|GBP|CHF|ISK)\b", re.IGNORECASE)
GROUPED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?=$|[.,])")
POINT_BEFORE_THREE = re.compile(r"[-+\N{MINUS SIGN}]?\s*[1-9]\d{0,2}\.\d{3}")
BOTH_WAYS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


class Mark(Enum):
    """The decimal mark; the other one then stands between thousands."""

    COMMA = ","
    POINT = "."


SHAPES = {
    mark: re.compile(
        rf"\d*{re.escape(mark.value)}\d{{1,2}}|\d*{re.escape(mark.value)}\d{{4,}}"
        rf"|(?:0|\d{{4,}}){re.escape(mark.value)}\d{{3}}"
        rf"|[1-9]\d{{0,2}}(?:{re.escape(group)}\d{{3}})+{re.escape(mark.value)}\d+"
        rf"|[1-9]\d{{0,2}}(?:{re.escape(group)}\d{{3}}){{2,}}"
    )
    for mark, group in ((Mark.COMMA, "."), (Mark.POINT, ","))
}
AFTER_SPACES = {mark: re.compile(rf"\d+{re.escape(mark.value)}\d+") for mark in Mark}
"""Where spaces stand between thousands, the only mark is the decimal one."""


class Problem(ValueError):
    """Something written cannot be read; `code` and `params` are those of the sentence about it.

    "number_ambiguous" has both readings as `params["readings"]`, the larger first.
    """

    def __init__(self, code, **params) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_quantity(text: str) -> int:
    """A whole number that a person types. Raises Problem, also for "1,000" and "1 000,000".

    "1.000" is a thousand: nobody types decimals of a whole number, and a point before three digits
    then stands between thousands.
    """
    try:
        return read_whole(text)
    except Problem as problem:
        if problem.code != "number_ambiguous" or not POINT_BEFORE_THREE.fullmatch(text.strip()):
            raise
    return read_whole(text.replace(".", ""))


def read_whole(text: str) -> int:
    """A whole number in a file. Raises Problem, also for "1.000": systems write such decimals."""
    number = _read(text, None)
    _check_not_thousands(number)
    if number != number.to_integral_value():
        raise Problem("not_whole")
    return int(number)


def read_kroner(text: str):
    """An amount with at most two decimals, as "250", "1 234,50", "1234.50" or "kr 250,-".

    Raises Problem, also for "1.000": it is a thousand in Norwegian and one krone in English.
    """
    return _with_two_decimals(read_number(text, None))


def read_percent(text: str):
    """A rate with at most two decimals, with or without the sign: "12,5 %". Raises Problem."""
    try:
        return _with_two_decimals(_read(text.strip().removesuffix("%"), None))
    except Problem as problem:
        # Nobody means a thousand per cent: the three digits are decimals
        code = "too_many_decimals" if problem.code == "number_ambiguous" else problem.code
        raise Problem(code) from None


def read_number(text: str, mark) -> Decimal:
    """The Decimal of a text, in kroner or bare, where `mark` is the decimal mark if it is known.

    Raises Problem.
    """
    if OTHER_CURRENCY.search(text):
        raise Problem("currency_other")
    return _read(_without_kroner(text), mark)


def shown_mark(text: str) -> Mark | None:
    """The decimal mark that a text shows beyond doubt; None when it shows none."""
    if "," not in text and "." not in text:
        return None
    _, digits, was_grouped = _digits(_without_kroner(text))
    return next((mark for mark in Mark if _fits(digits, mark, was_grouped)), None)


def _check_not_thousands(number) -> None:
    """Refuse what has exactly three decimals: they may be meant as thousands."""
    if number.as_tuple().exponent == -3 and abs(number) >= 1:
        raise Problem("number_ambiguous", readings=(number.scaleb(3), number))


def _with_two_decimals(number):
    _check_not_thousands(number)
    if number.as_tuple().exponent < -2:
        raise Problem("too_many_decimals")
    return number


def _read(text: str, mark) -> Decimal:
    is_negative, digits, was_grouped = _digits(text)
    if not digits.isdecimal():
        shown = next((one for one in Mark if _fits(digits, one, was_grouped)), None)
        if not shown and BOTH_WAYS.fullmatch(digits) and digits.isascii():
            shown = mark
            if not mark:
                thousands = digits.replace(",", "").replace(".", "")
                readings = Decimal(thousands), Decimal(thousands).scaleb(-3)
                raise Problem("number_ambiguous", readings=readings)
        if not shown:
            raise Problem("not_a_number")
        group = "." if shown is Mark.COMMA else ","
        digits = digits.replace(group, "").replace(shown.value, ".")
    if not digits.isascii():
        raise Problem("not_a_number")
    number = Decimal(digits)
    return number.copy_negate() if is_negative and number else number


def _fits(digits, mark, was_grouped) -> bool:
    """Whether digits are written with a decimal mark and can be read no other way."""
    shape = AFTER_SPACES[mark] if was_grouped else SHAPES[mark]
    return bool(shape.fullmatch(digits))


def _without_kroner(text: str) -> str:
    """The text without "kr", and without the dash that stands for no øre."""
    return NO_ORE.sub("", KRONER.sub(r"\g<before>\g<after>", text.strip()).strip())


def _digits(text: str):
    """Whether it is negative, digits with their marks, and whether spaces grouped the thousands."""
    bare = SPACES.sub(" ", text).strip().replace("\N{MINUS SIGN}", "-")
    is_negative = "-" in (bare[:1], bare[-1:]) or (bare[:1], bare[-1:]) == ("(", ")")
    bare = bare[1:-1] if bare[:1] == "(" and is_negative else _without_sign(bare)
    bare = bare.strip()
    was_grouped = bool(GROUPED.match(bare))
    return is_negative, bare.replace(" ", "") if was_grouped else bare, was_grouped


def _without_sign(text: str):
    """The text without the one sign before it, or the minus sign that bookkeepers put after it."""
    return text[1:] if text[:1] in ("-", "+") else text.removesuffix("-")
