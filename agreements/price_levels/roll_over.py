"""The yearly check of a programme that counts points per pool: pure, on points already summed.

At each anniversary the points of the year that ended, with what was left over from the year before
it, give the level of the next year:

- What is reached counts from the order that reaches it, and holds through the next year.
- What is missed falls one level, never more, and never below the lowest.
- What is counted beyond the need of the level that holds next is left over, and counts in the next
  year: 700 points at a need of 500 leave 200, and 300 are enough the year after.
- A year below the lowest threshold puts the pool on hold: the next order must reach that threshold
  by itself.

Published for Select Plus (surplus since March 2011); the rise at the order that reaches a level and
the fall by one level at most are published for its successor.
"""

from dataclasses import dataclass
from typing import Any

from agreements.price_levels.models import PriceLevel


@dataclass(frozen=True)
class YearCheck:
    """What a year's points give the next: its level, and the points left over for it.

    `counted` is the year's own points and what was left over from before.
    """

    counted: int
    level: PriceLevel | None
    carried_points: int
    is_on_hold: bool


def check_year(table, *, points, carried=0, level=None) -> YearCheck:
    """Check a year in which `level` held, with `carried` points left over from the one before."""
    counted = points + carried
    reached = table.level_for(counted)
    held = table.higher(reached, _one_below(table, level))
    need = table.minimum_of(held)
    return YearCheck(
        counted=counted,
        level=held,
        carried_points=max(counted - need, 0) if need else 0,
        is_on_hold=bool(table.steps) and table.fixed is None and reached is None,
    )


def check_years(table, points_by_year) -> YearCheck | None:
    """The check of the last of successive years, oldest first; None when no year has ended."""
    check = None
    for points in points_by_year:
        before: dict[str, Any] = (
            {"carried": check.carried_points, "level": check.level} if check else {}
        )
        check = check_year(table, points=points, **before)
    return check


def _one_below(table, level):
    """The level under one that was missed; the lowest has none under it, and stays."""
    levels = [step.level for step in table.steps]
    if level not in levels:
        return None
    return levels[max(levels.index(level) - 1, 0)]
