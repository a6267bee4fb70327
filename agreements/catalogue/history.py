"""A product's prices through the lists, and the plot of them: pure but for the rows it is given.

Numbers in the plot are whole units of its own grid, which no language writes in its own way.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 600, 160, 8


@dataclass(frozen=True)
class HistoricPrice:
    """A price each in kroner, and the day it began to hold."""

    valid_from: date
    net: Decimal


def price_history(prices) -> list[HistoricPrice]:
    """The prices a product has had, oldest first; `prices` come with their list and level.

    Of a list with a price at the level and one for all, the one at the level counts.
    """
    by_day = {}
    for price in prices:
        day = price.price_list.valid_from
        if day not in by_day or price.price_level_id is not None:
            by_day[day] = price.net
    return [HistoricPrice(valid_from=day, net=net) for day, net in sorted(by_day.items())]


def plot_points(history, *, until) -> str:
    """The steps of the plot as SVG points; empty when there is nothing to draw."""
    if not history:
        return ""
    last = max(until, history[-1].valid_from)
    days = max((last - history[0].valid_from).days, 1)
    highest = max(max(price.net for price in history), Decimal(1))
    corners = []
    for place, price in enumerate(history):
        is_last = place == len(history) - 1
        end = last if is_last else history[place + 1].valid_from
        y = _down(price.net, highest)
        corners += [
            (_across(price.valid_from, history[0].valid_from, days), y),
            (_across(end, history[0].valid_from, days), y),
        ]
    return " ".join(f"{x},{y}" for x, y in corners)


def _across(day: date, first, days):
    return MARGIN + (WIDTH - 2 * MARGIN) * (day - first).days // days


def _down(net: Decimal, highest) -> int:
    return HEIGHT - MARGIN - int((HEIGHT - 2 * MARGIN) * net / highest)
