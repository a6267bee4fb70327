"""Which price level a measured volume gives on a day: pure, on rows already fetched.

A threshold is inclusive: 250 gives the level that holds from 250. Of the rows of a level the
newest of the day counts, and one of the pool goes before one of every pool. A fixed level goes
before all thresholds. Points in one pool never count in another: each pool is asked about alone.
"""

from dataclasses import dataclass
from datetime import date

from agreements.price_levels.models import LevelMeasure, PriceLevel, ProductPool, Programme


@dataclass(frozen=True)
class Step:
    """A level, and the lowest volume that gives it."""

    level: PriceLevel
    minimum: int


@dataclass(frozen=True)
class LevelTable:
    """A pool's levels on a day, the lowest first, and the level that everybody has, if any."""

    steps: tuple[Step, ...]
    fixed: PriceLevel | None = None

    @property
    def base(self) -> PriceLevel | None:
        """The smallest customer's level, whose price is the list price; None without levels."""
        return self.steps[0].level if self.steps else self.fixed

    def level_for(self, measured) -> PriceLevel | None:
        """The level that a volume gives; None below the lowest threshold."""
        return self.fixed or self._reached(measured)

    def minimum_of(self, level) -> int:
        """The lowest volume that gives a level; 0 where none is asked for."""
        return next((step.minimum for step in self.steps if step.level == level), 0)

    def next_step(self, measured) -> Step | None:
        """The next level and its threshold; None at the highest, and where the level is fixed."""
        ahead = [step for step in self.steps if step.minimum > measured]
        return ahead[0] if ahead and self.fixed is None else None

    def higher(self, one, other):
        """The better of two levels; None is none."""
        known = [level for level in (one, other) if level is not None]
        return max(known, key=self._place, default=None)

    def _reached(self, measured) -> PriceLevel | None:
        reached = [step.level for step in self.steps if step.minimum <= measured]
        return reached[-1] if reached else None

    def _place(self, level) -> int:
        places = [step.level.pk for step in self.steps]
        return places.index(level.pk) if level.pk in places else -1


def with_levels(programmes):
    """Programmes with the rows that `level_table` needs."""
    return programmes.prefetch_related("price_levels__thresholds", "fixed_levels__price_level")


def has_levels(programme: Programme, on: date) -> bool:
    """Whether a programme that measures something has a level on a day, in any pool."""
    if programme.level_measure == LevelMeasure.NONE:
        return True
    pools = ("", *ProductPool.values)
    return any(level_table(programme, on, pool=pool).base is not None for pool in pools)


def level_table(programme: Programme, on: date, *, pool="") -> LevelTable:
    """A programme's levels on a day, in one pool or (empty) where pools do not matter."""
    if programme.level_measure == LevelMeasure.NONE:
        return LevelTable(steps=())
    steps = [
        Step(level=level, minimum=threshold.minimum)
        for level in programme.price_levels.all()
        if (threshold := _newest(level.thresholds.all(), on, pool))
        and threshold.minimum is not None
    ]
    fixed = _newest(programme.fixed_levels.all(), on, pool)
    return LevelTable(
        steps=tuple(sorted(steps, key=lambda step: step.minimum)),
        fixed=fixed.price_level if fixed else None,
    )


def _newest(rows, on: date, pool):
    """The row in force on a day: the pool's own, else the one of every pool; newest first."""
    in_force = [row for row in rows if row.valid_from <= on and row.pool in {"", pool}]
    return max(in_force, key=lambda row: (row.pool != "", row.valid_from), default=None)
