"""The data of `agreements`, in the order of the work."""
# ruff: noqa: I001 - the order of the work, not of the alphabet

from agreements.documents.models import IssuedDocument
from agreements.signing.models import Signature
from agreements.frameworks.models import (
    Alert,
    Amendment,
    EligibilityBasis,
    FixedLevel,
    FrameworkAgreement,
    FrameworkDiscount,
    LevelThreshold,
    LevelsEnd,
    Negotiation,
    Option,
    PooledVolume,
    PriceLevel,
    Programme,
    Reseller,
    ResellerMarkup,
    Supplier,
    SupplierDocument,
    Suspension,
    TermsVersion,
)
from agreements.accessions.models import (
    Accession,
    AccessionAct,
    IssuedDeclaration,
    LegOverride,
    PoolLevel,
    VolumeLicenceAgreement,
)
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
from agreements.reports.models import SummaryBatch, SummaryInBatch

__all__ = [
    "Accession",
    "AccessionAct",
    "Alert",
    "Amendment",
    "Basket",
    "BasketLine",
    "Dispatch",
    "EligibilityBasis",
    "FixedLevel",
    "FrameworkAgreement",
    "FrameworkDiscount",
    "IssuedDeclaration",
    "IssuedDocument",
    "LedgerEntry",
    "LegOverride",
    "LevelThreshold",
    "LevelsEnd",
    "Negotiation",
    "Option",
    "Order",
    "OrderStep",
    "OrderLine",
    "PoolLevel",
    "PooledVolume",
    "Price",
    "PriceLevel",
    "PriceList",
    "Product",
    "Programme",
    "Reseller",
    "ResellerMarkup",
    "Signature",
    "SummaryBatch",
    "SummaryInBatch",
    "Supplier",
    "SupplierDocument",
    "Suspension",
    "TermsVersion",
    "VatRate",
    "VolumeLicenceAgreement",
]
