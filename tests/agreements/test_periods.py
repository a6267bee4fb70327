from datetime import date

import pytest

from agreements.periods import add_months, last_day_of_term, next_anniversary


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 1), 36, date(2029, 3, 1)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_months_last(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 1), 36, date(2028, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 11, 23), 36, date(2029, 11, 22)),
    ],
)
def test_a_term_ends_the_day_before_its_start_comes_round(start, months, expected):
    assert last_day_of_term(start, months=months) == expected


@pytest.mark.parametrize(
    ("start", "after", "expected"),
    [
        (date(2026, 5, 1), date(2026, 5, 1), date(2027, 5, 1)),
        (date(2026, 5, 1), date(2026, 11, 23), date(2027, 5, 1)),
        (date(2024, 2, 29), date(2025, 1, 1), date(2025, 2, 28)),
        (date(2024, 2, 29), date(2027, 3, 1), date(2028, 2, 29)),
        (date(2024, 5, 1), date(2026, 5, 1), date(2027, 5, 1)),
    ],
)
def test_the_next_anniversary_is_after_today(start, after, expected):
    assert next_anniversary(start, after=after) == expected
