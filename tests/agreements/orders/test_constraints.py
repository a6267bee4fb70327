"""What must never be false about orders, tried round every form."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from agreements.models import Order, OrderLine, OrderStep
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


def broken(name):
    """Expect the database to refuse by the constraint or trigger of this name."""
    return pytest.raises(DatabaseError, match=name)


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_approver_is_never_the_submitter(order):
    with broken("order_approver_is_not_submitter"):
        Order.objects.update(
            state="approved",
            approved_by=order.submitted_by,
            approved_at=timezone.now(),
            answer_by=timezone.localdate(),
        )


def test_an_order_goes_out_only_approved(order):
    with broken("order_goes_out_only_approved"):
        Order.objects.update(state="sent")


@pytest.mark.parametrize("column", ["net", "gross", "vat_percent", "buyer_reference", "year"])
def test_what_was_submitted_is_frozen(order, column):
    with broken("order_is_frozen"):
        sql(f"UPDATE agreements_order SET {column} = '7'")  # noqa: S608


def test_an_order_is_never_deleted(order):
    with broken("order_is_never_deleted"):
        sql("DELETE FROM agreements_order")


def test_a_line_is_never_changed_or_deleted(order):
    with broken("order_line_is_frozen"), transaction.atomic():
        OrderLine.objects.update(quantity=F("quantity") + 1)
    with broken("order_line_is_never_deleted"):
        sql("DELETE FROM agreements_orderline")


def test_a_step_is_never_changed_or_deleted(order):
    with broken("order_step_is_append_only"), transaction.atomic():
        OrderStep.objects.update(reason="Noe annet")
    with broken("order_step_is_append_only"):
        sql("DELETE FROM agreements_orderstep")


def line_of(order, product, **overrides):
    fields = {
        "order": order,
        "position": 9,
        "product": product,
        "name": product.name,
        "part_number": product.part_number,
        "unit": product.unit,
        "quantity": 1,
        "unit_net": 10,
        "net": 10,
    }
    return OrderLine(**fields | overrides)


def test_a_line_is_of_the_orders_framework(order):
    foreign = make.product(make.framework())
    with broken("order_line_product_in_framework"):
        line_of(order, foreign).save()


@pytest.mark.parametrize(
    ("overrides", "name"),
    [
        ({"quantity": 0, "net": 0}, "order_line_quantity_is_possible"),
        ({"quantity": 10**9, "net": 10**10}, "order_line_quantity_is_possible"),
        ({"net": 11}, "order_line_net_is_quantity_times_price"),
        ({"unit_net": -10, "net": -10}, "order_line_price_is_not_negative"),
    ],
)
def test_a_line_adds_up(order, framework, overrides, name):
    with broken(name):
        line_of(order, make.product(framework), **overrides).save()


def test_a_number_is_given_once(order, agreement):
    with pytest.raises(IntegrityError, match="order_number_once"):
        Order.objects.bulk_create(
            [
                Order(
                    **{
                        field.attname: getattr(order, field.attname)
                        for field in Order._meta.concrete_fields
                        if field.attname not in {"id", "submission_key"}
                    },
                    submission_key="7e1ab0f2-3f8a-4a43-9a39-0d8d5a3c2b11",
                )
            ]
        )


def test_the_history_of_an_order_tells_of_a_bulk_update_too(order):
    Order.objects.update(reseller_reference="F-77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, reseller_reference FROM agreements_orderevent ORDER BY 1")
        assert cursor.fetchall() == [("insert", ""), ("update", "F-77")]
