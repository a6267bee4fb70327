"""What can be bought: the products of data/products-*.csv, and their prices on two lists.

The tables hold the price at level A on the newest list; the other prices follow by fixed
factors. Subscriptions cost the same at every level from 2026, as the terms say.
"""

from datetime import date
from decimal import Decimal

from agreements.demonstration import tables
from agreements.demonstration.days import moment
from agreements.frameworks.models import FrameworkAgreement
from agreements.models import Edition, Price, PriceLevel, PriceList, Product
from agreements.money import to_ore

LEVEL_FACTORS = {
    "A": Decimal("1.00"),
    "B": Decimal("0.96"),
    "C": Decimal("0.93"),
    "D": Decimal("0.89"),
}
LISTS = (
    ("2025-01", date(2025, 1, 1), date(2024, 12, 16), Decimal("0.95")),
    ("2026-01", date(2026, 1, 1), date(2025, 12, 15), Decimal("1.00")),
)
"""Version, valid from, published, and the prices measured by the table."""

ONE_PRICE_FROM = date(2026, 1, 1)
PURCHASE_UNITS = {
    None: Product.PurchaseUnit.ONCE,
    12: Product.PurchaseUnit.YEAR,
    36: Product.PurchaseUnit.THREE_YEARS,
}
"""What one payment covers, by the months that the product lasts: it is paid for all at once."""

SERVICES = {Product.Kind.HOURS, Product.Kind.TRAINING}
"""What is in Linpro's second lot; the rest is in the first."""


def make_products(frameworks, *, published_by) -> None:
    """The products and price lists of both framework agreements."""
    for reference, framework in frameworks.items():
        rows = tables.rows(f"products-{reference}")
        products = _products(framework, rows)
        nets = {row["part_number"]: Decimal(row["net"]) for row in rows}
        points = {row["part_number"]: int(row.get("points") or 0) for row in rows}
        levels = list(PriceLevel.objects.filter(programme__framework=framework))
        for version, valid_from, published, factor in LISTS:
            price_list = PriceList.objects.create(
                framework=framework,
                version=version,
                valid_from=valid_from,
                published_at=moment(published, 9),
                published_by=published_by,
            )
            Price.objects.bulk_create(
                price
                for product in products
                for price in _prices(
                    price_list,
                    product,
                    levels,
                    net=nets[product.part_number] * factor,
                    points=points[product.part_number],
                )
            )


def _products(framework: FrameworkAgreement, rows):
    """The products of a table; what is supported stands before its support."""
    made: dict[str, Product] = {}
    lots = {lot.number: lot for lot in framework.lots.all()}
    editions = _editions(framework, rows)
    for row in rows:
        months = int(row["term_months"]) if row["term_months"] else None
        fields = {name: text for name, text in row.items() if name not in {"net", "points"}} | {
            "term_months": months,
            "purchase_unit": PURCHASE_UNITS[months],
            "supports": made.get(row["supports"]),
            "edition": editions.get(row.get("edition")),
            "steps_up_from": editions.get(row.get("steps_up_from")),
            "lot": lots.get(2 if row["kind"] in SERVICES else 1),
        }
        made[row["part_number"]] = Product.objects.create(framework=framework, **fields)
    return list(made.values())


def _editions(framework: FrameworkAgreement, rows):
    """What the products of a table license, by name."""
    names = {row["edition"] for row in rows if row.get("edition")}
    return {name: Edition.objects.create(framework=framework, name=name) for name in sorted(names)}


def _prices(
    price_list: PriceList, product: Product, levels, *, net: Decimal, points
) -> list[Price]:
    """The product's prices on a list: one a level, or one for all."""
    one_price = (
        product.kind == Product.Kind.SUBSCRIPTION and price_list.valid_from >= ONE_PRICE_FROM
    )
    if one_price or not levels:
        return [Price(price_list=price_list, product=product, net=to_ore(net), points=points)]
    return [
        Price(
            price_list=price_list,
            product=product,
            price_level=level,
            net=to_ore(net * LEVEL_FACTORS[level.code]),
            points=points,
        )
        for level in levels
    ]
