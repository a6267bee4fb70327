"""The yearly check of points: what is reached, missed and left over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.price_levels.known_levels import SELECT, SELECT_PLUS
from agreements.price_levels.levels import LevelTable, Step
from agreements.price_levels.models import PriceLevel
from agreements.price_levels.roll_over import check_year, check_years

LEVELS = {code: PriceLevel(pk=pk, code=code) for pk, code in enumerate(SELECT_PLUS, start=1)}
TABLE = LevelTable(
    steps=tuple(Step(level=LEVELS[code], minimum=minimum) for code, minimum in SELECT_PLUS.items())
)


def seen(check):
    return check.level and check.level.code, check.carried_points, check.is_on_hold


@pytest.mark.parametrize(
    ("before", "points", "carried", "expected"),
    [
        (None, 499, 0, (None, 0, True)),
        (None, 500, 0, ("A", 0, False)),
        ("A", 700, 0, ("A", 200, False)),
        ("A", 300, 200, ("A", 0, False)),
        ("A", 299, 200, ("A", 0, True)),
        ("A", 4000, 0, ("B", 0, False)),
        ("A", 3500, 500, ("B", 0, False)),
        ("B", 3999, 0, ("A", 3499, False)),
        ("D", 24_999, 0, ("C", 14_999, False)),
        ("D", 600, 0, ("C", 0, False)),
        ("D", 0, 0, ("C", 0, True)),
        ("D", 26_000, 0, ("D", 1_000, False)),
        ("B", 10_000, 0, ("C", 0, False)),
    ],
)
def test_a_years_points_give_the_next_years_level(before, points, carried, expected):
    check = check_year(TABLE, points=points, carried=carried, level=LEVELS.get(before))
    assert seen(check) == expected


def test_years_hand_on_level_and_points():
    assert check_years(TABLE, []) is None
    assert seen(check_years(TABLE, [700, 300])) == ("A", 0, False)
    assert seen(check_years(TABLE, [4_200, 3_800, 0])) == ("A", 0, True)


def test_select_plus_asks_for_a_third_of_select():
    assert {code: minimum * 3 for code, minimum in SELECT_PLUS.items()} == SELECT


def test_a_fixed_level_is_never_on_hold():
    fixed = LevelTable(steps=TABLE.steps, fixed=LEVELS["D"])
    check = check_year(fixed, points=0, level=LEVELS["A"])
    assert (check.level.code, check.is_on_hold) == ("D", False)


@given(
    points=st.integers(0, 60_000),
    more=st.integers(1, 60_000),
    before=st.sampled_from([None, *LEVELS]),
)
def test_more_points_in_a_year_never_give_less(points, more, before):
    few, many = (
        check_year(TABLE, points=number, level=LEVELS.get(before)).level
        for number in (points, points + more)
    )
    assert TABLE.higher(few, many) == many


@given(points=st.integers(0, 60_000), carried=st.integers(0, 60_000))
def test_what_is_left_over_was_counted(points, carried):
    check = check_year(TABLE, points=points, carried=carried, level=LEVELS["B"])
    assert 0 <= check.carried_points <= check.counted == points + carried
