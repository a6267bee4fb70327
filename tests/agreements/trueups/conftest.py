"""Nordvik holds 10 perpetual office suites and 5 subscriptions, and its true-up is open."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from agreements.models import TrueUp
from agreements.trueups.actions import open_true_ups
from tests import agreement_factories as make


@pytest.fixture(autouse=True)
def _in_november():
    """Within the window of agreements that began on 1 January."""
    with time_machine.travel("2026-11-23T11:00:00+00:00", tick=False):
        yield


@pytest.fixture
def framework():
    made = make.framework()
    made.programmes.update(has_true_up=True)
    return made


@pytest.fixture
def agreement(cast, accession):
    return make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, starts_on=date(2026, 1, 1)
    )


@pytest.fixture
def yearly(framework):
    return make.product(framework, name="Årsabonnement", net="1200.00", term_months=12)


@pytest.fixture
def held(cast, agreement, office, yearly):
    make.ledger_entry(agreement, office, by=cast.nordvik.orderer, quantity=10)
    make.ledger_entry(agreement, yearly, by=cast.nordvik.orderer, quantity=5)


@pytest.fixture
def true_up(held):
    open_true_ups(timezone.now())
    return TrueUp.objects.get()
