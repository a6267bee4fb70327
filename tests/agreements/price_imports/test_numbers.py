"""Numbers and dates in cells are read as they are written, and never guessed."""

from datetime import date
from decimal import Decimal

import pytest

from agreements.table_files.values import read_cell, read_date, read_number
from municipalities.number_parsing import Problem, read_whole


@pytest.mark.parametrize("cell", [True, date(2026, 1, 1)])
def test_a_date_or_truth_value_is_no_number(cell):
    with pytest.raises(Problem, match="not_a_number"):
        read_number(cell, None)


def test_a_spreadsheets_number_comes_without_its_noise():
    assert read_number(0.1 * 3, None) == Decimal("0.3")
    assert read_number(1234567.0, None) == 1234567
    assert read_number("  ", None) is None


def test_a_cell_of_text_is_read_as_its_column_wants_it():
    assert read_cell("1 000", read_whole) == 1000
    assert read_cell(1000.0, read_whole) == 1000


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
def test_what_is_not_one_date_is_notified(cell, code):
    with pytest.raises(Problem, match=code):
        read_date(cell)
