"""Lots: nothing is sold outside them, and what counts in none is named."""

from decimal import Decimal

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.basket.actions import put_in_basket
from agreements.catalogue.queries import products_for
from agreements.daily.steps import count_ceilings
from agreements.models import Lot, OrderLine, Price, Product
from agreements.order_totals.lots import assign_lot, plan_lot_assignment
from municipalities.confirmation import SEEN
from tests import agreement_factories as make
from tests.agreements.frameworks.test_ceilings import order, used
from tests.confirming import seen_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered_before(cast, agreement, office, framework):
    """Nordvik ordered five of a product before the agreement had lots, for 500 kroner."""
    placed = order(agreement, cast, {office: 5})
    lot = make.lot(framework)
    return placed, lot, make.ceiling(framework, lot=lot, maximum_value=Decimal(600))


def refused(act, name):
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        act()


def test_the_database_refuses_to_sell_outside_the_lots(cast, agreement, office, framework):
    placed = order(agreement, cast, {office: 1})
    line = placed.lines.get()
    make.lot(framework)
    other = make.product(framework, lot=None, net=None)
    line.pk, line.position, line.product = None, 2, other
    refused(line.save, "order_line_has_a_lot")


def test_the_database_refuses_a_line_in_a_lot_of_another_agreement(cast, agreement, office):
    line = order(agreement, cast, {office: 1}).lines.get()
    foreign = make.lot(make.framework())
    lines = OrderLine.objects.filter(pk=line.pk)
    refused(lambda: lines.update(lot=foreign), "order_line_has_a_lot")


def test_the_database_refuses_a_price_for_what_has_no_lot(framework):
    make.lot(framework)
    product = make.product(framework, lot=None, net=None)
    refused(lambda: make.price(product, net=1), "price_product_has_a_lot")
    product.lot = framework.lots.get()
    product.save()
    make.price(product, net=1)


def test_the_database_refuses_to_move_a_price_to_what_has_no_lot(framework):
    make.lot(framework)
    bare = make.product(framework, lot=None, net=None)
    price = make.product(framework).prices.get()
    with pgtrigger.ignore("agreements.Price:price_in_use_is_frozen"):
        prices = Price.objects.filter(pk=price.pk)
        refused(lambda: prices.update(product=bare), "price_product_has_a_lot")


def test_what_has_a_lot_keeps_one(cast, agreement, framework):
    lot, other = make.lot(framework), make.lot(framework, number=2)
    product = make.product(framework)
    products = Product.objects.filter(pk=product.pk)
    refused(lambda: products.update(lot=None), "product")
    products.update(lot=other)
    line = order(agreement, cast, {product: 1}).lines.get()
    lines = OrderLine.objects.filter(pk=line.pk)
    for wrong in (None, lot):
        refused(lambda wrong=wrong: lines.update(lot=wrong), "orderline")


def test_a_product_without_a_lot_is_not_for_sale_until_it_gets_one(
    cast, agreement, office, framework, client
):
    on = timezone.localdate()
    put_in_basket(agreement, office.pk, by=cast.nordvik.orderer, quantity=1, now=timezone.now())
    lot = make.lot(framework)
    assert office not in products_for(agreement, on)
    with pytest.raises(ValidationError) as refusal:
        order(agreement, cast, {office: 1})
    assert refusal.value.code == "product_not_for_sale"
    client.force_login(cast.nordvik.orderer)
    home, number = agreement.accession.organisation.organisation_number, agreement.number
    page = client.get(reverse("catalogue_product", args=[home, number, office.pk]))
    assert not page.context["is_sold"]
    Product.objects.filter(pk=office.pk).update(lot=lot)
    order(agreement, cast, {office: 1})


def test_what_was_ordered_counts_when_its_product_gets_a_lot(ordered_before, framework, office):
    placed, lot, ceiling = ordered_before
    assert used(ceiling) == (0, 0)
    choice = plan_lot_assignment(framework, lot, [office.pk])
    assert (choice.ordered.value, choice.ordered.quantity) == (500, 5)
    assign_lot(framework, choice)
    assert used(ceiling) == (500, 5)
    assert placed.lines.get().lot == lot


def test_a_lot_that_has_no_room_for_what_was_ordered_is_refused(ordered_before, framework, office):
    lot = make.lot(framework, number=2)
    ceiling = make.ceiling(framework, lot=lot, maximum_value=Decimal("499.99"))
    with pytest.raises(ValidationError) as refusal:
        assign_lot(framework, plan_lot_assignment(framework, lot, [office.pk]))
    assert [error.code for error in refusal.value.error_list] == ["more_is_ordered"]
    office.refresh_from_db()
    assert (office.lot, used(ceiling)) == (None, (0, 0))
    with pytest.raises(CommandError, match="have no lot"):
        call_command("check_ceilings")


def test_the_command_names_what_counts_nowhere_and_then_nothing(
    ordered_before, framework, office, capsys
):
    placed, lot, _ceiling = ordered_before
    with pytest.raises(CommandError) as fault:
        call_command("check_ceilings")
    assert office.part_number in str(fault.value)
    assert f"{placed.organisation} {placed}" in str(fault.value)
    assign_lot(framework, plan_lot_assignment(framework, lot, [office.pk]))
    call_command("check_ceilings")
    assert "every product has its lot" in capsys.readouterr().out


