"""What orders count against the ceilings of their framework agreement."""

from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from agreements.frameworks import ceilings
from agreements.frameworks.ceilings import Use
from agreements.frameworks.models import Ceiling
from agreements.orders.queries import standing_lines

NOTHING = Use(Decimal(0), 0)


def uses_of(lines):
    """What lines count, by lot; each line has `lot_id`, `net` in kroner and `quantity`."""
    uses = defaultdict(lambda: NOTHING)
    for line in lines:
        uses[line.lot_id] += Use(line.net, line.quantity)
    return dict(uses)


def release(order):
    """Give back what an order that is taken back had reserved."""
    framework = order.volume_licence_agreement.accession.framework
    ceilings.release(framework, uses_of(order.lines.all()))


def counted_uses(framework):
    """What all standing orders under a framework agreement count, by lot, from their lines."""
    standing = (
        standing_lines(framework)
        .order_by("lot")
        .values("lot")
        .annotate(kroner=Sum("value"), sum=Sum("units"))
    )
    return {row["lot"]: Use(row["kroner"], row["sum"]) for row in standing}


@transaction.atomic
def recount(framework):
    """Set what the ceilings count from the orders themselves; returns those that were wrong.

    For orders that came in another way than by being submitted. The rows are locked first, so
    that no order is submitted meanwhile.
    """
    rows = list(Ceiling.objects.select_for_update(of=["self"]).filter(framework=framework))
    uses = counted_uses(framework)
    whole = sum(uses.values(), NOTHING)
    wrong = []
    for ceiling in rows:
        use = whole if ceiling.lot_id is None else uses.get(ceiling.lot_id, NOTHING)
        if (ceiling.used_value, ceiling.used_quantity) != (use.value, use.quantity):
            ceiling.used_value, ceiling.used_quantity = use.value, use.quantity
            ceiling.save(update_fields=["used_value", "used_quantity"])
            wrong.append(ceiling)
    return wrong
