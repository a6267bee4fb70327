"""From file to price list and back: all or nothing, one officer at a time."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agreements.catalogue.price_terms import price_terms
from agreements.catalogue.queries import products_for
from agreements.models import (
    Order,
    Price,
    PriceImport,
    PriceList,
    Product,
    StagedPrice,
    StagedProduct,
)
from agreements.price_imports import actions, effect
from agreements.price_imports.differences import with_changed_facts
from agreements.price_imports.queries import gone
from tests import agreement_factories as make
from tests.price_files import csv, price_file
from tests.races import first_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def framework(db):
    """With two products on the list in force since its first day."""
    framework = make.framework()
    for number, net in (("269-00001", "1000.00"), ("269-00005", "50.00")):
        make.product(
            framework,
            part_number=number,
            name="Kontorpakke",
            publisher="Programhuset",
            net=net,
        )
    return framework


def soon(days=1):
    return timezone.localdate() + timedelta(days=days)


def read(framework, content, *, valid_from=None, lot=None):
    """A file that has been read."""
    read = actions.store_upload(
        framework,
        content,
        name="priser.csv",
        valid_from=valid_from or timezone.localdate(),
        lot=lot,
        by=None,
        now=timezone.now(),
    )
    actions.read_prices(read)
    return read


def in_effect(framework, content, **when):
    price_import = read(framework, content, **when)
    actions.apply_import(price_import, by=None, now=timezone.now())
    return price_import


def reverse(price_import, *, by):
    actions.reverse_import(price_import, reason="Feil fil", by=by, now=timezone.now())


def code_of(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    return first_code(refused.value)


def nets(framework, on):
    """The prices that hold on a day, by part number."""
    prices = Price.objects.filter(price_list=make.price_list_in_force(framework, on))
    return dict(prices.values_list("product__part_number", "net"))


def test_reading_touches_nothing_in_the_catalogue(framework):
    price_import = read(framework, price_file())
    assert (price_import.state, price_import.errors) == ("ready", 0)
    assert PriceList.objects.count() == 1
    assert Product.objects.count() == 2


def test_the_difference_is_notified_before_it_takes_effect(framework):
    price_import = read(framework, price_file())
    assert [price_import.new, price_import.changed, price_import.unchanged, price_import.gone] == [
        1,
        1,
        0,
        1,
    ]
    changed = StagedPrice.objects.get(product__change="changed")
    assert (changed.net_before, changed.net, changed.percent) == (1000, 1200, 20)
    assert [product.part_number for product in gone(price_import)] == ["269-00005"]


def test_a_free_product_that_gets_a_price_has_no_per_cent():
    assert StagedPrice(net=Decimal(5), net_before=Decimal(0)).percent is None
    assert StagedPrice(net=Decimal(5), net_before=None).percent is None


def test_a_file_takes_effect_as_a_list_of_its_own(framework):
    before = nets(framework, timezone.localdate())
    in_effect(framework, price_file(), valid_from=soon())
    assert nets(framework, timezone.localdate()) == before
    assert nets(framework, soon()) == {
        "269-00001": Decimal("1200.00"),
        "269-00002": Decimal("800.50"),
    }


def test_what_the_file_does_not_tell_stays(framework):
    Product.objects.filter(part_number="269-00001").update(family="Kontor", pool="application")
    in_effect(framework, csv("part_number;price", "269-00001;1100,00"))
    product = Product.objects.get(part_number="269-00001")
    assert (product.name, product.family, product.pool) == ("Kontorpakke", "Kontor", "application")


@pytest.mark.parametrize(
    ("kind", "unit", "months", "covers"),
    [
        ("licence", "stk", "", "once"),
        ("abonnement", "per bruker og år", "", "year"),
        ("abonnement", "server_year", "36", "year"),
        ("abonnement", "stk", "12", "year"),
        ("abonnement", "stk", "1", "month"),
        ("sa", "stk", "36", "three_years"),
        ("støtte", "stk", "24", "once"),
    ],
)
def test_a_new_product_is_paid_for_by_its_unit_or_its_term_unless_the_file_tells(
    framework, kind, unit, months, covers
):
    header = "part_number;name;publisher;kind;unit;term_months;price"
    row = f"269-00009;Ny;Programhuset;{kind};{unit};{months};10"
    in_effect(framework, csv(header, row))
    made = Product.objects.get(part_number="269-00009")
    assert made.purchase_unit == covers
    told = in_effect(framework, csv(f"{header};betaling", f"{row};månedlig"), valid_from=soon())
    made.refresh_from_db()
    assert (told.state, made.purchase_unit) == ("in_effect", "month")
    in_effect(framework, csv(header, row), valid_from=soon(2))
    made.refresh_from_db()
    assert made.purchase_unit == "month"


def test_references_may_point_anywhere_in_the_file_or_the_catalogue(framework):
    header = "part_number;name;publisher;kind;unit;price;supports;replaced_by"
    in_effect(
        framework,
        price_file(
            "269-00010;Støtte;Programhuset;support;each;10;269-00011;",
            "269-00011;Ny;Programhuset;licence;each;10;;269-00001",
            header=header,
        ),
    )
    made = {product.part_number: product for product in Product.objects.all()}
    assert made["269-00010"].supports == made["269-00011"]
    assert made["269-00011"].replaced_by == made["269-00001"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (csv("part_number;price", "269-00009;1"), {"fact_missing"}),
        (csv("part_number;price;supports", "269-00001;1;269-99999"), {"product_unknown"}),
        (csv("part_number;price;replaced_by", "269-00001;1;269-99999"), {"product_unknown"}),
        (price_file("269-00001;N;P;licence;each;-1"), {"price_negative", "file_has_no_prices"}),
        (b"", {"file_empty"}),
    ],
)
def test_a_file_with_an_error_stores_its_findings_and_nothing_else(framework, content, found):
    price_import = read(framework, content)
    assert price_import.state == "failed"
    assert {finding.code for finding in price_import.findings.all()} >= found - {
        "file_has_no_prices"
    }
    assert (
        code_of(actions.apply_import, price_import, by=None, now=timezone.now())
        == "import_has_changed"
    )
    assert (PriceList.objects.count(), Product.objects.count()) == (1, 2)
    assert not StagedProduct.objects.exists()


def test_only_the_first_findings_of_a_kind_are_kept_and_all_are_counted(framework):
    rows = [f"269-{number:05};N;P;licence;each;-1" for number in range(600)]
    price_import = read(framework, price_file(*rows))
    assert (price_import.errors, price_import.findings.count()) == (600, 501)


def test_the_past_is_not_rewritten(framework):
    in_effect(framework, price_file(), valid_from=soon(10))
    for day in (soon(9), soon(10)):
        assert code_of(read, framework, price_file(), valid_from=day) == "not_after_the_newest_list"


def test_a_file_is_compared_again_when_the_list_has_changed(framework):
    prices = csv("part_number;price", "269-00001;1100,00")
    first, second = (read(framework, prices, valid_from=soon(n)) for n in (1, 2))
    actions.apply_import(first, by=None, now=timezone.now())
    assert (
        code_of(actions.apply_import, second, by=None, now=timezone.now())
        == "catalogue_has_changed"
    )


def test_a_file_is_compared_again_when_a_product_has_changed(framework):
    price_import = read(framework, price_file("269-00001;Nytt navn;P;licence;each;1"))
    Product.objects.update(publisher="En annen")
    assert (
        code_of(actions.apply_import, price_import, by=None, now=timezone.now())
        == "catalogue_has_changed"
    )
    assert PriceList.objects.count() == 1


def test_all_or_nothing(framework, monkeypatch):
    price_import = read(framework, price_file())
    monkeypatch.setattr(effect, "PRICES", "SELECT 1/0")
    with pytest.raises(DatabaseError):
        actions.apply_import(price_import, by=None, now=timezone.now())
    price_import.refresh_from_db()
    assert (price_import.state, PriceList.objects.count(), Product.objects.count()) == (
        "ready",
        1,
        2,
    )


def test_a_reversed_file_leaves_no_trace_in_the_catalogue(framework, cast):
    products = list(Product.objects.values())
    price_import = in_effect(
        framework, price_file("269-00001;Nytt;P;sa;hour;1", "269-00002;N;P;sa;hour;1")
    )
    reverse(price_import, by=cast.kari)
    assert (
        list(Product.objects.filter(part_number__in=["269-00001", "269-00005"]).values())
        == products
    )
    assert nets(framework, soon(100)) == {"269-00001": 1000, "269-00005": 50}
    assert PriceList.objects.latest("pk").withdrawn_reason == "Feil fil"


def test_the_same_file_can_be_imported_again_after_it_was_reversed(framework, cast):
    first = in_effect(framework, price_file())
    reverse(first, by=cast.kari)
    again = in_effect(framework, price_file())
    assert (again.new, again.changed, again.gone) == (1, 1, 1)
    assert nets(framework, soon())["269-00002"] == Decimal("800.50")


def test_what_somebody_changed_after_the_import_is_theirs(framework, cast):
    price_import = in_effect(framework, price_file("269-00001;Nytt;Ny utgiver;licence;each;1"))
    Product.objects.filter(part_number="269-00001").update(name="Rettet for hånd")
    reverse(price_import, by=cast.kari)
    product = Product.objects.get(part_number="269-00001")
    assert (product.name, product.publisher) == ("Rettet for hånd", "Programhuset")


def test_the_newest_list_is_reversed_first(framework, cast):
    first = in_effect(framework, price_file())
    second = in_effect(framework, price_file(), valid_from=soon())
    assert code_of(reverse, first, by=cast.kari) == "newer_list_exists"
    reverse(second, by=cast.kari)
    reverse(first, by=cast.kari)
    assert PriceList.objects.filter(withdrawn_at=None).count() == 1


def test_a_list_that_an_order_refers_to_stays(framework, agreement, cast):
    make.vat_rate()
    price_import = in_effect(framework, price_file("269-00001;N;P;licence;each;1"))
    product = products_for(agreement, timezone.localdate()).get()
    make.order(agreement, by=cast.nordvik.orderer, lines={product: 1})
    assert code_of(reverse, price_import, by=cast.kari) == "list_has_orders"
    price_import.refresh_from_db()
    assert price_import.state == "in_effect"
    assert Order.objects.get().price_list == price_import.price_list


def test_the_database_keeps_a_withdrawn_list_as_it_was(framework, agreement, cast):
    price_import = in_effect(framework, price_file())
    reverse(price_import, by=cast.kari)
    lists = PriceList.objects.filter(pk=price_import.price_list_id)
    for act in (
        lambda: lists.update(withdrawn_at=None, withdrawn_by=None, withdrawn_reason=""),
        lambda: lists.update(version="x"),
        lambda: lists._raw_delete(lists.db),
        lambda: Price.objects.filter(price_list__in=lists).update(net=1),
    ):
        with pytest.raises(DatabaseError, match="is_frozen"), transaction.atomic():
            act()


def test_the_database_places_no_order_under_a_withdrawn_list(framework, agreement, cast):
    price_import = in_effect(framework, price_file())
    reverse(price_import, by=cast.kari)
    assert price_terms(agreement, timezone.localdate()).price_list != price_import.price_list
    order = make.order(
        agreement,
        by=cast.nordvik.orderer,
        lines={framework.products.get(part_number="269-00005"): 1},
    )
    order.pk, order.sequence, order.submission_key = None, 99, uuid4()
    order.price_list = price_import.price_list
    with pytest.raises(DatabaseError, match="order_price_list_is_not_withdrawn"):
        order.save(force_insert=True)


def test_who_orders_while_the_list_is_withdrawn_is_notified_to_look_again(
    framework, agreement, cast
):
    price_import = in_effect(framework, price_file())
    product = framework.products.get(part_number="269-00001")
    lists = PriceList.objects.filter(pk=price_import.price_list_id)

    def withdraw_first(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "agreements_order" '):
            lists.update(withdrawn_at=timezone.now(), withdrawn_by=cast.kari, withdrawn_reason="x")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(withdraw_first):
        refusal = code_of(make.order, agreement, by=cast.nordvik.orderer, lines={product: 1})
    assert (refusal, Order.objects.count()) == ("basket_changed", 0)


def test_a_list_that_has_the_name_already_is_in_the_way(framework):
    later = timezone.localdate() + timedelta(days=30)
    price_import = read(framework, price_file(), valid_from=later)
    coming = later - timedelta(days=5)
    make.price_list(framework, version=later.isoformat(), valid_from=coming)
    PriceImport.objects.update(compared_with=PriceList.objects.get(valid_from=coming))
    price_import.refresh_from_db()
    code = code_of(actions.apply_import, price_import, by=None, now=timezone.now())
    assert code == "version_taken"
    assert PriceList.objects.count() == 2


def test_the_database_lets_a_list_be_withdrawn_only_with_who_and_why(framework):
    in_effect(framework, price_file())
    with pytest.raises(DatabaseError, match="price_list_withdrawn_in_full"):
        PriceList.objects.update(withdrawn_at=timezone.now())


def test_the_database_keeps_what_was_read(framework):
    price_import = read(framework, price_file(header="part_number;name;publisher;kind;unit;pris;x"))
    for rows in (price_import.products, price_import.findings, StagedPrice.objects):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            rows.all()._raw_delete(rows.db)


def test_a_file_that_a_worker_left_can_be_read_again(framework, run_tasks):
    price_import = actions.upload_prices(
        framework,
        price_file(),
        name="priser.csv",
        valid_from=soon(),
        by=None,
        now=timezone.now() - timedelta(minutes=6),
    )
    actions.read_again(price_import, now=timezone.now())
    assert code_of(actions.read_again, price_import, now=timezone.now()) == "import_has_changed"
    run_tasks()
    price_import.refresh_from_db()
    assert price_import.state == "ready"


def test_a_fault_of_the_portal_is_notified_on_the_page(framework, run_tasks, monkeypatch):
    price_import = actions.upload_prices(
        framework, price_file(), name="p.csv", valid_from=soon(), by=None, now=timezone.now()
    )
    monkeypatch.setattr(actions, "height_of", None)
    run_tasks()
    price_import.refresh_from_db()
    assert price_import.state == "failed"
    assert price_import.findings.get().code == "reading_stopped"
    assert PriceImport.objects.count() == 1


@pytest.fixture
def lots(framework):
    """Two lots, with the products that were there before in the first."""
    found = [make.lot(framework), make.lot(framework, number=2, name="Timer og kurs")]
    Product.objects.filter(framework=framework).update(lot=found[0])
    return found


def lots_of(framework):
    """The number of each product's lot, by part number; None without."""
    return dict(framework.products.values_list("part_number", "lot__number"))


