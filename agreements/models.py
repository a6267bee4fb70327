"""The data of `agreements`, in the order of the work."""

from agreements.frameworks.models import (
    FrameworkAgreement,
    Negotiation,
    PriceLevel,
    Programme,
    Reseller,
    Supplier,
    TermsVersion,
)
from agreements.accessions.models import Accession, VolumeLicenceAgreement  # isort: skip
from agreements.catalogue.models import Price, PriceList, Product, VatRate  # isort: skip
from agreements.holdings.models import LedgerEntry  # isort: skip
from agreements.orders.models import (  # isort: skip
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
