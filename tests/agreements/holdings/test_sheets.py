"""Files that people bring: cells that no spreadsheet should hold."""

from decimal import Decimal

import pytest

from agreements.table_files import sheets
from municipalities.number_parsing import Problem

MONSTERS = [1e308, -1e308, float("inf"), float("-inf"), float("nan"), "9" * 400, "-" + "9" * 400]


def refused(reader, cell):
    with pytest.raises(Problem) as problem:
        reader(cell)
    return problem.value.code


@pytest.mark.parametrize("cell", MONSTERS)
def test_a_number_beyond_reckoning_is_a_problem_of_its_row(cell):
    assert refused(sheets.quantity, cell) in {"not_a_number", "not_a_whole_number"}
    assert refused(sheets.price, cell) in {"not_a_number", "price_negative", "price_too_large"}


@pytest.mark.parametrize("cell", [float("inf"), float("nan")])
def test_what_is_no_number_is_said_to_be_none(cell):
    assert refused(sheets.quantity, cell) == "not_a_number"


def test_the_highest_number_is_read():
    assert sheets.quantity(float(sheets.MAX_CELL_QUANTITY)) == sheets.MAX_CELL_QUANTITY
    assert refused(sheets.quantity, sheets.MAX_CELL_QUANTITY + 1) == "not_a_whole_number"
    assert sheets.price("9999999999,99") == Decimal("9999999999.99")
