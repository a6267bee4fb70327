"""What KS must see in time: papers that expire, ceilings that are nearly spent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.framework_administration.follow_up import (
    DOCUMENT_NOTICE_PERIOD,
    expiring_documents,
    nearly_spent_ceilings,
)
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.localdate() + timedelta(days=number)


def paper(framework, expires_on, kind="tax_certificate"):
    return framework.supplier.documents.create(
        kind=kind, issued_on=date(2020, 1, 1), expires_on=expires_on
    )


def test_a_paper_is_listed_from_a_month_before_its_last_day_until_it_is_renewed(framework):
    found = paper(framework, day(DOCUMENT_NOTICE_PERIOD.days))
    assert list(expiring_documents(day(-1))) == []
    assert list(expiring_documents(day(0))) == [found]
    assert list(expiring_documents(day(60))) == [found]
    paper(framework, day(365), kind="hse_declaration")
    assert list(expiring_documents(day(60))) == [found]
    paper(framework, day(365))
    assert list(expiring_documents(day(60))) == []


def test_papers_of_a_supplier_without_an_agreement_that_runs_are_nobodys_work(framework):
    paper(framework, day(0))
    assert list(expiring_documents(framework.ends_on + timedelta(days=1))) == []


def test_papers_of_a_draft_are_nobodys_work_yet():
    paper(make.draft(), day(0))
    assert list(expiring_documents(day(0))) == []


@pytest.mark.parametrize(
    ("stated", "used", "is_listed"),
    [
        ({"estimated_value": 100, "maximum_value": 200}, {"used_value": Decimal("89.99")}, False),
        ({"estimated_value": 100, "maximum_value": 200}, {"used_value": Decimal("90.00")}, True),
        ({"maximum_value": 200}, {"used_value": Decimal("179.99")}, False),
        ({"maximum_value": 200}, {"used_value": Decimal(180)}, True),
        ({"maximum_value": 200, "extra_value": 100}, {"used_value": Decimal(180)}, False),
        ({"estimated_quantity": 10}, {"used_quantity": 8}, False),
        ({"estimated_quantity": 10}, {"used_quantity": 9}, True),
        ({"maximum_quantity": 10, "estimated_value": 100}, {"used_quantity": 9}, True),
        ({}, {"used_value": Decimal(10**9), "used_quantity": 10**9}, False),
    ],
)
def test_a_ceiling_is_listed_from_nine_tenths_on_as_the_page_says(
    framework, stated, used, is_listed
):
    ceiling = make.ceiling(framework, **stated, **used)
    ceiling.refresh_from_db()
    assert ceiling.is_nearly_spent == is_listed
    assert list(nearly_spent_ceilings(day(0))) == [ceiling] * is_listed


def test_the_work_list_counts_and_the_page_names(framework, cast, client):
    paper(framework, day(-1))
    lot = make.lot(framework)
    make.ceiling(framework, lot=lot, estimated_value=100, used_value=99)
    make.product(framework, lot=None, net=None)
    client.force_login(cast.kari)
    counts = client.get(reverse("work_list")).context["counts"]
    names = ("expiring_documents", "nearly_spent_ceilings", "outside_lots")
    assert [counts[name] for name in names] == [1, 1, 1]
    page = client.get(reverse("ks_follow_up")).text
    assert framework.supplier.name in page
    assert str(lot) in page
    assert reverse("ks_lots", args=[framework.reference]) in page


def test_the_bar_of_a_ceiling_turns_before_the_estimate_is_reached(framework, cast, client):
    make.ceiling(framework, estimated_value=100, maximum_value=200, used_value=99)
    client.force_login(cast.kari)
    page = client.get(reverse("ks_framework", args=[framework.reference])).text
    assert 'low="90.0' in page
    assert "Snart brukt opp" in page
