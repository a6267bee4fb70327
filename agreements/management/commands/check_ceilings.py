"""Compare what the ceilings count with the orders themselves, and name what counts nowhere."""

from django.core.management.base import BaseCommand, CommandError

from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import products_outside_lots
from agreements.order_totals.ceilings import mend_counts
from agreements.order_totals.lots import orders_outside_lots

NAMED = 20
"""Products and orders of a framework agreement that are named; all are counted."""


class Command(BaseCommand):
    """`manage.py check_ceilings`: mends what was counted wrong, and fails if there was any.

    Fails too while products or orders count in no lot of a framework agreement that has lots.
    """

    help = "Compare what the ceilings count with the orders, mend it, and fail if it was wrong."

    def handle(self, *args, **options):
        faults = [
            fault
            for framework in FrameworkAgreement.objects.all()
            for check in CHECKS
            for fault in check(framework)
        ]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("Every ceiling counts what is ordered, and every product has its lot.")


def _counted_wrong(framework):
    wrong, refusals = mend_counts(framework)
    if wrong:
        names = ", ".join(str(ceiling) for ceiling in wrong)
        yield f"These ceilings were counted wrong and are mended: {names}."
    for refusal in refusals:
        yield from refusal.messages


def _lots_without_a_ceiling(framework):
    if framework.announced_on is not None:
        for lot in framework.lots.filter(ceiling=None):
            yield f"{framework}: the lot {lot} has no ceiling. No maximum holds for it."


def _products_outside_lots(framework):
    products = products_outside_lots(framework)
    if number := products.count():
        names = ", ".join(products.values_list("part_number", flat=True)[:NAMED])
        yield f"{framework}: {number} products have no lot and are not for sale: {names}."


def _orders_outside_lots(framework):
    lines = orders_outside_lots(framework)
    if number := lines.count():
        names = ", ".join(
            f"{line.order.organisation} {line.order} ({line.part_number})" for line in lines[:NAMED]
        )
        yield f"{framework}: {number} order lines count in no lot: {names}."


CHECKS = (_counted_wrong, _lots_without_a_ceiling, _products_outside_lots, _orders_outside_lots)
