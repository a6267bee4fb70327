"""Selecting products with the price an organisation gets on a day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import (
    BigIntegerField,
    Case,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.db.models.query import QuerySet

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import Price, PriceList, Product, VatRate
from agreements.catalogue.price_terms import ALL_POOLS, PriceTerms, price_terms
from agreements.catalogue.pricing import PriceBuildUp, build_up, discount_factor, markup_factor
from agreements.frameworks.models import FrameworkAgreement, Lot
from agreements.price_levels.models import PriceLevel
from municipalities.people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class OwnPrices(TypedDict):
    """What a query adds to a product: an organisation's prices for one, in kroner, and points."""

    level_price: Decimal
    list_price: Decimal
    unit_points: int
    unit_net: Decimal
    saved: Decimal


type PricedProduct = WithAnnotations[Product, OwnPrices]


def products_for(
    agreement: VolumeLicenceAgreement, on: date, *, terms: PriceTerms | None = None
) -> QuerySet[PricedProduct]:
    """What can be ordered under a volume licence agreement on a day, with its price in kroner.

    Each product has `list_price`, `level_price`, `unit_net` (see pricing.py, whose steps the
    database follows here, so that any number of products is one query) and `unit_points`.
    Products without a price on the list in force, those no longer sold, and those without a lot
    where the framework agreement has lots, are not included.
    `terms` are the price terms of the same agreement and day, where they are at hand.
    """
    terms = terms or price_terms(agreement, on)
    framework = agreement.accession.framework_id
    for_sale = _priced(agreement, terms).filter(sold_on(on), has_lot(framework))
    return for_sale.select_related("supports")


def quantities_in_basket(agreement: VolumeLicenceAgreement, user: User) -> dict[int, int]:
    """How many of each product the person's basket holds, as {product id: quantity}."""
    lines = agreement.baskets.filter(user=user, lines__isnull=False)
    return dict(lines.values_list("lines__product", "lines__quantity"))


def _priced(agreement: VolumeLicenceAgreement, terms: PriceTerms) -> QuerySet[PricedProduct]:
    """The framework's products that have a price on the list."""
    return (
        Product.objects.filter(framework=agreement.accession.framework_id)
        .alias(own_level=_own_level(terms), base_level=_by_pool(terms.base))
        .filter(Exists(_prices(terms, "own_level")))
        .annotate(level_price=_price(terms, "own_level", "net"))
        .annotate(
            list_price=Coalesce(_price(terms, "base_level", "net"), F("level_price")),
            unit_points=_price(terms, "own_level", "points"),
        )
        .annotate(unit_net=_unit_net(terms))
        .annotate(saved=F("list_price") - F("unit_net"))
    )


def _own_level(terms: PriceTerms) -> Case:
    """The key of the level at which the organisation buys the product."""
    without = When(kind__in=terms.kinds_without_levels, then=_by_pool(terms.base))
    return Case(without, default=_by_pool(terms.own))


def _by_pool(levels: Mapping[str, PriceLevel | None]) -> Case:
    keys = {pool: level.pk if level else None for pool, level in levels.items()}
    common = keys.pop(ALL_POOLS)
    own = [When(pool=pool, then=_key(key)) for pool, key in keys.items() if key != common]
    return Case(*own, default=_key(common))


def _key(key: int | None) -> Value:
    return Value(key, output_field=BigIntegerField(null=True))


def _prices(terms: PriceTerms, level: str) -> QuerySet[Price]:
    """The product's prices on the list: at the level, and the one for all."""
    return Price.objects.filter(
        Q(price_level=OuterRef(level)) | Q(price_level=None),
        price_list=terms.price_list,
        product=OuterRef("pk"),
    )


def _price(terms: PriceTerms, level: str, column: str) -> Subquery:
    level_first = F("price_level").asc(nulls_last=True)
    return Subquery(_prices(terms, level).order_by(level_first).values(column)[:1])


def _unit_net(terms: PriceTerms) -> Round:
    """Steps 3 and 4 of pricing.py; PostgreSQL rounds a numeric half up, as they do."""
    kroner = DecimalField(max_digits=14, decimal_places=2)
    exact = F("level_price") * Value(discount_factor(terms.discount_percent))
    discounted = Round(ExpressionWrapper(exact, output_field=kroner), precision=2)
    marked_up = discounted * Value(markup_factor(terms.markup_percent))
    return Round(ExpressionWrapper(marked_up, output_field=kroner), precision=2)


def vat_percent(on: date) -> Decimal:
    """The standard VAT rate on a day, in per cent."""
    return VatRate.objects.filter(valid_from__lte=on).latest("valid_from").percent


def products_by_id(
    agreement: VolumeLicenceAgreement, *, terms: PriceTerms
) -> QuerySet[PricedProduct]:
    """Products of the framework with prices, also those that are no longer sold."""
    return _priced(agreement, terms).select_related("supports", "replaced_by")


class OwnSupport(TypedDict):
    """What stands with a product that is compared: the support that can be bought for it."""

    support_lines: list[PricedProduct]


type ComparedProduct = WithAnnotations[PricedProduct, OwnSupport]


def products_to_compare(
    agreement: VolumeLicenceAgreement, on: date, *, keys: Iterable[int]
) -> list[ComparedProduct]:
    """Products side by side, each with its `support_lines`, in two queries."""
    terms = price_terms(agreement, on)
    for_sale = products_for(agreement, on, terms=terms)
    products = cast(list[ComparedProduct], list(for_sale.filter(pk__in=keys)))
    support = list(for_sale.filter(supports__in=products))
    for product in products:
        product.support_lines = [one for one in support if one.supports_id == product.pk]
    return products


def build_up_of(product: PricedProduct, terms: PriceTerms, *, on: date) -> PriceBuildUp:
    """How the price of a product came about."""
    return build_up(
        list_price=product.list_price,
        level_price=product.level_price,
        discount_percent=terms.discount_percent,
        markup_percent=terms.markup_percent,
        vat_percent=vat_percent(on),
    )


def historic_prices(product: Product, level: PriceLevel | None, *, until: date) -> QuerySet[Price]:
    """The product's prices at a level and for all, on the lists up to a day."""
    return (
        Price.objects.filter(Q(price_level=level) | Q(price_level=None))
        .filter(price_list__withdrawn_at=None)
        .filter(product=product, price_list__valid_from__lte=until)
        .select_related("price_list")
    )


def differing_values(
    framework: FrameworkAgreement, price_list: PriceList | None, on: date, fields: Sequence[str]
) -> dict[str, list]:
    """{field: its values among the products for sale on a list, sorted}, in one query.

    A field that is the same for all of them has none.
    """
    prices = Price.objects.filter(product=OuterRef("pk"), price_list=price_list)
    for_sale = Product.objects.filter(Exists(prices), framework=framework)
    for_sale = for_sale.filter(sold_on(on), has_lot(framework))
    rows = list(for_sale.order_by().values(*fields).distinct())
    found = {field: {row[field] for row in rows} for field in fields}
    return {
        field: sorted(values - {""}) if len(values) > 1 else [] for field, values in found.items()
    }


def sold_on(on: date) -> Q:
    """The condition that a product is sold on a day."""
    return Q(sold_until=None) | Q(sold_until__gte=on)


def has_lot(framework: FrameworkAgreement | int) -> Q:
    """The condition that a product has a lot, where its framework agreement has lots."""
    return Q(lot__isnull=False) | Q(~Exists(Lot.objects.filter(framework=framework)))