def test_the_command_counts_lines_whose_product_has_got_a_lot(ordered_before, office):
    _placed, lot, ceiling = ordered_before
    given_silently(office, lot)
    with pytest.raises(CommandError, match="counted wrong and are mended"):
        call_command("check_ceilings")
    assert used(ceiling) == (500, 5)
    call_command("check_ceilings")


def given_silently(product, lot):
    """As a price file once gave lots: what was ordered did not follow."""
    with pgtrigger.ignore("agreements.Product:product_lot_comes_after_its_orders"):
        Product.objects.filter(pk=product.pk).update(lot=lot)


def test_the_database_gives_no_lot_while_what_was_ordered_counts_outside(ordered_before, office):
    _placed, lot, _ceiling = ordered_before
    products = Product.objects.filter(pk=office.pk)
    refused(lambda: products.update(lot=lot), "product_lot_comes_after_its_orders")


def test_a_price_file_gives_no_lot_to_what_was_ordered_outside(ordered_before, framework, office):
    _placed, lot, ceiling = ordered_before
    content = f"part_number;price\n{office.part_number};90,00".encode()
    failed = make.read_prices(framework, content, lot=lot)
    assert [finding.code for finding in failed.findings.all()] == ["ordered_outside_lots"]
    assign_lot(framework, plan_lot_assignment(framework, lot, [office.pk]))
    make.prices_in_effect(framework, content, lot=lot)
    assert used(ceiling) == (500, 5)


def test_one_ceiling_without_room_hides_no_other(ordered_before, framework, office):
    _placed, lot, narrow = ordered_before
    whole = make.ceiling(framework, maximum_value=Decimal(500))
    Lot.objects.create(framework=framework, number=2, name="Timer")
    given_silently(office, lot)
    narrow.maximum_value = Decimal(499)
    with pgtrigger.ignore("agreements.Ceiling:ceiling_moves_by_amendment"):
        narrow.save()
    with pytest.raises(CommandError) as told:
        call_command("check_ceilings")
    assert (used(whole), used(narrow)) == ((500, 5), (0, 0))
    for words in (f"mended: {whole}.", "ville telle", "2. Timer has no ceiling"):
        assert words in str(told.value)
    whole.used_value = Decimal(1)
    whole.save(update_fields=["used_value"])
    with pytest.raises(CommandError) as told:
        count_ceilings(timezone.now())
    assert f"{whole} was counted wrong and is mended." in str(told.value)
    assert str(lot) in str(told.value)


def test_an_agreement_without_lots_has_nothing_outside_them(cast, agreement, office):
    order(agreement, cast, {office: 1})
    call_command("check_ceilings")


def test_the_page_names_what_counts_nowhere(ordered_before, cast, framework, office, client):
    placed, *_ = ordered_before
    client.force_login(cast.kari)
    page = client.get(reverse("ks_lots", args=[framework.reference])).content.decode()
    assert placed.number in page
    assert office.part_number in page
    page = client.get(reverse("ks_framework", args=[framework.reference])).content.decode()
    assert reverse("ks_lots", args=[framework.reference]) in page
    assert "1 produkt mangler delkontrakt" in page


def give(client, framework, **fields):
    address = reverse("ks_lots", args=[framework.reference])
    return client.post(address, fields)


def test_ks_gives_all_that_is_found_a_lot_after_seeing_what_it_does(
    ordered_before, cast, framework, office, client
):
    _placed, lot, ceiling = ordered_before
    make.product(framework, lot=None, net=None, kind=Product.Kind.TRAINING)
    client.force_login(cast.kari)
    asked = give(client, framework, lot=lot.pk, everything="1")
    assert "500,00" in asked.content.decode()
    assert used(ceiling) == (0, 0)
    done = give(client, framework, lot=lot.pk, everything="1", **{SEEN: seen_in(asked)})
    assert done.status_code == 302
    assert not framework.products.filter(lot=None).exists()
    assert used(ceiling) == (500, 5)


def test_only_what_is_chosen_or_found_gets_the_lot(ordered_before, cast, framework, client):
    _placed, lot, _ceiling = ordered_before
    course = make.product(framework, lot=None, net=None, kind=Product.Kind.TRAINING)
    client.force_login(cast.kari)
    address = reverse("ks_lots", args=[framework.reference]) + "?kind=training"
    asked = client.post(address, {"lot": lot.pk, "everything": "1"})
    client.post(address, {"lot": lot.pk, "everything": "1", SEEN: seen_in(asked)})
    assert list(framework.products.filter(lot=lot)) == [course]


@pytest.mark.parametrize("fields", [{}, {"lot": "x"}, {"lot": "0"}, {"products": "x"}])
def test_without_a_lot_or_a_product_nothing_is_done(
    ordered_before, cast, framework, client, fields
):
    client.force_login(cast.kari)
    assert give(client, framework, **fields).status_code == 422


def test_nothing_chosen_is_said(ordered_before, cast, framework, client):
    _placed, lot, _ceiling = ordered_before
    client.force_login(cast.kari)
    page = give(client, framework, lot=lot.pk)
    assert page.status_code == 422
    assert "minst ett produkt" in page.content.decode()


def test_a_lot_of_another_agreement_is_no_choice(ordered_before, framework, office):
    foreign = make.lot(make.framework())
    with pytest.raises(IntegrityError, match="order_line_has_a_lot"), transaction.atomic():
        assign_lot(framework, plan_lot_assignment(framework, foreign, [office.pk]))
