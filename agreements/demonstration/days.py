"""Days and chance of the demonstration: the same every time it is made, and never in the future."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

FIRST_DAY = date(2025, 1, 6)
LAST_DAY = date(2026, 11, 20)
"""Nothing happens before the first or after the last; both are working days."""

SATURDAY = 5
HOLIDAYS = {(1, 1), (5, 1), (5, 17), (12, 24), (12, 25), (12, 26), (12, 31)}


def seeded_random(*words) -> Random:
    """Chance that falls the same way for the same words, whatever else is made."""
    return Random(" ".join(map(str, words)))  # noqa: S311 - repeatable on purpose, hides nothing


def is_workday(day: date):
    """True when people are at work; Easter is forgotten."""
    return day.weekday() < SATURDAY and (day.month, day.day) not in HOLIDAYS


def workday(day: date, *, later=0):
    """The first working day from a day on, then so many working days later; negative: earlier."""
    while not is_workday(day):
        day += timedelta(days=1)
    step = timedelta(days=1 if later > 0 else -1)
    for _ in range(abs(later)):
        day += step
        while not is_workday(day):
            day += step
    return day


def workdays(first, last):
    """The working days from first to last, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]


def moment(day: date, hour, minute=0, second=0) -> datetime:
    """A moment of a day on Norwegian clocks."""
    at = time(hour, minute, second, tzinfo=timezone.get_default_timezone())
    return datetime.combine(day, at)


def some_moment(chance, day: date, *, hours) -> datetime:
    """A moment of a day within the hours (first, before)."""
    return moment(day, chance.randrange(*hours), chance.randrange(60), chance.randrange(60))


def newest(rows, on: date):
    """Of rows that hold from a day (`valid_from`) until the next one: the one that holds `on`."""
    return max((row for row in rows if row.valid_from <= on), key=lambda row: row.valid_from)
