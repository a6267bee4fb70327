"""The cell of each fact of a product: what it says, by the type of the fact's field."""

from datetime import date
from functools import partial
from typing import cast

from django.db import models

from agreements.catalogue.models import FACTS, Product
from agreements.price_imports import vocabulary
from agreements.table_files.cells import is_blank, text_of, whole_number, words
from agreements.table_files.values import read_date
from municipalities.number_parsing import Problem

MAX_SMALL_INTEGER = 32_767
MAX_PART_NUMBER_LENGTH = cast(int, Product._meta.get_field("part_number").max_length)


def _text(field, cell) -> str | None:
    """A text, refused when it is too long, never cut; blank says nothing, or that it is empty."""
    text = text_of(cell)
    if len(text) > field.max_length:
        raise Problem("text_too_long", longest=field.max_length)
    return text if field.blank else text or None


def _value(field, cell) -> str | None:
    """One of the values of a choice; blank says nothing, or that an optional one is empty."""
    text = text_of(cell)
    if not text:
        return "" if field.blank else None
    value = vocabulary.VALUES[field.name].get(words(text))
    if not value:
        raise Problem("value_unknown", value=text[:60])
    return value


def _day(_field, cell) -> date | str:
    try:
        return read_date(cell) or ""
    except Problem as problem:
        raise Problem(problem.code, value=text_of(cell)[:60]) from None


def _number(_field, cell) -> int | str | None:
    return "" if is_blank(cell) else whole_number(cell, lowest=1, highest=MAX_SMALL_INTEGER)


def _other_part_number(cell) -> str:
    text = text_of(cell)
    if len(text) > MAX_PART_NUMBER_LENGTH:
        raise Problem("text_too_long", longest=MAX_PART_NUMBER_LENGTH)
    return text


OF_TYPE = {
    models.CharField: _text,
    models.DateField: _day,
    models.PositiveSmallIntegerField: _number,
}


def _reader(field):
    return partial(_value if field.choices else OF_TYPE[type(field)], field)


READERS = {field.name: _reader(field) for field in FACTS} | {
    "replaced_by": _other_part_number,
    "supports": _other_part_number,
}
"""How the cell of each fact is read; None says nothing, "" that the fact is empty."""
