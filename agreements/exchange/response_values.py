"""The values in an answer: whole numbers, prices and days, as XML Schema writes them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from municipalities.texts import Text

DECIMAL = re.compile(r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?")
MAX_PRICE = Decimal("9999999999.99")
"""Kroner: the largest price that an order line can hold."""
MAX_QUANTITY = 1_000_000
"""The most of a product that an order line can hold."""
MAX_SUM = Decimal("9999999999999.99")
"""Kroner: the largest sum of an answer; with what was ordered it still fits in its column."""


def refuse(code: str, sentence: Text, **params: Any) -> ValidationError:
    """The refusal with its sentence."""
    return ValidationError(sentence, code=code, params=params)


def to_whole_number(text: str, *, line: str) -> int | None:
    """A quantity: licences are whole. None for no text; 5.00 is 5. Raises ValidationError."""
    if not text:
        return None
    number = Decimal(text) if DECIMAL.fullmatch(text) else None
    if number is None or number < 0 or number != number.to_integral_value():
        raise refuse(
            "response_line_quantity",
            _("Line %(line)s has the quantity “%(quantity)s”, which is no whole number."),
            line=line,
            quantity=text[:30],
        )
    if number > MAX_QUANTITY:
        raise refuse(
            "response_line_quantity",
            _("Line %(line)s has the quantity %(quantity)s. No line can have that many."),
            line=line,
            quantity=text[:30],
        )
    return int(number)


def to_price(text: str, *, line: str) -> Decimal:
    """A price in kroner, not below 0. Raises ValidationError."""
    text = text.strip()
    price = Decimal(text) if DECIMAL.fullmatch(text) else None
    if price is None or not 0 <= price <= MAX_PRICE:
        raise refuse(
            "response_line_price",
            _("Line %(line)s has the price “%(price)s”, which is no price."),
            line=line,
            price=text[:30],
        )
    return price


def to_day(text: str, where: Text) -> date | None:
    """A day, with or without an offset; None for no text. Raises ValidationError."""
    if not text:
        return None
    match = DAY.fullmatch(text)
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise refuse(
            "response_date",
            _("The promised delivery of %(where)s has “%(day)s”, which is no day."),
            where=where,
            day=text[:30],
        ) from None
