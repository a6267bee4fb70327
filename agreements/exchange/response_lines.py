"""Reading what an order response (T76) answers about a line of the order, pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from lxml.etree import _Element as Element

from agreements.exchange.envelope import NAMESPACES, text
from agreements.exchange.order_file import CURRENCY
from agreements.exchange.response_values import refuse, to_day, to_price, to_whole_number
from municipalities.texts import Text


class LineStatus:
    """What is answered about a line: UNCL 1229, the subset of T76."""

    ADDED = "1"
    CHANGED = "3"
    ACCEPTED = "5"
    REFUSED = "7"
    DELIVERED = "42"
    AS_ORDERED = (ACCEPTED, DELIVERED)
    ALL = (ADDED, CHANGED, ACCEPTED, REFUSED, DELIVERED)


LINE_STATUS_TEXTS = {
    LineStatus.ADDED: _("added"),
    LineStatus.CHANGED: _("changed"),
    LineStatus.ACCEPTED: _("accepted"),
    LineStatus.REFUSED: _("not accepted"),
    LineStatus.DELIVERED: _("delivered already"),
}


@dataclass(frozen=True)
class LineAnswer:
    """What is answered about a line of the order, or about a part of it.

    `line` is the order's own line number. `quantity` is what is delivered and `later` the back
    order, None where nothing is said. A price is kroner net for `price_base` units. `part_number`
    and `item_name` are what is delivered, as the seller names it; empty for what was ordered.
    """

    line: str
    status: str
    quantity: int | None = None
    later: int | None = None
    price: Decimal | None = None
    price_base: int = 1
    part_number: str = ""
    item_name: str = ""
    promised_from: date | None = None
    promised_to: date | None = None
    note: str = ""

    @property
    def status_text(self) -> Text:
        """The status in words."""
        return LINE_STATUS_TEXTS[self.status]


def line_from_json(stored: dict[str, Any]) -> LineAnswer:
    """The LineAnswer that was stored with asdict, as JSON writes prices and days."""
    days = {
        name: stored[name] and date.fromisoformat(stored[name])
        for name in ("promised_from", "promised_to")
    }
    price = stored["price"]
    return LineAnswer(**stored | days | {"price": None if price is None else Decimal(price)})


def read_line(element: Element) -> LineAnswer:
    """What a line answers. Raises ValidationError that names the line."""
    line = text(element, "cac:OrderLineReference/cbc:LineID")
    if not line:
        raise refuse(
            "response_line_without_reference",
            _("Line %(line)s of the answer does not say which line of the order it answers."),
            line=text(element, "cac:LineItem/cbc:ID") or "?",
        )
    status = text(element, "cac:LineItem/cbc:LineStatusCode")
    if status not in LineStatus.ALL:
        raise refuse(
            "response_line_unknown_status",
            _("Line %(line)s is answered with the status “%(status)s”, which does not exist."),
            line=line,
            status=status[:20],
        )
    price, base = _price(element, line)
    promised_from, promised_to = read_promise(
        element, under="cac:LineItem/", where=_("line %(line)s") % {"line": line}
    )
    part_number, item_name = _item(element, status)
    return LineAnswer(
        line=line,
        status=status,
        quantity=to_whole_number(text(element, "cac:LineItem/cbc:Quantity"), line=line),
        later=to_whole_number(
            text(element, "cac:LineItem/cbc:MaximumBackorderQuantity"), line=line
        ),
        price=price,
        price_base=base,
        part_number=part_number[:200],
        item_name=item_name[:500],
        promised_from=promised_from,
        promised_to=promised_to,
        note=text(element, "cac:LineItem/cbc:Note"),
    )


def _price(element: Element, line: str) -> tuple[Decimal | None, int]:
    """The price of a line and for how many units it is; (None, 1) where none is said."""
    amount = element.find("cac:LineItem/cac:Price/cbc:PriceAmount", NAMESPACES)
    if amount is None:
        return None, 1
    if amount.get("currencyID") != CURRENCY:
        raise refuse(
            "response_other_currency",
            _("Line %(line)s has a price in %(currency)s. Orders here are in Norwegian kroner."),
            line=line,
            currency=(amount.get("currencyID") or "?")[:10],
        )
    base = to_whole_number(
        text(element, "cac:LineItem/cac:Price/cbc:BaseQuantity") or "1", line=line
    )
    if not base:
        raise refuse("response_line_price", _("Line %(line)s has a price for 0 units."), line=line)
    return to_price(amount.text or "", line=line), base


def _item(element: Element, status: str) -> tuple[str, str]:
    """The part number and name of what is delivered, where that may not be what was ordered.

    A whole line is replaced in an element of its own, a part of it by a line that is added or
    changed, with an item of its own (T76). What is accepted is what was ordered.
    """
    substitute = element.find("cac:SellerSubstitutedLineItem/cac:Item", NAMESPACES)
    if substitute is not None:
        standard = text(substitute, "cac:StandardItemIdentification/cbc:ID")
        return _sellers_number(substitute) or standard, text(substitute, "cbc:Name")
    item = element.find("cac:LineItem/cac:Item", NAMESPACES)
    if item is None or status not in {LineStatus.ADDED, LineStatus.CHANGED}:
        return "", ""
    number = _sellers_number(item)
    return number, text(item, "cbc:Name") if number else ""


def _sellers_number(item: Element) -> str:
    return text(item, "cac:SellersItemIdentification/cbc:ID")


def read_promise(
    element: Element, *, where: Text, under: str = ""
) -> tuple[date | None, date | None]:
    """The first and last day of the promised delivery, each None where it is not said."""
    period = f"{under}cac:Delivery/cac:PromisedDeliveryPeriod/cbc:"
    first, last = (to_day(text(element, period + name), where) for name in ("StartDate", "EndDate"))
    if first and last and last < first:
        raise refuse(
            "response_date",
            _("The promised delivery of %(where)s ends before it begins."),
            where=where,
        )
    return first, last
