"""When a true-up is answered."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.periods import last_day_of_term
from agreements.trueups.window import window_ahead


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "on", "expected"),
    [
        # A year of three, before, on and after each edge
        ("2026-01-01", "2028-12-31", "2026-01-01", ("2027-01-01", "2026-11-02", "2026-12-02")),
        ("2026-01-01", "2028-12-31", "2026-11-02", ("2027-01-01", "2026-11-02", "2026-12-02")),
        ("2026-01-01", "2028-12-31", "2026-12-02", ("2027-01-01", "2026-11-02", "2026-12-02")),
        ("2026-01-01", "2028-12-31", "2026-12-03", ("2028-01-01", "2027-11-02", "2027-12-02")),
        ("2026-01-01", "2028-12-31", "2027-01-01", ("2028-01-01", "2027-11-02", "2027-12-02")),
        # The last year: within 30 days before the end
        ("2026-01-01", "2028-12-31", "2027-12-03", ("2029-01-01", "2028-12-02", "2028-12-31")),
        ("2026-01-01", "2028-12-31", "2028-12-31", ("2029-01-01", "2028-12-02", "2028-12-31")),
        ("2026-01-01", "2028-12-31", "2029-01-01", None),
        # 29 February: the anniversary is the 28th, and the 29th in a leap year
        ("2024-02-29", "2027-02-27", "2024-03-01", ("2025-02-28", "2024-12-30", "2025-01-29")),
        ("2024-02-29", "2028-02-28", "2027-03-01", ("2028-02-29", "2028-01-30", "2028-02-28")),
        # Across a leap day
        ("2026-03-20", "2029-03-19", "2027-12-01", ("2028-03-20", "2028-01-20", "2028-02-19")),
        # A term of one year has its last year at once
        ("2026-06-01", "2027-05-31", "2026-06-02", ("2027-06-01", "2027-05-02", "2027-05-31")),
        # A term that ends between two anniversaries
        ("2026-06-01", "2027-09-30", "2027-06-10", ("2027-10-01", "2027-09-01", "2027-09-30")),
    ],
)
def test_the_window_of_a_day(start, end, on, expected):
    found = window_ahead(starts_on=day(start), ends_on=day(end), on=day(on))
    seen = found and (found.anniversary, found.opens_on, found.closes_on)
    assert seen == (expected and tuple(map(day, expected)))


@given(
    start=st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    months=st.integers(2, 60),
    after=st.integers(0, 2000),
)
def test_a_window_lies_ahead_and_before_its_anniversary(start, months, after):
    end = last_day_of_term(start, months=months)
    on = start + timedelta(days=after)
    found = window_ahead(starts_on=start, ends_on=end, on=on)
    if found is None:
        assert on > end
        return
    assert found.opens_on <= found.closes_on < found.anniversary <= end + timedelta(days=1)
    assert on <= found.closes_on
