"""The pooled volume of orders: counted as they come and go, and summed anew to be sure."""

from collections import defaultdict

from django.db import connection, transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from agreements.frameworks.models import PooledVolume
from agreements.frameworks.volume import count_volume
from agreements.orders.queries import standing_lines
from agreements.periods import counting_year


def count_order(order, *, sign=1):
    """Add a submitted order to its framework's pooled volume; with sign -1, take it out."""
    sums = defaultdict(lambda: (0, 0))
    for line in order.lines.all():
        quantity, points = sums[line.pool]
        sums[line.pool] = (
            quantity + sign * line.quantity,
            points + sign * line.quantity * line.points,
        )
    framework = order.volume_licence_agreement.accession.framework
    # A correction counts in the year of what it corrects, so that no year is below nothing
    counted_at = (order.corrects or order).submitted_at
    count_volume(framework, dict(sums), on=timezone.localdate(counted_at))


@transaction.atomic
def rebuild_volume(framework):
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


def _summed(framework):
    """{(pool, first day of the counting year): (quantity, points)} of the orders that count."""
    rows = (
        standing_lines(framework)
        .annotate(day=TruncDate(Coalesce("order__corrects__submitted_at", "order__submitted_at")))
        .order_by()
        .values("pool", "day")
        .annotate(sum_quantity=Sum("quantity"), sum_points=Sum(F("quantity") * F("points")))
    )
    sums = defaultdict(lambda: (0, 0))
    for row in rows:
        year = counting_year(framework.starts_on, row["day"])
        quantity, points = sums[row["pool"], year]
        sums[row["pool"], year] = (quantity + row["sum_quantity"], points + row["sum_points"])
    return dict(sums)
