"""What KS has agreed, and with whom: the table of contents."""

from agreements.frameworks.models.basis import EligibilityBasis
from agreements.frameworks.models.ceiling_amendments import CeilingAmendment
from agreements.frameworks.models.ceilings import NEARLY_SPENT, Ceiling, CeilingOverride, Lot
from agreements.frameworks.models.changes import Alert, Amendment, Announcement, Option, Suspension
from agreements.frameworks.models.framework import FrameworkAgreement
from agreements.frameworks.models.negotiation import Negotiation
from agreements.frameworks.models.order_addresses import OrderAddressChange
from agreements.frameworks.models.parties import Reseller, Supplier, SupplierDocument
from agreements.frameworks.models.terms import TermsVersion

__all__ = [
    "NEARLY_SPENT",
    "Alert",
    "Amendment",
    "Announcement",
    "Ceiling",
    "CeilingAmendment",
    "CeilingOverride",
    "EligibilityBasis",
    "FrameworkAgreement",
    "Lot",
    "Negotiation",
    "Option",
    "OrderAddressChange",
    "Reseller",
    "Supplier",
    "SupplierDocument",
    "Suspension",
    "TermsVersion",
]
