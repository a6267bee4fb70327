"""What an organisation's prices depend on under its agreement on a day, read before any product."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import DecimalField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from agreements.accessions.agreement_levels import ALL_POOLS, level_text, levels_on
from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import PriceList, Product
from agreements.catalogue.price_lists import price_lists
from agreements.price_levels.levels import LevelTable
from agreements.price_levels.models import FrameworkDiscount, PriceLevel, ResellerMarkup
from agreements.price_levels.queries import kinds_without_levels
from agreements.price_levels.volume import PooledTier

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

NO_PERCENT = Decimal("0.00")


@dataclass(frozen=True)
class PriceTerms:
    """The price list in force, the levels by pool ("" for products of none), and percentages.

    `own`, `tables` and `tiers` are those of accessions/agreement_levels.py.
    `base` holds the levels of list prices. `kinds_without_levels` are bought at them.
    """

    price_list: PriceList | None
    own: dict[str, PriceLevel | None]
    base: dict[str, PriceLevel | None]
    kinds_without_levels: list[str]
    discount_percent: Decimal
    markup_percent: Decimal
    tables: dict[str, LevelTable]
    tiers: dict[str, PooledTier]

    @property
    def level_text(self):
        """The level at which the organisation buys, as people read it."""
        return level_text(self.own)

    def at_next_level(self):
        """The same terms with every pool at its next pooled level, to tell what it would save."""
        ahead = {pool: tier.next_step.level for pool, tier in self.tiers.items() if tier.next_step}
        own = {
            pool: self.tables[pool].higher(level, ahead.get(pool) or ahead.get(ALL_POOLS))
            for pool, level in self.own.items()
        }
        return replace(self, own=own)

    def level_of(self, product: Product) -> PriceLevel | None:
        """The level at which the organisation buys a product; None where it has none."""
        levels = self.base if product.kind in self.kinds_without_levels else self.own
        return levels.get(product.pool, levels[ALL_POOLS])


def price_terms(agreement: VolumeLicenceAgreement, on: date) -> PriceTerms:
    """The price terms of a volume licence agreement on a day, in a fixed number of queries."""
    price_list = _price_list(agreement, on)
    levels = levels_on(agreement, on)
    return PriceTerms(
        price_list=price_list,
        own=levels.own,
        base={pool: table.base for pool, table in levels.tables.items()},
        kinds_without_levels=kinds_without_levels(agreement.programme, on),
        discount_percent=price_list.discount_percent if price_list else NO_PERCENT,
        markup_percent=price_list.markup_percent if price_list else NO_PERCENT,
        tables=levels.tables,
        tiers=levels.tiers,
    )


class Percents(TypedDict):
    """What a query adds to a price list: the discount and the markup of a day."""

    discount_percent: Decimal
    markup_percent: Decimal


type ListWithPercents = WithAnnotations[PriceList, Percents]


def _price_list(agreement: VolumeLicenceAgreement, on: date) -> ListWithPercents | None:
    """The newest list in force, with `discount_percent` and `markup_percent` of the day."""
    framework = agreement.accession.framework_id
    here = {"framework": OuterRef("framework"), "valid_from__lte": on}
    discounts = FrameworkDiscount.objects.filter(**here)
    markups = ResellerMarkup.objects.filter(**here, reseller=agreement.reseller_id)
    return (
        price_lists(framework)
        .filter(valid_from__lte=on)
        .annotate(discount_percent=_newest(discounts), markup_percent=_newest(markups))
        .first()
    )


def _newest(rows) -> Coalesce:
    percent = Subquery(rows.order_by("-valid_from").values("percent")[:1])
    return Coalesce(percent, NO_PERCENT, output_field=DecimalField(max_digits=5, decimal_places=2))
