"""What of framework agreements KS must see in time: papers that expire, ceilings, lots."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet

from agreements.framework_administration.alerts import NOTICE_PERIODS
from agreements.frameworks.models import (
    NEARLY_SPENT,
    Alert,
    Ceiling,
    FrameworkAgreement,
    Lot,
    SupplierDocument,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

DOCUMENT_NOTICE_PERIOD = NOTICE_PERIODS[Alert.Kind.SUPPLIER_DOCUMENT]
"""How long before its last day a paper stands on the work list: as long as its alert is sent."""
WHOLE = DecimalField(max_digits=24, decimal_places=4)


def announced(on: date) -> QuerySet[FrameworkAgreement]:
    """Framework agreements that are announced and not over on a day, in the order of their names.

    A draft has nothing to follow up yet.
    """
    return FrameworkAgreement.objects.filter(announced_on__lte=on, ends_on__gte=on).order_by("name")


def expiring_documents(on: date) -> QuerySet[SupplierDocument]:
    """Papers of suppliers with agreements, expired or soon to be; of each kind only the newest."""
    same = SupplierDocument.objects.filter(supplier=OuterRef("supplier"), kind=OuterRef("kind"))
    newest = same.order_by("-expires_on", "-pk").values("pk")[:1]
    return (
        SupplierDocument.objects.filter(
            Exists(announced(on).filter(supplier=OuterRef("supplier"))),
            pk=Subquery(newest),
            expires_on__lte=on + DOCUMENT_NOTICE_PERIOD,
        )
        .select_related("supplier")
        .order_by("expires_on", "pk")
    )


def nearly_spent_ceilings(on: date) -> QuerySet[Ceiling]:
    """Ceilings of which NEARLY_SPENT of the estimate, or of the most without one, is ordered."""
    return (
        Ceiling.objects.filter(
            Q(used_value__gte=_warning("value")) | Q(used_quantity__gte=_warning("quantity")),
            framework__in=announced(on),
        )
        .select_related("framework", "lot")
        .order_by("framework__name", F("lot__number").asc(nulls_first=True))
    )


def _warning(measure):
    """As Ceiling.value_warning and quantity_warning, for the database; null where none stands."""
    most = F(f"maximum_{measure}") + F(f"extra_{measure}")
    limit = Coalesce(F(f"estimated_{measure}"), most, output_field=WHOLE)
    return limit * NEARLY_SPENT


class OutsideLots(TypedDict):
    """What a query adds to an agreement: how many of its products have no lot."""

    outside_lots: int


type FrameworkOutsideLots = WithAnnotations[FrameworkAgreement, OutsideLots]


def frameworks_with_products_outside_lots(on: date) -> QuerySet[FrameworkOutsideLots]:
    """Agreements with lots that have products without one, each with `outside_lots`."""
    has_lots = Exists(Lot.objects.filter(framework=OuterRef("pk")))
    outside = Count("products", filter=Q(products__lot=None))
    return announced(on).filter(has_lots).annotate(outside_lots=outside).filter(outside_lots__gt=0)
