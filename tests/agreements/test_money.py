from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.catalogue.pricing import line_net, order_amount
from agreements.money import Amount

kroner = st.decimals(min_value=0, max_value=10_000_000, places=2)
percents = st.decimals(min_value=0, max_value=99, places=2)


@given(net=kroner, percent=percents)
def test_net_and_vat_are_gross_at_any_rate(net, percent):
    amount = Amount.of_net(net, vat_percent=percent)
    assert amount.net + amount.vat == amount.gross
    assert amount.vat == amount.vat.quantize(Decimal("0.01"))


def test_vat_is_rounded_half_up_once_on_the_sum():
    three_lines = [Decimal("0.02")] * 3
    assert order_amount(three_lines, vat_percent=Decimal("25")).vat == Decimal("0.02")
    assert order_amount([Decimal("0.02")], vat_percent=Decimal("25")).vat == Decimal("0.01")


def test_an_amount_that_does_not_add_up_cannot_exist():
    with pytest.raises(ValueError, match="is not"):
        Amount(Decimal("1"), Decimal("25"), Decimal("0.25"), Decimal("1.24"))


@given(lines=st.lists(st.tuples(st.integers(1, 1_000_000), kroner), max_size=20), percent=percents)
def test_the_sum_of_the_lines_is_the_orders_net(lines, percent):
    nets = [line_net(quantity=quantity, unit_net=price) for quantity, price in lines]
    assert order_amount(nets, vat_percent=percent).net == sum(nets, Decimal("0.00"))


def test_free_software_costs_nothing_and_is_an_ordinary_line():
    assert line_net(quantity=500, unit_net=Decimal("0.00")) == Decimal("0.00")
