"""KS sees which price lists are in force, how old they are, and what comes next."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.catalogue.price_lists import lists_by_framework
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.localdate() + timedelta(days=number)


def test_the_list_in_force_and_the_next_are_notified(framework, office, linux, cast, client):
    make.price_list(framework, version="gammel", valid_from=day(-400))
    in_force = make.price_list(framework, version="gjelder", valid_from=day(-10))
    make.price(office, net=1, price_list=in_force)
    make.price_list(framework, version="neste", valid_from=day(20))
    [row] = lists_by_framework(day(0))
    assert (row.in_force.version, row.age, row.in_force.product_count) == ("gjelder", 10, 1)
    assert [one.version for one in row.to_come] == ["neste"]
    client.force_login(cast.kari)
    page = client.get(reverse("ks_price_lists")).text
    assert "gjelder" in page
    assert "neste" in page
    assert "gammel" not in page


def test_a_withdrawn_list_is_as_if_it_had_never_been(framework, cast):
    withdrawn = make.price_list(framework, version="trukket", valid_from=day(-1))
    withdrawn.withdrawn_at, withdrawn.withdrawn_by = timezone.now(), cast.kari
    withdrawn.withdrawn_reason = "Feil"
    withdrawn.save()
    [row] = lists_by_framework(day(0))
    assert row.in_force.version == "2026-01"


def test_an_agreement_without_a_list_is_named_and_one_that_is_over_is_not(framework):
    [row] = lists_by_framework(framework.starts_on - timedelta(days=1))
    assert row.in_force is None
    assert lists_by_framework(framework.ends_on + timedelta(days=1)) == []
