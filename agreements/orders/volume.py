"""The pooled volume of orders: counted as they come and go, and summed anew to be sure."""

from collections import defaultdict

from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from agreements.frameworks.models import PooledVolume
from agreements.frameworks.volume import count_volume
from agreements.orders.models import OrderLine
from agreements.orders.states import COUNTED
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
    count_volume(framework, dict(sums), on=timezone.localdate(order.submitted_at))


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
        OrderLine.objects.filter(
            order__volume_licence_agreement__accession__framework=framework,
            order__state__in=COUNTED,
        )
        .values("pool", "order__submitted_at__date")
        .annotate(sum_quantity=Sum("quantity"), sum_points=Sum(F("quantity") * F("points")))
    )
    sums = defaultdict(lambda: (0, 0))
    for row in rows:
        year = counting_year(framework.starts_on, row["order__submitted_at__date"])
        quantity, points = sums[row["pool"], year]
        sums[row["pool"], year] = (quantity + row["sum_quantity"], points + row["sum_points"])
    return dict(sums)
