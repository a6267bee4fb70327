"""The data of `agreements`, in the order of the work."""
# ruff: noqa: I001 - the order of the work, not of the alphabet

from agreements.frameworks.models import (
    FrameworkAgreement,
    Negotiation,
    PriceLevel,
    Programme,
    Reseller,
    Supplier,
    TermsVersion,
)
from agreements.accessions.models import Accession, VolumeLicenceAgreement
from agreements.catalogue.models import Price, PriceList, Product, VatRate
from agreements.holdings.models import LedgerEntry
from agreements.orders.models import (
    Basket,
    BasketLine,
    Dispatch,
    Order,
    OrderStep,
    OrderLine,
)

__all__ = [
    "Accession",
    "Basket",
    "BasketLine",
    "Dispatch",
    "FrameworkAgreement",
    "LedgerEntry",
    "Negotiation",
    "Order",
    "OrderStep",
    "OrderLine",
    "Price",
    "PriceLevel",
    "PriceList",
    "Product",
    "Programme",
    "Reseller",
    "Supplier",
    "TermsVersion",
    "VatRate",
    "VolumeLicenceAgreement",
]
