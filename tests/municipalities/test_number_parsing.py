"""Numbers are read as people write them, and what is unclear is asked about."""

from decimal import Decimal

import pytest

from municipalities.number_parsing import (
    Mark,
    Problem,
    read_kroner,
    read_number,
    read_percent,
    read_quantity,
    read_whole,
    shown_mark,
)


@pytest.mark.parametrize(
    ("text", "number", "mark"),
    [
        ("1 234,50", "1234.50", Mark.COMMA),
        ("1\N{NO-BREAK SPACE}234,50", "1234.50", Mark.COMMA),
        ("1\N{NARROW NO-BREAK SPACE}234,5", "1234.5", Mark.COMMA),
        ("1\N{THIN SPACE}234,5", "1234.5", Mark.COMMA),
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
        ("250 kroner", "250", None),
        ("kr -5", "-5", None),
        ("-kr 5", "-5", None),
        ("(5,00)", "-5", Mark.COMMA),
        ("(kr 5,00)", "-5", Mark.COMMA),
        ("−5", "-5", None),
        ("5-", "-5", None),
        ("-0", "0", None),
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
        ("0 500", "not_a_number"),
        ("1.000 000", "not_a_number"),
        ("1 000,", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("1e3", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        ("2kr50", "not_a_number"),
        ("1.kr000", "not_a_number"),
        ("(5", "not_a_number"),
        ("--5", "not_a_number"),
        ("kr", "not_a_number"),
        ("på forespørsel", "not_a_number"),
        ("#N/A", "not_a_number"),
        ("NaN", "not_a_number"),
        ("12²", "not_a_number"),
        ("٣", "not_a_number"),
        ("１２", "not_a_number"),
        ("", "not_a_number"),
        ("€ 99", "currency_other"),
        ("99 USD", "currency_other"),
    ],
)
def test_what_is_not_one_number_is_notified(text, code):
    with pytest.raises(Problem, match=code):
        read_number(text, None)


def test_a_number_with_two_readings_follows_the_mark_that_is_known():
    assert read_number("1,234", Mark.COMMA) == Decimal("1.234")
    assert read_number("1,234", Mark.POINT) == 1234
    assert read_number("1.234", Mark.COMMA) == 1234


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("25", 25),
        ("1.000", 1000),
        ("1 000", 1000),
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("12,0", 12),
        ("12.00", 12),
        ("-1.000", -1000),
    ],
)
def test_a_point_in_a_quantity_stands_between_thousands(text, number):
    assert read_quantity(text) == number


def test_a_point_in_a_file_may_stand_before_decimals():
    with pytest.raises(Problem, match="number_ambiguous"):
        read_whole("1.000")
    assert read_whole("1 000") == 1000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,000", "number_ambiguous"),
        ("1,234", "number_ambiguous"),
        ("1 000,000", "number_ambiguous"),
        ("1 000.000", "number_ambiguous"),
        ("1.000,000", "number_ambiguous"),
        ("1000.000", "number_ambiguous"),
        ("1.5", "not_whole"),
        ("0.500", "not_whole"),
        ("1,000.50", "not_whole"),
        ("25 kr", "not_a_number"),
        ("25,-", "not_a_number"),
        ("1 000,-", "not_a_number"),
    ],
)
def test_a_quantity_is_a_whole_number_beyond_doubt(text, code):
    with pytest.raises(Problem, match=code):
        read_quantity(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("250 000,50", "250000.50"),
        ("250 000,-", "250000"),
        ("1.5", "1.50"),
        ("12.50", "12.50"),
        ("1,000.50", "1000.50"),
    ],
)
def test_kroner_have_at_most_two_decimals_after_comma_or_point(text, number):
    assert read_kroner(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.000", "number_ambiguous"),
        ("1,000", "number_ambiguous"),
        ("1 000,000", "number_ambiguous"),
        ("0,500", "too_many_decimals"),
        ("1,2345", "too_many_decimals"),
    ],
)
def test_kroner_that_may_be_thousands_are_asked_about(text, code):
    with pytest.raises(Problem, match=code):
        read_kroner(text)


def test_both_readings_are_notified_the_larger_first():
    with pytest.raises(Problem) as problem:
        read_kroner("1.250")
    assert problem.value.params["readings"] == (1250, Decimal("1.250"))


@pytest.mark.parametrize("text", ["12,5", "12.5", "12,5 %", "12,50\N{NO-BREAK SPACE}%"])
def test_a_per_cent_is_read_with_or_without_its_sign(text):
    assert read_percent(text) == Decimal("12.5")
