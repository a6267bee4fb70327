from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError
from django.utils import timezone

from agreements.catalogue.filters import ProductFilter
from agreements.catalogue.queries import products_for, vat_percent
from agreements.models import Product
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def prices(agreement, on=None):
    return {
        product.name: product.unit_net
        for product in products_for(agreement, on or timezone.localdate())
    }


def test_the_price_of_the_agreements_level_goes_before_the_common_one(agreement, office):
    level_a, level_b = agreement.programme.price_levels.order_by("code")
    make.price(office, net="90.00", price_level=level_a)
    make.price(office, net="80.00", price_level=level_b)
    assert prices(agreement) == {"Kontorpakke": Decimal("90.00")}


def test_another_level_is_not_ones_own(agreement, framework):
    only_b = make.product(framework, net=None)
    make.price(only_b, net="80.00", price_level=agreement.programme.price_levels.get(code="B"))
    assert prices(agreement) == {}


def test_a_new_list_is_a_whole_snapshot_from_its_day_on(agreement, framework, office, linux):
    today = timezone.localdate()
    make.price_list(framework, version="neste", valid_from=today + timedelta(days=1))
    make.price(office, net="110.00")
    assert prices(agreement) == {
        "Kontorpakke": Decimal("100.00"),
        "Debian GNU/Linux": Decimal("0.00"),
    }
    assert prices(agreement, today + timedelta(days=1)) == {"Kontorpakke": Decimal("110.00")}


def test_before_the_first_list_nothing_is_for_sale(agreement, framework, office):
    before = framework.starts_on - timedelta(days=1)
    assert make.price_list_in_force(framework, before) is None
    assert prices(agreement, before) == {}


def test_a_price_is_given_once_a_list_product_and_level(office):
    with pytest.raises(DatabaseError, match="price_once_per_list_product_and_level"):
        make.price(office, net="1.00")


def test_a_price_is_never_negative(office):
    with pytest.raises(DatabaseError, match="price_is_not_negative"):
        make.price(make.product(office.framework, net=None), net="-1.00")


def test_a_price_is_of_a_product_of_the_lists_framework(office):
    foreign = make.product(make.framework(), net=None)
    with pytest.raises(DatabaseError, match="price_product_in_framework"):
        make.price(foreign, net="1.00", price_list=office.framework.price_lists.get())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kontor", ["Kontorpakke"]),
        ("KONTORPAKKE programhuset", ["Kontorpakke"]),
        ("debian", ["Debian GNU/Linux"]),
        ("kontor debian", []),
    ],
)
def test_search_wants_every_word(agreement, office, linux, query, found):
    products = products_for(agreement, timezone.localdate())
    assert [product.name for product in ProductFilter({"q": query}, products).qs] == found


def test_products_are_narrowed_by_kind(agreement, office, linux):
    products = products_for(agreement, timezone.localdate())
    found = ProductFilter({"kind": Product.Kind.FREE_SOFTWARE}, products).qs
    assert list(found) == [linux]


def test_the_vat_rate_is_the_one_of_the_day():
    make.vat_rate()
    today = timezone.localdate()
    assert vat_percent(today) == Decimal("25")
    make.vat_rate(valid_from=today + timedelta(days=30), percent=Decimal("26"))
    assert vat_percent(today + timedelta(days=29)) == Decimal("25")
    assert vat_percent(today + timedelta(days=30)) == Decimal("26")
