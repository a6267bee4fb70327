"""What orders count against the ceilings of their framework agreement."""

from collections import defaultdict
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.query import QuerySet

from agreements.catalogue.models import Product
from agreements.frameworks import ceilings
from agreements.frameworks.ceilings import CeilingUse, check_fits
from agreements.frameworks.models import Ceiling, FrameworkAgreement
from agreements.orders.models import Order, OrderLine
from agreements.orders.queries import standing_lines

NOTHING = CeilingUse(Decimal(0), 0)
NO_LINES = OrderLine.objects.none()


def uses_of(lines):
    """What lines count, by lot; each line has `lot_id`, `net` in kroner and `quantity`."""
    uses: dict[int | None, CeilingUse] = defaultdict(lambda: NOTHING)
    for line in lines:
        uses[line.lot_id] += CeilingUse(line.net, line.quantity)
    return dict(uses)


def release_order(order: Order) -> None:
    """Give back what an order that is taken back had reserved."""
    framework = order.volume_licence_agreement.accession.framework
    ceilings.release_uses(framework, uses_of(order.lines.all()))


def counted_uses(framework: FrameworkAgreement):
    """What all standing orders under a framework agreement count, by lot, from their lines."""
    return uses_of_standing(standing_lines(framework))


def uses_of_standing(lines):
    """What lines of standing_lines count, by lot, summed by the database."""
    standing = lines.order_by("lot").values("lot").annotate(kroner=Sum("value"), sum=Sum("units"))
    return {row["lot"]: CeilingUse(row["kroner"], row["sum"]) for row in standing}


@transaction.atomic
def recount(framework: FrameworkAgreement):
    """Set what the ceilings count from the orders themselves; returns those that were wrong.

    For orders that came in another way than by being submitted. Raises ValidationError with a
    sentence for each ceiling that allows less than is ordered; then nothing is set.
    """
    wrong, refusals = mend_counts(framework)
    if refusals:
        raise ValidationError(refusals)
    return wrong


@transaction.atomic
def mend_counts(framework: FrameworkAgreement):
    """Set what each ceiling counts, where it has room for it.

    Returns the ceilings that were wrong, and a refusal for each that allows less than is ordered.
    Lines from before there were lots get their product's. The rows are locked first, so that no
    order is submitted meanwhile.
    """
    rows = list(
        Ceiling.objects.select_for_update(of=["self"])
        .filter(framework=framework)
        .select_related("lot", "framework")
    )
    assign_lots_to_lines(framework)
    uses = counted_uses(framework)
    whole = sum(uses.values(), NOTHING)
    wrong, refusals = [], []
    for ceiling in rows:
        use = whole if ceiling.lot_id is None else uses.get(ceiling.lot_id, NOTHING)
        if (ceiling.used_value, ceiling.used_quantity) != (use.value, use.quantity):
            try:
                check_fits(ceiling, use)
            except ValidationError as refusal:
                refusals.append(refusal)
                continue
            ceiling.used_value, ceiling.used_quantity = use.value, use.quantity
            ceiling.save(update_fields=["used_value", "used_quantity"])
            wrong.append(ceiling)
    return wrong, refusals


def assign_lots_to_lines(framework: FrameworkAgreement) -> None:
    """Let lines without a lot count where their product is now."""
    lines = OrderLine.objects.filter(lot=None, product__framework=framework)
    lines = lines.filter(product__lot__isnull=False)
    product = Product.objects.filter(pk=OuterRef("product"))
    lines.update(lot_id=Subquery(product.values("lot")))


def lines_outside_lots(framework: FrameworkAgreement) -> QuerySet[OrderLine]:
    """The standing lines that count in no lot although the framework agreement has lots."""
    return standing_lines(framework).filter(lot=None) if framework.lots.exists() else NO_LINES
