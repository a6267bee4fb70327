"""The pooled volume of orders: counted as they come and go, and summed anew to be sure."""

from collections import defaultdict
from datetime import date

from django.db import connection, transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce, TruncDate

from agreements.catalogue.price_terms import price_terms
from agreements.frameworks.models import FrameworkAgreement
from agreements.orders.models import Order
from agreements.orders.queries import counted_on, standing_lines
from agreements.periods import counting_year
from agreements.price_levels.models import PooledVolume
from agreements.price_levels.volume import count_volume, pooled_tiers


def count_order(order: Order, *, sign=1) -> None:
    """Add a submitted order to its framework's pooled volume; with sign -1, take it out."""
    sums = _summed_by_pool(
        (line.pool, sign * line.quantity, line.points) for line in order.lines.all()
    )
    framework = order.volume_licence_agreement.accession.framework
    count_volume(framework, sums, on=counted_on(order))


def lowered_sums(changes):
    """{pool: (quantity, points)} of what LineChanges give up."""
    return _summed_by_pool(
        (change.line.pool, change.fewer, change.line.points) for change in changes
    )


def tiers_before_and_after(order: Order, lowered, *, on: date):
    """Where pools stand on a day, and where without what an order is lowered by: pairs of tiers.

    `lowered` is {pool: (quantity, points)}. Nothing is stored.
    """
    agreement = order.volume_licence_agreement
    framework = agreement.accession.framework
    terms = price_terms(agreement, on)
    volumes = list(PooledVolume.objects.filter(framework=framework))
    year = counting_year(framework.starts_on, counted_on(order))
    for row in volumes:
        if row.year_from == year:
            quantity, points = lowered.get(row.pool, (0, 0))
            row.quantity -= quantity
            row.points -= points
    after = pooled_tiers(
        agreement.programme, terms.tables, framework=framework, on=on, volumes=volumes
    )
    return [(tier, after[pool]) for pool, tier in terms.tiers.items()]


def _summed_by_pool(rows):
    """{pool: (quantity, points)} of (pool, quantity, points each)."""
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for pool, quantity, points_each in rows:
        whole, points = sums[pool]
        sums[pool] = (whole + quantity, points + quantity * points_each)
    return dict(sums)


@transaction.atomic
def rebuild_volume(framework: FrameworkAgreement) -> int:
    """Sum the framework's orders anew; returns how many kept rows were wrong."""
    # No order is counted meanwhile: it would be in the new sum, and added to it once more.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE agreements_pooledvolume IN SHARE ROW EXCLUSIVE MODE")
    kept = {
        (row.pool, row.year_from): row for row in PooledVolume.objects.filter(framework=framework)
    }
    wrong = 0
    for key, (quantity, points) in (_zeros(kept) | _summed(framework)).items():
        row = kept.get(key) or PooledVolume(framework=framework, pool=key[0], year_from=key[1])
        if (row.quantity, row.points) != (quantity, points) or row.pk is None:
            wrong += 1
            row.quantity, row.points = quantity, points
            row.save()
    return wrong


def _zeros(kept):
    return dict.fromkeys(kept, (0, 0))


def _summed(framework: FrameworkAgreement):
    """{(pool, first day of the counting year): (quantity, points)} of the orders that count."""
    rows = (
        standing_lines(framework)
        .annotate(day=TruncDate(Coalesce("order__corrects__submitted_at", "order__submitted_at")))
        .order_by()
        .values("pool", "day")
        .annotate(sum_quantity=Sum("units"), sum_points=Sum(F("units") * F("points")))
    )
    sums: dict[tuple[str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in rows:
        year = counting_year(framework.starts_on, row["day"])
        quantity, points = sums[row["pool"], year]
        sums[row["pool"], year] = (quantity + row["sum_quantity"], points + row["sum_points"])
    return dict(sums)
