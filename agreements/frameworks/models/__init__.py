"""What KS has agreed, and with whom: the table of contents."""

from agreements.frameworks.models.basis import EligibilityBasis
from agreements.frameworks.models.ceiling_amendments import CeilingAmendment
from agreements.frameworks.models.ceilings import NEARLY_SPENT, Ceiling, CeilingOverride, Lot
from agreements.frameworks.models.changes import Alert, Amendment, Announcement, Option, Suspension
from agreements.frameworks.models.framework import FrameworkAgreement
from agreements.frameworks.models.goods import ProductKind, ProductPool
from agreements.frameworks.models.levels import FixedLevel, LevelsEnd, LevelThreshold, PriceLevel
from agreements.frameworks.models.negotiation import Negotiation
from agreements.frameworks.models.order_addresses import OrderAddressChange
from agreements.frameworks.models.parties import Reseller, Supplier, SupplierDocument
from agreements.frameworks.models.price_terms import FrameworkDiscount, ResellerMarkup
from agreements.frameworks.models.programmes import (
    PER_POOL,
    CountingBasis,
    LevelMeasure,
    Programme,
)
from agreements.frameworks.models.terms import TermsVersion
from agreements.frameworks.models.volume import PooledVolume

__all__ = [
    "NEARLY_SPENT",
    "PER_POOL",
    "Alert",
    "Amendment",
    "Announcement",
    "Ceiling",
    "CeilingAmendment",
    "CeilingOverride",
    "CountingBasis",
    "EligibilityBasis",
    "FixedLevel",
    "FrameworkAgreement",
    "Lot",
    "FrameworkDiscount",
    "LevelMeasure",
    "LevelThreshold",
    "LevelsEnd",
    "Negotiation",
    "Option",
    "OrderAddressChange",
    "PooledVolume",
    "PriceLevel",
    "ProductKind",
    "ProductPool",
    "Programme",
    "Reseller",
    "ResellerMarkup",
    "Supplier",
    "SupplierDocument",
    "Suspension",
    "TermsVersion",
]