def test_a_new_product_without_a_lot_keeps_the_file_out(framework, lots):
    price_import = read(framework, price_file())
    finding = price_import.findings.get()
    assert (price_import.state, finding.code, finding.row) == ("failed", "lot_missing", 3)
    assert code_of(actions.apply_import, price_import, by=None, now=timezone.now())


def test_the_lot_chosen_for_the_file_is_for_products_without_one(framework, lots):
    price_import = read(framework, price_file(), lot=lots[1])
    assert (price_import.state, price_import.errors) == ("ready", 0)
    actions.apply_import(price_import, by=None, now=timezone.now())
    assert lots_of(framework) == {"269-00001": 1, "269-00002": 2, "269-00005": 1}


@pytest.mark.parametrize("name", ["2", "Timer og kurs", "2. Timer og kurs", " TIMER OG KURS "])
@pytest.mark.parametrize("column", ["lot", "Delkontrakt"])
def test_a_row_names_its_lot(framework, lots, column, name):
    new = f"269-00002;Regneark;Programhuset;licence;each;800,50;{name}"
    moved = f"269-00001;Kontorpakke;Programhuset;licence;each;1000,00;{name}"
    header = f"part_number;name;publisher;kind;unit;price;{column}"
    in_effect(framework, csv(header, new, moved), valid_from=soon())
    assert lots_of(framework) == {"269-00001": 2, "269-00002": 2, "269-00005": 1}


