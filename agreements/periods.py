"""Terms and anniversaries: pure arithmetic on dates; all days are inclusive."""

import calendar
from datetime import date, timedelta


def add_months(day: date, months: int):
    """The same day of the month `months` later, or that month's last day where it is shorter."""
    month_count = day.year * 12 + day.month - 1 + months
    year, month = month_count // 12, month_count % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, _length(year, month)))


def last_day_of_term(starts_on: date, *, months: int):
    """The last day of a term of `months` that begins on `starts_on`."""
    return add_months(starts_on, months) - timedelta(days=1)


def months_begun(first_day, last_day: date):
    """How many months are begun from a first day to a last: a day more than a month is two."""
    months = (last_day.year - first_day.year) * 12 + last_day.month - first_day.month
    return months + 1 if last_day_of_term(first_day, months=months) < last_day else max(months, 1)


def notice_deadline(last_day: date, *, months: int):
    """The last day to give notice so that a term ends on `last_day`: whole months lie between."""
    return add_months(last_day + timedelta(days=1), -months) - timedelta(days=1)


def renewed_last_day(last_day: date, *, months: int, on: date):
    """The last day of the term that runs on a day, when the term renews itself every `months`.

    Counted from the first term, so that a short month on the way shortens no later one.
    """
    first_day_after = last_day + timedelta(days=1)
    renewals = 0
    while last_day < on:
        renewals += 1
        last_day = add_months(first_day_after, renewals * months) - timedelta(days=1)
    return last_day


def next_anniversary(starts_on: date, *, after):
    """The first anniversary of `starts_on` after a day; 28 February for 29 February."""
    years = max(after.year - starts_on.year, 1)
    day = add_months(starts_on, 12 * years)
    return day if day > after else add_months(starts_on, 12 * (years + 1))


def counting_year(starts_on: date, day: date):
    """The first day of the year, counted from `starts_on`, in which a day lies.

    A day before the start lies in the first year: what is ordered early counts from there.
    """
    years = max(day.year - starts_on.year, 0)
    first = add_months(starts_on, 12 * years)
    return first if first <= day or not years else add_months(starts_on, 12 * (years - 1))


def counting_years(starts_on: date, day: date):
    """The first days of the years counted from `starts_on`, up to the one in which a day lies."""
    last = counting_year(starts_on, day)
    return [add_months(starts_on, 12 * n) for n in range(last.year - starts_on.year + 1)]


def _length(year, month) -> int:
    return calendar.monthrange(year, month)[1]
