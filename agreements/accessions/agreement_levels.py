"""At which price level an agreement buys on a day: its own, or the better one of the pooled volume.

What a page shows, what the catalogue prices at and what an order freezes are all asked for here.
"""

from dataclasses import dataclass
from datetime import date

from agreements.accessions.models import PoolLevel, RenewedLevel, VolumeLicenceAgreement
from agreements.accessions.queries import renewed_levels
from agreements.price_levels.levels import LevelTable, level_table, with_levels
from agreements.price_levels.models import PriceLevel, ProductPool, Programme
from agreements.price_levels.volume import PooledTier, pooled_tiers

ALL_POOLS = ""


@dataclass(frozen=True)
class AgreementLevels:
    """By pool ("" for products of none): the level, the table it stands in, and pooled volume.

    `own` is the better of the agreement's level and the one that the pooled volume gives (`tiers`).
    """

    own: dict[str, PriceLevel | None]
    tables: dict[str, LevelTable]
    tiers: dict[str, PooledTier]

    @property
    def text(self):
        """The level as people read it."""
        return level_text(self.own)


def levels_on(agreement: VolumeLicenceAgreement, on: date) -> AgreementLevels:
    """The levels of a volume licence agreement on a day, in a fixed number of queries."""
    tables = _tables(agreement.programme, on)
    framework = agreement.accession.framework
    tiers = pooled_tiers(agreement.programme, tables, framework=framework, on=on)
    own = _with_pooled(_own_levels(agreement, tables, on=on), tables, tiers)
    return AgreementLevels(own=own, tables=tables, tiers=tiers)


def level_text(levels):
    """Levels by pool as people read them: "B", or "Servers: B, Systems: A"; empty without any."""
    if levels[ALL_POOLS]:
        return levels[ALL_POOLS].code
    return ", ".join(
        f"{ProductPool(pool).label}: {level.code}" for pool, level in levels.items() if level
    )


def _tables(programme: Programme, on: date) -> dict[str, LevelTable]:
    """The programme's levels on the day, by pool."""
    programme = with_levels(Programme.objects.filter(pk=programme.pk)).get()
    return {
        pool: level_table(programme, on, pool=pool) for pool in (ALL_POOLS, *ProductPool.values)
    }


def _own_levels(agreement: VolumeLicenceAgreement, tables, *, on: date):
    """The agreement's own level by pool: as drawn up, or as renewed since."""
    renewed = renewed_levels(agreement, on)
    if not agreement.programme.is_per_pool:
        newest = renewed.get(ALL_POOLS)
        return dict.fromkeys(tables, newest.price_level if newest else agreement.price_level)
    own: list[PoolLevel | RenewedLevel] = [
        *agreement.pool_levels.select_related("price_level"),
        *renewed.values(),
    ]
    by_pool = {row.pool: row.price_level for row in own}
    return {pool: by_pool.get(pool) for pool in tables}


def _with_pooled(own, tables, tiers):
    """The better level of two, in each pool."""
    tier_of = {pool: tiers.get(pool) or tiers.get(ALL_POOLS) for pool in own}
    return {
        pool: tables[pool].higher(own[pool], tier.level) if tier else own[pool]
        for pool, tier in tier_of.items()
    }
