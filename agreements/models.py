"""The data of `agreements`, in the order of the work."""
# ruff: noqa: I001 - the order of the work, not of the alphabet

from agreements.documents.models import IssuedDocument
from agreements.kept_documents.models import KeptDocument
from agreements.signing.models import Signature
from agreements.frameworks.models import (
    Alert,
    Amendment,
    Ceiling,
    CeilingOverride,
    EligibilityBasis,
    FrameworkAgreement,
    Lot,
    Negotiation,
    Option,
    PriceLevel,
    Programme,
    Reseller,
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
    VolumeLicenceAgreement,
)
from agreements.catalogue.models import Price, PriceList, Product, VatRate
from agreements.price_imports.models import (
    ImportFinding,
    PriceImport,
    StagedPrice,
    StagedProduct,
    WaitingPiece,
)
from agreements.holdings.models import LedgerEntry
from agreements.orders.models import (
    Basket,
    BasketLine,
    Dispatch,
    Order,
    OrderStep,
    OrderLine,
    OrderQuestion,
)
from agreements.reports.models import SummaryBatch, SummaryInBatch

__all__ = [
    "Accession",
    "AccessionAct",
    "Alert",
    "Amendment",
    "Basket",
    "BasketLine",
    "Ceiling",
    "CeilingOverride",
    "Dispatch",
    "EligibilityBasis",
    "FrameworkAgreement",
    "ImportFinding",
    "IssuedDeclaration",
    "IssuedDocument",
    "KeptDocument",
    "LedgerEntry",
    "LegOverride",
    "Lot",
    "Negotiation",
    "Option",
    "Order",
    "OrderStep",
    "OrderLine",
    "OrderQuestion",
    "Price",
    "PriceImport",
    "PriceLevel",
    "PriceList",
    "Product",
    "Programme",
    "Reseller",
    "Signature",
    "StagedPrice",
    "StagedProduct",
    "SummaryBatch",
    "SummaryInBatch",
    "Supplier",
    "SupplierDocument",
    "Suspension",
    "TermsVersion",
    "VatRate",
    "VolumeLicenceAgreement",
    "WaitingPiece",
]
