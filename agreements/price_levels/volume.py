"""Pooled volume: what all members have ordered, and the price level it gives each of them.

A programme whose volume is pooled takes its level from the volume of the whole framework
agreement: points per pool in the counting year, with what the years before leave (roll_over.py);
points per pool over the term; or, where users or devices are counted, the highest quantity of any
pool over the term. An agreement never falls below the level of its own. The level that an order
helps to reach holds from the next order on: each order keeps the prices it was placed under.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from agreements.frameworks.models import FrameworkAgreement
from agreements.periods import counting_year, counting_years
from agreements.price_levels.levels import LevelTable, Step, level_table, with_levels
from agreements.price_levels.models import (
    LevelMeasure,
    PooledVolume,
    PriceLevel,
    ProductPool,
    Programme,
)
from agreements.price_levels.roll_over import check_years
from municipalities.texts import Text


@dataclass(frozen=True)
class PooledTier:
    """Where the pooled volume stands in one pool ("" for all): level reached, and the way on."""

    pool: str
    measured: int
    level: PriceLevel | None
    next_step: Step | None

    @property
    def pool_name(self) -> Text:
        """The pool as people read it; empty for all."""
        return ProductPool(self.pool).label if self.pool else ""

    @property
    def missing(self) -> int | None:
        """How much is missing to the next level; None at the highest."""
        return self.next_step.minimum - self.measured if self.next_step else None


def count_volume(framework: FrameworkAgreement, sums, *, on: date) -> None:
    """Add to the kept sums of the counting year; `sums` is {pool: (quantity, points)}.

    Rows are locked in the order of their pools, so that two orders cannot wait for each other.
    """
    year = counting_year(framework.starts_on, on)
    rows = {"framework": framework, "year_from": year}
    PooledVolume.objects.bulk_create(
        [PooledVolume(pool=pool, **rows) for pool in sorted(sums)], ignore_conflicts=True
    )
    for pool in sorted(sums):
        quantity, points = sums[pool]
        PooledVolume.objects.filter(pool=pool, **rows).update(
            quantity=F("quantity") + quantity, points=F("points") + points
        )


def pooled_tiers(
    programme: Programme,
    tables: dict[str, LevelTable],
    *,
    framework: FrameworkAgreement,
    on: date,
    volumes=None,
):
    """By pool, where the pooled volume stands on a day; empty when the volume is not pooled."""
    if not programme.pools_volume or programme.level_measure == LevelMeasure.NONE:
        return {}
    if volumes is None:
        volumes = list(PooledVolume.objects.filter(framework=framework))
    years = list(counting_years(framework.starts_on, on))
    return {
        pool: _tier(programme, table, _of_pool(volumes, pool, programme), pool=pool, years=years)
        for pool, table in tables.items()
        if bool(pool) == programme.is_per_pool
    }


def _of_pool(volumes, pool, programme: Programme):
    """The kept sums that a pool's level follows from."""
    return [row for row in volumes if row.pool == pool or not programme.is_per_pool]


def _tier(programme: Programme, table, volumes, *, pool, years) -> PooledTier:
    """Where a pool stands; `years` are the counting years until now, the last one running."""
    measured, held = _measured(programme, volumes), None
    if programme.level_measure == LevelMeasure.POINTS_YEAR:
        points = [sum(row.points for row in volumes if row.year_from == year) for year in years]
        check = check_years(table, points[:-1])
        measured = points[-1] + (check.carried_points if check else 0)
        held = check.level if check else None
    level = table.higher(table.level_for(measured), held)
    return PooledTier(
        pool=pool,
        measured=measured,
        level=level,
        next_step=table.next_step(max(measured, table.minimum_of(level))),
    )


def _measured(programme: Programme, volumes):
    """What the programme measures over the whole term, of the kept sums of a level's pools."""
    if programme.level_measure != LevelMeasure.QUANTITY:
        return sum(row.points for row in volumes)
    by_pool: dict[str, int] = {}
    for row in volumes:
        by_pool[row.pool] = by_pool.get(row.pool, 0) + row.quantity
    return max(by_pool.values(), default=0)


def programmes_with_tiers(framework: FrameworkAgreement, on: date):
    """The framework's programmes whose volume is pooled, each with its `tiers` on a day."""
    every = with_levels(framework.programmes.all())
    programmes = [programme for programme in every if programme.pools_volume]
    volumes = list(PooledVolume.objects.filter(framework=framework))
    for programme in programmes:
        tables = {pool: level_table(programme, on, pool=pool) for pool in ("", *ProductPool.values)}
        tiers = pooled_tiers(programme, tables, framework=framework, on=on, volumes=volumes)
        programme.tiers = list(tiers.values())
    return programmes
