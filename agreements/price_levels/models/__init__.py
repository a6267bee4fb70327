"""Programmes, price levels and what follows from them: the table of contents."""

from agreements.price_levels.models.goods import ProductKind, ProductPool
from agreements.price_levels.models.levels import FixedLevel, LevelsEnd, LevelThreshold, PriceLevel
from agreements.price_levels.models.price_terms import FrameworkDiscount, ResellerMarkup
from agreements.price_levels.models.programmes import (
    PER_POOL,
    CountingBasis,
    LevelMeasure,
    Programme,
)
from agreements.price_levels.models.volume import PooledVolume

__all__ = [
    "CountingBasis",
    "FixedLevel",
    "FrameworkDiscount",
    "LevelMeasure",
    "LevelThreshold",
    "LevelsEnd",
    "PER_POOL",
    "PooledVolume",
    "PriceLevel",
    "ProductKind",
    "ProductPool",
    "Programme",
    "ResellerMarkup",
]
