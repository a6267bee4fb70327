"""Whatever is imported and then reversed: the catalogue is as it was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from agreements.models import Price, Product
from agreements.price_imports import actions
from tests import agreement_factories as make
from tests.price_files import csv

pytestmark = pytest.mark.django_db

NUMBERS = [f"269-{number:05}" for number in range(6)]
HEADER = "part_number;name;publisher;kind;unit;pool;sold_until;supports;points;price"
row = some.tuples(
    some.sampled_from(["Kontorpakke", "Regneark"]),
    some.just("Programhuset"),
    some.sampled_from(["licence", "support"]),
    some.just("each"),
    some.sampled_from(["", "application", "server"]),
    some.sampled_from(["", "2027-12-31"]),
    some.just(""),
    some.sampled_from(["", "0", "3"]),
    some.decimals(0, 10**6, places=2).map(str),
)
price_files = some.lists(
    some.dictionaries(some.sampled_from(NUMBERS), row, min_size=1, max_size=6),
    min_size=1,
    max_size=3,
)


def catalogue(framework, days):
    """What is for sale on each day, with its facts and prices."""
    shown = {}
    for day in days:
        prices = Price.objects.filter(price_list=make.price_list_in_force(framework, day))
        rows = prices.values_list("product_id", "price_level_id", "net", "points")
        ids = {product for product, *_ in rows}
        shown[day] = sorted(rows), sorted(Product.objects.filter(pk__in=ids).values_list())
    return shown


@given(price_files)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_import_then_reverse_is_as_before(cast, files):
    with transaction.atomic():
        framework = make.framework()
        for number in NUMBERS[:3]:
            product = make.product(framework, part_number=number, net=None)
            make.price(product, net=Decimal("10.00"), points=2)
        today = timezone.localdate()
        days = [today + timedelta(days=n) for n in range(-1, 5)]
        states, imports = [catalogue(framework, days)], []
        for number, file in enumerate(files):
            lines = [";".join([part, *cells]) for part, cells in file.items()]
            price_import = actions.store_upload(
                framework,
                csv(HEADER, *lines),
                name="p.csv",
                valid_from=today + timedelta(days=number),
                by=None,
                now=timezone.now(),
            )
            actions.read_prices(price_import)
            actions.apply_import(price_import, by=None, now=timezone.now())
            imports.append(price_import)
            states.append(catalogue(framework, days))
        for price_import in reversed(imports):
            states.pop()
            actions.reverse_import(price_import, reason="Prøve", by=cast.kari, now=timezone.now())
            assert catalogue(framework, days) == states[-1]
        transaction.set_rollback(True)
