"""The admin screens of `agreements`, in the order of the work."""

from agreements.accessions import admin as accessions
from agreements.approvals import admin as approvals
from agreements.basket import admin as basket
from agreements.catalogue import admin as catalogue
from agreements.cost_sharing import admin as cost_sharing
from agreements.counts import admin as counts
from agreements.documents import admin as documents
from agreements.evidence import admin as evidence
from agreements.framework_administration import admin as framework_administration
from agreements.holdings import admin as holdings
from agreements.kept_documents import admin as kept_documents
from agreements.mandates import admin as mandates
from agreements.opening_balances import admin as opening_balances
from agreements.orders import admin as orders
from agreements.price_imports import admin as price_imports
from agreements.reforms import admin as reforms
from agreements.reports import admin as reports
from agreements.segments import admin as segments
from agreements.signing import admin as signing
from agreements.trueups import admin as trueups

__all__ = [
    "accessions",
    "approvals",
    "basket",
    "segments",
    "catalogue",
    "cost_sharing",
    "counts",
    "documents",
    "evidence",
    "framework_administration",
    "holdings",
    "kept_documents",
    "mandates",
    "opening_balances",
    "orders",
    "price_imports",
    "reforms",
    "trueups",
    "reports",
    "signing",
]
