"""The arithmetic of prices: pure, Decimals in and out, no database.

- list price: what the price list in force says for the product at the agreement's price level,
  net kroner each. It is exact; nothing is rounded.
- line net: quantity times the price each. Whole øre times a whole number needs no rounding.
- order net: the sum of the lines.
- VAT: per cent of the order net, rounded once, half up (money.Amount); gross: net plus VAT.
"""

from decimal import Decimal

from agreements.money import Amount


def line_net(*, quantity, unit_net):
    """The net sum of one line, in kroner."""
    return quantity * unit_net


def order_amount(line_nets, *, vat_percent):
    """Net, VAT and gross of an order whose lines have these net sums."""
    return Amount.of_net(sum(line_nets, Decimal("0.00")), vat_percent=vat_percent)
