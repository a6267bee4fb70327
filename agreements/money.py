"""Kroner and VAT: pure arithmetic on Decimals, no database.

Amounts are Norwegian kroner with two decimals. VAT is reckoned once per rate on the net sum, not
line by line (EN 16931), and rounded half up.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

ORE = Decimal("0.01")


def to_ore(amount):
    """Round to whole øre, half up."""
    return amount.quantize(ORE, rounding=ROUND_HALF_UP)


def share_out(amount, percents):
    """An amount in whole øre as one part for each per cent; the parts are always the amount.

    The per cents make up 100. Each part is rounded down (towards nothing), and the øre that are
    then left over go one each to those who lost most, of equals to the first.
    """
    if sum(percents) != 100:
        raise ValueError(f"{sum(percents)} per cent is not everything")
    exact = [amount * percent / 100 for percent in percents]
    parts = [part.quantize(ORE, rounding=ROUND_DOWN) for part in exact]
    left_over = int((amount - sum(parts)) / ORE)
    most_lost = sorted(range(len(parts)), key=lambda place: -abs(exact[place] - parts[place]))
    for place in most_lost[: abs(left_over)]:
        parts[place] += ORE.copy_sign(left_over)
    # Nothing is nothing, also of an amount below zero
    return [part + 0 for part in parts]


@dataclass(frozen=True)
class Amount:
    """A net sum, its VAT and the gross sum, in kroner; it cannot exist if they do not agree."""

    net: Decimal
    vat_percent: Decimal
    vat: Decimal
    gross: Decimal

    def __post_init__(self) -> None:
        if self.net + self.vat != self.gross:
            raise ValueError(f"{self.net} + {self.vat} is not {self.gross}")

    @classmethod
    def of_net(cls, net: Decimal, *, vat_percent: Decimal):
        """The amount whose net sum is `net`, in whole øre, at a VAT rate in per cent."""
        net = to_ore(net)
        vat = to_ore(net * vat_percent / 100)
        return cls(net=net, vat_percent=vat_percent, vat=vat, gross=net + vat)
