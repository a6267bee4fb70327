"""Compare what the ceilings count with the orders themselves, and name what counts nowhere."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import products_outside_lots
from agreements.orders.ceilings import recount
from agreements.orders.lots import orders_outside_lots

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
            for check in (_counted_wrong, _products_outside_lots, _orders_outside_lots)
            for fault in check(framework)
        ]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("Every ceiling counts what is ordered, and every product has its lot.")


def _counted_wrong(framework):
    try:
        wrong = recount(framework)
    except ValidationError as refusal:
        yield from refusal.messages
    else:
        if wrong:
            names = ", ".join(str(ceiling) for ceiling in wrong)
            yield f"These ceilings were counted wrong and are mended: {names}."


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
