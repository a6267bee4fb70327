"""Two officers, an officer and a buyer: at the same moment, on really parallel connections."""

from functools import partial

import pytest
from django.utils import timezone

from agreements.models import Order, PriceImport, PriceList
from agreements.price_imports import actions
from tests import agreement_factories as make
from tests.price_files import price_file
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def framework():
    framework = make.framework()
    make.product(framework, part_number="269-00001", net="10.00")
    return framework


def read(framework):
    price_import = actions.store_upload(
        framework,
        price_file(),
        name="priser.csv",
        valid_from=timezone.localdate(),
        by=None,
        now=timezone.now(),
    )
    actions.read_prices(price_import)
    return price_import


def take(price_import):
    return actions.apply_import(
        PriceImport.objects.get(pk=price_import.pk), by=None, now=timezone.now()
    )


def test_of_two_officers_with_one_file_one_takes_it_into_effect(framework):
    price_import = read(framework)
    outcomes = at_once(*[partial(take, price_import)] * 4)
    assert outcomes.count("import_has_changed") == 3
    assert PriceList.objects.count() == 2


def test_of_two_files_for_one_agreement_one_takes_effect(framework):
    outcomes = at_once(*(partial(take, read(framework)) for _ in range(2)))
    assert len([outcome for outcome in outcomes if isinstance(outcome, str)]) == 1
    assert PriceList.objects.count() == 2


def test_of_two_workers_with_one_file_one_stores_it(framework):
    price_import = actions.store_upload(
        framework,
        price_file(),
        name="priser.csv",
        valid_from=timezone.localdate(),
        by=None,
        now=timezone.now(),
    )
    outcomes = at_once(*[partial(actions.read_prices, price_import)] * 3)
    assert outcomes.count("import_has_changed") == 2
    assert price_import.products.count() == 2


def test_a_list_is_withdrawn_or_ordered_from_and_never_both(framework, cast):
    make.vat_rate()
    accession = make.accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory, officer=cast.kari
    )
    agreement = make.volume_licence_agreement(accession, by=cast.nordvik.orderer)
    price_import = read(framework)
    take(price_import)
    price_import.refresh_from_db()
    product = framework.products.get(part_number="269-00001")

    def buy():
        return make.order(agreement, by=cast.nordvik.orderer, lines={product: 1})

    def reverse():
        actions.reverse_import(
            PriceImport.objects.get(pk=price_import.pk),
            reason="Feil",
            by=cast.kari,
            now=timezone.now(),
        )
        return "reversed"

    bought, withdrawn = at_once(buy, reverse)
    is_bought = isinstance(bought, Order)
    under_it = is_bought and bought.price_list_id == price_import.price_list_id
    assert under_it == (withdrawn == "list_has_orders")
