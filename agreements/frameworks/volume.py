"""Pooled volume: what all members have ordered, and the price level it gives each of them.

A programme whose volume is pooled takes its level from the volume of the whole framework
agreement: points per pool in the counting year, points per pool over the term, or, where users or
devices are counted, the highest quantity of any pool over the term. An agreement never falls
below the level it was drawn up at. The level that an order helps to reach holds from the next
order on: each order keeps the prices it was placed under.
"""

from dataclasses import dataclass

from django.db.models import F

from agreements.frameworks.levels import LevelTable, Step, level_table, with_levels
from agreements.frameworks.models import LevelMeasure, PooledVolume, PriceLevel, ProductPool
from agreements.periods import counting_year


@dataclass(frozen=True)
class PooledTier:
    """Where the pooled volume stands in one pool ("" for all): level reached, and the way on."""

    pool: str
    measured: int
    level: PriceLevel | None
    next_step: Step | None

    @property
    def pool_name(self):
        """The pool as people read it; empty for all."""
        return ProductPool(self.pool).label if self.pool else ""

    @property
    def missing(self):
        """How much is missing to the next level; None at the highest."""
        return self.next_step.minimum - self.measured if self.next_step else None


def count_volume(framework, sums, *, on):
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


def pooled_tiers(programme, tables: dict[str, LevelTable], *, framework, on, volumes=None):
    """By pool, where the pooled volume stands on a day; empty when the volume is not pooled."""
    if not programme.pools_volume or programme.level_measure == LevelMeasure.NONE:
        return {}
    if volumes is None:
        volumes = list(PooledVolume.objects.filter(framework=framework))
    year = counting_year(framework.starts_on, on)
    return {
        pool: _tier(pool, table, _measured(programme, volumes, pool=pool, year=year))
        for pool, table in tables.items()
        if bool(pool) == programme.is_per_pool
    }


def _tier(pool, table, measured):
    return PooledTier(
        pool=pool,
        measured=measured,
        level=table.level_for(measured),
        next_step=table.next_step(measured),
    )


def _measured(programme, volumes, *, pool, year):
    """What the programme measures of the volumes, in one pool or in the largest."""
    if programme.level_measure == LevelMeasure.QUANTITY:
        by_pool = {}
        for volume in volumes:
            by_pool[volume.pool] = by_pool.get(volume.pool, 0) + volume.quantity
        return max(by_pool.values(), default=0)
    yearly = programme.level_measure == LevelMeasure.POINTS_YEAR
    return sum(
        volume.points
        for volume in volumes
        if volume.pool == pool and (not yearly or volume.year_from == year)
    )


def programmes_with_tiers(framework, on):
    """The framework's programmes whose volume is pooled, each with its `tiers` on a day."""
    every = with_levels(framework.programmes.all())
    programmes = [programme for programme in every if programme.pools_volume]
    volumes = list(PooledVolume.objects.filter(framework=framework))
    for programme in programmes:
        tables = {pool: level_table(programme, on, pool=pool) for pool in ("", *ProductPool.values)}
        tiers = pooled_tiers(programme, tables, framework=framework, on=on, volumes=volumes)
        programme.tiers = list(tiers.values())
    return programmes
