"""Prices that hold, or have held, never change: tried round every form."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agreements.models import Price, PriceList, Product, VatRate
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def framework(db):
    """With a product on the price list in force."""
    framework = make.framework()
    make.product(framework)
    return framework


@pytest.fixture
def coming(framework):
    """A price on the list that begins tomorrow."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    make.price_list(framework, version="2027-01", valid_from=tomorrow)
    return make.price(framework.products.get(), net="90.00")


@pytest.mark.parametrize(
    "act", [lambda rows: rows.update(net=1), lambda rows: rows.delete()], ids=["change", "delete"]
)
def test_a_price_in_use_is_frozen(framework, act):
    with pytest.raises(DatabaseError, match="price_in_use_is_frozen"):
        act(Price.objects.all())


def test_a_price_list_in_use_is_frozen(framework):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(DatabaseError, match="price_list_in_use_is_frozen"):
        PriceList.objects.update(valid_from=tomorrow)


def test_a_coming_list_can_be_mended(coming):
    Price.objects.filter(pk=coming.pk).update(net="80.00")
    PriceList.objects.filter(pk=coming.price_list_id).update(version="2027-01b")
    coming.refresh_from_db()
    assert (str(coming.net), coming.price_list.version) == ("80.00", "2027-01b")


def test_a_part_number_that_something_points_to_stands(cast, agreement, office, order):
    for pointing in ({"part_number": "999-00001"}, {"framework": make.framework()}):
        with pytest.raises(DatabaseError, match="product_in_use_keeps"), transaction.atomic():
            Product.objects.filter(pk=office.pk).update(**pointing)


def test_a_part_number_that_the_ledger_points_to_stands(cast, agreement, linux):
    make.ledger_entry(agreement, linux, by=cast.nordvik.orderer)
    with pytest.raises(DatabaseError, match="product_in_use_keeps"):
        Product.objects.filter(pk=linux.pk).update(part_number="999-00001")


def test_a_part_number_that_nobody_uses_is_corrected(framework):
    Product.objects.update(part_number="999-00001")
    assert framework.products.get().part_number == "999-00001"


@pytest.mark.parametrize(
    "act",
    [
        lambda rates: rates.update(percent=12),
        lambda rates: rates.update(valid_from="2031-01-01"),
        lambda rates: rates.delete(),
    ],
    ids=["percent", "day", "delete"],
)
def test_a_vat_rate_that_has_held_is_frozen(framework, act):
    with pytest.raises(DatabaseError, match="vat_rate_in_force_is_frozen"):
        act(VatRate.objects.filter(valid_from="2005-01-01"))


def test_no_vat_rate_is_put_in_among_those_that_have_held(framework):
    today, percent = timezone.localdate(), 12
    for day in (date(2015, 1, 1), today):
        with (
            pytest.raises(DatabaseError, match="vat_rate_is_added_before_effect"),
            transaction.atomic(),
        ):
            VatRate.objects.create(valid_from=day, percent=percent)
    coming = VatRate.objects.create(valid_from=today + timedelta(days=30), percent=percent)
    VatRate.objects.filter(pk=coming.pk).update(percent=15)
    with pytest.raises(DatabaseError, match="vat_rate_is_added_before_effect"):
        VatRate.objects.filter(pk=coming.pk).update(valid_from=today)
