"""What can be bought and what it costs: the table of contents."""

from agreements.catalogue.models.facts import FACTS, ProductFacts
from agreements.catalogue.models.prices import Price, PriceList, VatRate
from agreements.catalogue.models.products import SEARCHED, Edition, Product

__all__ = [
    "FACTS",
    "SEARCHED",
    "Edition",
    "Price",
    "PriceList",
    "Product",
    "ProductFacts",
    "VatRate",
]