def test_a_blank_lot_tells_nothing(framework, lots):
    in_effect(framework, csv("part_number;price;lot", "269-00001;1,00;"), valid_from=soon())
    assert lots_of(framework)["269-00001"] == 1


def test_a_lot_that_is_not_there_is_an_error(framework, lots):
    price_import = read(framework, csv("part_number;price;lot", "269-00001;1,00;3"))
    assert [finding.code for finding in price_import.findings.all()] == ["lot_unknown"]


def test_a_name_of_two_lots_is_no_name(framework, lots):
    make.lot(framework, number=3, name="Timer og kurs")
    price_import = read(framework, csv("part_number;price;lot", "269-00001;1,00;Timer og kurs"))
    assert [finding.code for finding in price_import.findings.all()] == ["lot_unknown"]


def test_a_column_of_lots_is_notified_not_to_be_read_where_there_are_none(framework):
    price_import = read(framework, csv("part_number;price;lot", "269-00001;1,00;100 stk"))
    assert price_import.state == "ready"
    assert [finding.code for finding in price_import.findings.all()] == ["lots_not_used"]


def test_lots_that_came_after_the_reading_send_the_file_back(framework):
    price_import = read(framework, price_file())
    make.lot(framework)
    code = code_of(actions.apply_import, price_import, by=None, now=timezone.now())
    assert code == "catalogue_has_changed"


def test_a_move_to_another_lot_is_notified_before_and_goes_back_when_it_is_reversed(
    framework, lots, cast
):
    price_import = read(
        framework, csv("part_number;price;lot", "269-00001;1000,00;2"), valid_from=soon()
    )
    [product] = with_changed_facts(price_import.products.all())
    [fact] = product.changed_facts
    assert (fact.before, fact.after) == ("1. Programvare", "2. Timer og kurs")
    actions.apply_import(price_import, by=None, now=timezone.now())
    assert lots_of(framework)["269-00001"] == 2
    reverse(price_import, by=cast.kari)
    assert lots_of(framework)["269-00001"] == 1


def test_what_got_its_first_lot_keeps_it_when_the_file_is_reversed(framework, cast):
    lot = make.lot(framework)
    price_import = read(framework, csv("part_number;price", "269-00001;1,00"),
                        valid_from=soon(), lot=lot)  # fmt: skip
    actions.apply_import(price_import, by=None, now=timezone.now())
    reverse(price_import, by=cast.kari)
    assert lots_of(framework)["269-00001"] == 1
