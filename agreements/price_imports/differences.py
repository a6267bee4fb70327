"""What a file changes, product by product, as a page shows it."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import DateField, Field, Prefetch

from agreements.catalogue.models import Product
from agreements.frameworks.models import Lot
from agreements.price_imports.models import PriceImport, StagedPrice, StagedProduct
from agreements.price_imports.rows import ROW_FIELDS
from municipalities import formatting
from municipalities.texts import Text

REFERENCE_FIELDS = ("replaced_by", "supports")


@dataclass(frozen=True)
class ChangedFact:
    """One fact of a product, before and after."""

    label: Text
    before: str
    after: str


def staged_products(price_import: PriceImport, change):
    """The file's products of one kind of change, with their prices."""
    prices = Prefetch("prices", StagedPrice.objects.select_related("price_level"))
    products = price_import.products.filter(change=change).select_related("lot")
    return products.prefetch_related(prices)


def with_changed_facts(products):
    """Staged products, each with `changed_facts`: what of it the file changes but its prices."""
    products = list(products)
    pointed_at = {
        product.before[f"{name}_id"]
        for product in products
        if product.before
        for name in REFERENCE_FIELDS
    }
    part_numbers = dict(
        Product.objects.filter(pk__in=pointed_at - {None}).values_list("pk", "part_number")
    )
    lots = Lot.objects.in_bulk({product.before["lot_id"] for product in products if product.before})
    for product in products:
        product.changed_facts = _changed_facts(product, part_numbers, lots)
    return products


def _changed_facts(product: StagedProduct, part_numbers, lots):
    if not product.before:
        return []
    facts = []
    for name in ROW_FIELDS:
        before = _before(product.before, name, part_numbers, lots)
        after = _shown(name, getattr(product, name))
        if before != after:
            label = _column(name).verbose_name
            facts.append(ChangedFact(label, before, after))
    return facts


def _before(before: dict, name: str, part_numbers, lots):
    if name == "lot":
        return str(lots.get(before["lot_id"], ""))
    if name in REFERENCE_FIELDS:
        return part_numbers.get(before[f"{name}_id"], "")
    value = before[name]
    if value and isinstance(Product._meta.get_field(name), DateField):
        value = date.fromisoformat(value)
    return _shown(name, value)


def _column(name: str) -> Field:
    return cast(Field, StagedProduct._meta.get_field(name))


def _shown(name: str, value) -> str:
    if isinstance(value, date):
        return formatting.day(value)
    choices = dict(_column(name).flatchoices)
    return str(choices.get(value, "" if value is None else value))
