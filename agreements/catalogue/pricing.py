"""The arithmetic of prices: pure, Decimals in and out, no database. Kroner, without VAT if unsaid.

A price each is built in this order, and every step has a name:

1. list price: what the smallest customer pays; the price list's price at the programme's base
   level, or its one price for all. Exact, as it stands on the list.
2. level price: the list's price at the organisation's own level for the product's pool, or the
   one price for all. A price of the level goes before one for all. Exact.
3. discounted price: the level price less the framework's discount in per cent; rounded to øre.
4. unit net: the discounted price and the reseller's mark-up in per cent of it; rounded to øre.
   It is the price each that the buyer sees, orders at and is invoiced.

   Where the right is to end sooner than its own term, on a day in common with others:
   unit net times the months begun, divided by the months of the term; rounded to øre.

And then a line and an order:

5. line net: quantity times unit net. Whole øre times a whole number needs no rounding.
6. order net: the sum of the lines' nets, again exact.
7. VAT: per cent of the order net, rounded to øre once an order (EN 16931). VAT shown beside a
   single line is of that line alone, and such sums need not add up to the order's VAT.
8. gross: net plus VAT.

Every rounding is half up. What is saved is list price less unit net, in kroner: nothing here, nor
anywhere else, divides by a price, for software that costs nothing is an equal. With a mark-up
larger than the discounts nothing is saved, and `saved` is then negative.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agreements.money import Amount, to_ore

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class PriceBuildUp:
    """How a line's price came about: each intermediate price by its name, in kroner."""

    list_price: Decimal
    level_price: Decimal
    discount_percent: Decimal
    discounted_price: Decimal
    markup_percent: Decimal
    unit_net: Decimal
    quantity: int
    line_net: Decimal
    vat_percent: Decimal
    vat: Decimal
    gross: Decimal

    @property
    def discount(self) -> Decimal:
        """What the framework's discount takes off each."""
        return self.level_price - self.discounted_price

    @property
    def markup(self) -> Decimal:
        """What the reseller adds to each."""
        return self.unit_net - self.discounted_price

    @property
    def saved(self) -> Decimal:
        """What the buyer pays less than the list price, each."""
        return self.list_price - self.unit_net


def discount_factor(percent: Decimal) -> Decimal:
    """What remains of a price, as an exact factor."""
    return (HUNDRED - percent) / HUNDRED


def markup_factor(percent: Decimal) -> Decimal:
    """What a price is multiplied by when a mark-up is added."""
    return (HUNDRED + percent) / HUNDRED


def build_up(
    *,
    list_price: Decimal,
    level_price: Decimal,
    discount_percent: Decimal,
    markup_percent: Decimal,
    vat_percent: Decimal,
    quantity: int = 1,
) -> PriceBuildUp:
    """The price of a line, step by step as the module says."""
    discounted = to_ore(level_price * discount_factor(discount_percent))
    unit_net = to_ore(discounted * markup_factor(markup_percent))
    amount = order_amount([line_net(quantity=quantity, unit_net=unit_net)], vat_percent=vat_percent)
    return PriceBuildUp(
        list_price=list_price,
        level_price=level_price,
        discount_percent=discount_percent,
        discounted_price=discounted,
        markup_percent=markup_percent,
        unit_net=unit_net,
        quantity=quantity,
        line_net=amount.net,
        vat_percent=vat_percent,
        vat=amount.vat,
        gross=amount.gross,
    )


def pro_rata(unit_net: Decimal, *, months: int, of: int) -> Decimal:
    """The price each of a right that lasts some months of its term, in kroner."""
    return to_ore(unit_net * months / of)


def line_net(*, quantity: int, unit_net: Decimal) -> Decimal:
    """The net sum of one line, in kroner."""
    return quantity * unit_net


def order_amount(line_nets: Iterable[Decimal], *, vat_percent: Decimal) -> Amount:
    """Net, VAT and gross of an order whose lines have these net sums."""
    return Amount.of_net(sum(line_nets, Decimal("0.00")), vat_percent=vat_percent)
