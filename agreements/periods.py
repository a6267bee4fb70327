"""Terms and anniversaries: pure arithmetic on dates; all days are inclusive."""

import calendar
from datetime import timedelta


def add_months(day, months):
    """The same day of the month `months` later, or that month's last day where it is shorter."""
    month_count = day.year * 12 + day.month - 1 + months
    year, month = month_count // 12, month_count % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, _length(year, month)))


def last_day_of_term(starts_on, *, months):
    """The last day of a term of `months` that begins on `starts_on`."""
    return add_months(starts_on, months) - timedelta(days=1)


def next_anniversary(starts_on, *, after):
    """The first anniversary of `starts_on` after a day; 28 February for 29 February."""
    years = max(after.year - starts_on.year, 1)
    day = add_months(starts_on, 12 * years)
    return day if day > after else add_months(starts_on, 12 * (years + 1))


def _length(year, month):
    return calendar.monthrange(year, month)[1]
