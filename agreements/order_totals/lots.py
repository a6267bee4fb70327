"""Giving products their lot, and with them the orders that so far count in none."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from agreements.catalogue.models import Product
from agreements.frameworks.models import FrameworkAgreement, Lot
from agreements.frameworks.queries import products_outside_lots
from agreements.order_totals.ceilings import NOTHING, lines_outside_lots, recount, uses_of_standing
from agreements.orders.models import OrderLine


@dataclass(frozen=True)
class LotAssignment:
    """Which products shall have which lot, and what is ordered of them outside all lots.

    `ordered` is a Use: net kroner and units.
    """

    lot: object
    product_ids: tuple
    ordered: object


def plan_lot_assignment(framework: FrameworkAgreement, lot: Lot, products) -> LotAssignment:
    """What giving products without a lot this lot would do. Raises ValidationError."""
    outside = products_outside_lots(framework).filter(pk__in=products)
    keys = tuple(outside.order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise ValidationError(
            _("Choose at least one product without a lot."), code="no_products_chosen"
        )
    lines = lines_outside_lots(framework).filter(product__in=keys)
    return LotAssignment(lot, keys, sum(uses_of_standing(lines).values(), NOTHING))


@transaction.atomic
def assign_lot(framework: FrameworkAgreement, choice) -> None:
    """Give products their lot. What is ordered of them outside all lots counts there from now on.

    Raises ValidationError when the lot's ceiling would be broken.
    """
    outside = Product.objects.filter(framework=framework, lot=None, pk__in=choice.product_ids)
    OrderLine.objects.filter(lot=None, product__in=outside).update(lot=choice.lot)
    outside.update(lot=choice.lot)
    recount(framework)


def orders_outside_lots(framework: FrameworkAgreement) -> QuerySet[OrderLine]:
    """The lines that count in no lot, each with its order, `units` and `value`, newest first."""
    lines = lines_outside_lots(framework).select_related("order__organisation", "product")
    return lines.order_by(F("order__submitted_at").desc(), "order", "position")
