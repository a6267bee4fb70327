"""Prices that hold, or have held, never change: tried round every form."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from agreements.models import Price, PriceList
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


def test_the_admin_offers_to_change_only_what_is_to_come(coming, cast, signed_in):
    cast.kari.is_staff = True
    cast.kari.save()
    officer = signed_in(cast.kari)
    in_use = Price.objects.exclude(pk=coming.pk).get()
    offered = {}
    for price in (coming, in_use):
        for row in (price, price.price_list):
            page = reverse(f"admin:agreements_{row._meta.model_name}_change", args=[row.pk])
            offered[row] = 'name="_save"' in officer.get(page).text
    assert offered == {
        coming: True,
        coming.price_list: True,
        in_use: False,
        in_use.price_list: False,
    }
