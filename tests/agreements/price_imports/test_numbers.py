"""Numbers and dates are read as they are written, and never guessed."""

from datetime import date
from decimal import Decimal

import pytest

from agreements.price_imports.numbers import Mark, Problem, read_date, read_number, shown_mark


@pytest.mark.parametrize(
    ("text", "number", "mark"),
    [
        ("1 234,50", "1234.50", Mark.COMMA),
        ("1\N{NO-BREAK SPACE}234,50", "1234.50", Mark.COMMA),
        ("1\N{NARROW NO-BREAK SPACE}234,5", "1234.5", Mark.COMMA),
        ("1.234,50", "1234.50", Mark.COMMA),
        ("1.234.567", "1234567", Mark.COMMA),
        ("99,50", "99.50", Mark.COMMA),
        ("0,125", "0.125", Mark.COMMA),
        ("1 234,567", "1234.567", Mark.COMMA),
        ("1,234.50", "1234.50", Mark.POINT),
        ("1'234.50", "1234.50", Mark.POINT),
        ("1,234,567", "1234567", Mark.POINT),
        (".5", "0.5", Mark.POINT),
        ("kr 99,-", "99", None),
        ("kr. 1 299,–", "1299", None),
        ("NOK 1 299", "1299", None),
        ("1 299 kr", "1299", None),
        ("(5,00)", "-5", Mark.COMMA),
        ("−5", "-5", None),
        ("5-", "-5", None),
    ],
)
def test_a_number_is_read_as_it_is_written(text, number, mark):
    assert read_number(text, None) == Decimal(number)
    assert shown_mark(text) == mark


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,234", "number_ambiguous"),
        ("1.234", "number_ambiguous"),
        ("12 34", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("kr", "not_a_number"),
        ("på forespørsel", "not_a_number"),
        ("#N/A", "not_a_number"),
        ("12²", "not_a_number"),
        ("٣", "not_a_number"),
        ("€ 99", "currency_other"),
        ("99 USD", "currency_other"),
    ],
)
def test_what_is_not_one_number_is_told(text, code):
    with pytest.raises(Problem, match=code):
        read_number(text, None)


def test_a_number_with_two_readings_follows_the_file():
    assert read_number("1,234", Mark.COMMA) == Decimal("1.234")
    assert read_number("1,234", Mark.POINT) == 1234
    assert read_number("1.234", Mark.COMMA) == 1234


@pytest.mark.parametrize("cell", [True, date(2026, 1, 1)])
def test_a_date_or_truth_value_is_no_number(cell):
    with pytest.raises(Problem, match="not_a_number"):
        read_number(cell, None)


def test_a_spreadsheets_number_comes_without_its_noise():
    assert read_number(0.1 * 3, None) == Decimal("0.3")
    assert read_number(1234567.0, None) == 1234567
    assert read_number("  ", None) is None


@pytest.mark.parametrize(
    "text", ["2026-12-01", "1.12.2026", "01.12.2026", "20261201", "2026-12-01T00:00:00"]
)
def test_a_date_is_read_as_it_is_written(text):
    assert read_date(text) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("01/02/2026", "date_ambiguous"),
        ("31.02.2026", "not_a_date"),
        ("snart", "not_a_date"),
        (46000.0, "not_a_date"),
    ],
)
def test_what_is_not_one_date_is_told(cell, code):
    with pytest.raises(Problem, match=code):
        read_date(cell)
