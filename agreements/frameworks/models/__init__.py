"""What KS has agreed, and with whom: the table of contents."""

from agreements.frameworks.models.basis import EligibilityBasis
from agreements.frameworks.models.ceilings import Ceiling, CeilingOverride, Lot
from agreements.frameworks.models.changes import Alert, Amendment, Option, Suspension
from agreements.frameworks.models.framework import FrameworkAgreement
from agreements.frameworks.models.negotiation import Negotiation
from agreements.frameworks.models.parties import Reseller, Supplier, SupplierDocument
from agreements.frameworks.models.programmes import CountingBasis, PriceLevel, Programme
from agreements.frameworks.models.terms import TermsVersion

__all__ = [
    "Alert",
    "Amendment",
    "Ceiling",
    "CeilingOverride",
    "CountingBasis",
    "EligibilityBasis",
    "FrameworkAgreement",
    "Lot",
    "Negotiation",
    "Option",
    "PriceLevel",
    "Programme",
    "Reseller",
    "Supplier",
    "SupplierDocument",
    "Suspension",
    "TermsVersion",
]
