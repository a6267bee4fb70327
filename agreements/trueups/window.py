"""When a true-up is answered: pure arithmetic on dates; all days are inclusive.

Between 60 and 30 days before each anniversary of the agreement; in the last year of a term within
30 days before its end (Microsoft's Enterprise Agreement, enrollment terms).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from agreements.periods import next_anniversary

OPENS_BEFORE = timedelta(days=60)
CLOSES_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Window:
    """The true-up before an anniversary: its first and last day to answer."""

    anniversary: date
    opens_on: date
    closes_on: date


def window_ahead(*, starts_on: date, ends_on, on: date) -> Window | None:
    """The window that a day lies in, or the next one, of a term that ends on `ends_on`.

    The day after the term is its last anniversary, whether or not it is renewed. None after that.
    """
    end = ends_on + timedelta(days=1)
    after = on
    while (anniversary := min(next_anniversary(starts_on, after=after), end)) > on:
        found = _window(anniversary, is_last=anniversary == end)
        if on <= found.closes_on:
            return found
        if anniversary == end:
            return None
        after = anniversary
    return None


def _window(anniversary, *, is_last) -> Window:
    if is_last:
        return Window(anniversary, anniversary - CLOSES_BEFORE, anniversary - timedelta(days=1))
    return Window(anniversary, anniversary - OPENS_BEFORE, anniversary - CLOSES_BEFORE)
