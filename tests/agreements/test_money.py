from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.catalogue.pricing import line_net, order_amount
from agreements.money import Amount, share_out

kroner = st.decimals(min_value=0, max_value=10_000_000, places=2)
percents = st.decimals(min_value=0, max_value=99, places=2)


@given(net=kroner, percent=percents)
def test_net_and_vat_are_gross_at_any_rate(net, percent):
    amount = Amount.of_net(net, vat_percent=percent)
    assert amount.net + amount.vat == amount.gross
    assert amount.vat == amount.vat.quantize(Decimal("0.01"))


@st.composite
def shares_of_everything(draw):
    """Per cents with two decimals that make up 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), max_size=30)))
    ends = [0, *cuts, 10_000]
    return [Decimal(b - a) / 100 for a, b in zip(ends, ends[1:], strict=False)]


@given(amount=st.decimals(-(10**13), 10**13, places=2), percents=shares_of_everything())
def test_shares_are_always_the_whole_and_each_within_one_ore(amount, percents):
    parts = share_out(amount, percents)
    assert sum(parts) == amount
    for part, percent in zip(parts, percents, strict=True):
        assert part == part.quantize(Decimal("0.01"))
        assert abs(part - amount * percent / 100) < Decimal("0.01")


@pytest.mark.parametrize(
    ("amount", "percents", "parts"),
    [
        ("100.00", ["33.33", "33.33", "33.34"], ["33.33", "33.33", "33.34"]),
        ("0.01", ["50", "50"], ["0.01", "0.00"]),
        ("-0.01", ["50", "50"], ["-0.01", "0.00"]),
        ("0.05", ["20", "70", "10"], ["0.01", "0.04", "0.00"]),
        ("10.00", ["100"], ["10.00"]),
    ],
)
def test_the_last_ore_goes_to_who_lost_most_and_of_equals_to_the_first(amount, percents, parts):
    shares = share_out(Decimal(amount), [Decimal(percent) for percent in percents])
    assert [str(share) for share in shares] == parts


def test_what_does_not_make_up_everything_is_not_shared_out():
    with pytest.raises(ValueError, match="not everything"):
        share_out(Decimal(1), [Decimal(50), Decimal(49)])


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
