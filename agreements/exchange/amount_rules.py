"""Rules about what an order file reckons: quantities, prices, sums and VAT."""

import re
from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from lxml.etree import _Element as Element

from agreements.exchange.order_file import CURRENCY, vat_by_rate
from agreements.exchange.reading import Rule, find, has_one, lines, number, numbers, text, texts
from agreements.exchange.variants import Variant

SLACK = Decimal("0.02")
"""How far a line may be from quantity times price."""

CATEGORY = "cac:Item/cac:ClassifiedTaxCategory"
TOTAL = "cac:AnticipatedMonetaryTotal"
WITHOUT_VAT = {"Z", "E", "O"}
CATEGORIES = WITHOUT_VAT | {"S"}
AMOUNTS = "//*[@currencyID] | //cbc:TaxAmount | //cbc:LineExtensionAmount | //cbc:PriceAmount"


def on_each_line(holds: Callable[[Element], bool]) -> Callable[[Element, Variant], bool]:
    """A test that something holds on every line."""
    return lambda root, variant: all(holds(line) for line in lines(root))


def _at(element: Element, path: str) -> Decimal | None:
    return number(text(element, path))


def _total(root: Element, name: str) -> Decimal | None:
    return _at(root, f"{TOTAL}/cbc:{name}")


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    """What amounts make together; None where one of them is no number."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def one_currency(root: Element, variant: Variant) -> bool:
    """Every amount is in NOK, and says so."""
    amounts = find(root, f"{AMOUNTS} | {TOTAL}/*")
    return all(amount.get("currencyID") == CURRENCY for amount in amounts)


def two_decimals(root: Element, variant: Variant) -> bool:
    """Amounts are plain numbers with at most two decimals."""
    written = texts(root, f"{AMOUNTS} | {TOTAL}/*")
    return all(re.fullmatch(r"-?\d+(\.\d{1,2})?", amount) for amount in written)


def has_all_totals(root: Element, variant: Variant) -> bool:
    """The four sums of the order are there."""
    names = ("LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount")
    return all(has_one(root, f"{TOTAL}/cbc:{name}") for name in names)


def lines_make_the_sum(root: Element, variant: Variant) -> bool:
    """The sum of lines is the lines' sum."""
    nets = _sum(numbers(root, "cac:OrderLine/cac:LineItem/cbc:LineExtensionAmount"))
    return nets is not None and _total(root, "LineExtensionAmount") == nets


def without_vat_is_the_sum(root: Element, variant: Variant) -> bool:
    """There are no allowances or charges between the lines and the sum without VAT."""
    return _total(root, "TaxExclusiveAmount") == _total(root, "LineExtensionAmount")


def with_vat_is_the_sum(root: Element, variant: Variant) -> bool:
    """The sum without VAT and the VAT make the sum with VAT."""
    parts = _sum([_total(root, "TaxExclusiveAmount"), _at(root, "cac:TaxTotal/cbc:TaxAmount")])
    return parts is not None and _total(root, "TaxInclusiveAmount") == parts


def payable_is_the_sum(root: Element, variant: Variant) -> bool:
    """What is to be paid is the sum with VAT."""
    return _total(root, "PayableAmount") == _total(root, "TaxInclusiveAmount")


def sums_are_not_negative(root: Element, variant: Variant) -> bool:
    """No sum is below zero; a sum that is no number is not a sum."""
    return all(
        amount is not None and amount >= 0
        for amount in numbers(root, f"{TOTAL}/* | cac:TaxTotal/cbc:TaxAmount")
    )


def one_vat_total(root: Element, variant: Variant) -> bool:
    """One VAT total with one amount, and no subtotals."""
    return len(find(root, "cac:TaxTotal")) == 1 and has_one(root, "cac:TaxTotal/cbc:TaxAmount")


def vat_follows_from_lines(root: Element, variant: Variant) -> bool:
    """The VAT is each rate's share of its net sum, rounded once a rate."""
    rated = []
    for line in lines(root):
        net = _at(line, "cbc:LineExtensionAmount")
        if net is None:
            return False
        rated.append((net, _at(line, f"{CATEGORY}/cbc:Percent") or Decimal(0)))
    return _at(root, "cac:TaxTotal/cbc:TaxAmount") == vat_by_rate(rated)


def has_quantity(line: Element) -> bool:
    """A whole number above zero."""
    quantity = _at(line, "cbc:Quantity")
    return quantity is not None and quantity > 0 and quantity == int(quantity)


def has_price(line: Element) -> bool:
    """A price that is not below zero: free is a price."""
    price = _at(line, "cac:Price/cbc:PriceAmount")
    return price is not None and price >= 0


def is_quantity_times_price(line: Element) -> bool:
    """The line's amount is its quantity times its price."""
    quantity, price = _at(line, "cbc:Quantity"), _at(line, "cac:Price/cbc:PriceAmount")
    net = _at(line, "cbc:LineExtensionAmount")
    if quantity is None or price is None or net is None:
        return False
    return abs(net - quantity * price) <= SLACK


def has_category(line: Element) -> bool:
    """A VAT category we know."""
    return has_one(line, f"{CATEGORY}/cbc:ID") and text(line, f"{CATEGORY}/cbc:ID") in CATEGORIES


def has_percent(line: Element) -> bool:
    """A VAT rate, except where no VAT applies at all."""
    is_outside = text(line, f"{CATEGORY}/cbc:ID") == "O"
    return is_outside or _at(line, f"{CATEGORY}/cbc:Percent") is not None


def standard_is_above_zero(line: Element) -> bool:
    """The standard category has a rate above zero."""
    percent = _at(line, f"{CATEGORY}/cbc:Percent")
    return text(line, f"{CATEGORY}/cbc:ID") != "S" or percent is None or percent > 0


def others_are_zero(line: Element) -> bool:
    """The categories without VAT have the rate zero."""
    percent = _at(line, f"{CATEGORY}/cbc:Percent")
    return text(line, f"{CATEGORY}/cbc:ID") not in WITHOUT_VAT or not percent


def scheme_is_vat(line: Element) -> bool:
    """The tax is VAT."""
    return texts(line, f"{CATEGORY}/cac:TaxScheme/cbc:ID") == ["VAT"]


RULES = (
    Rule("one_currency", _("Every amount must be in NOK. Report this to KS."), one_currency),
    Rule(
        "two_decimals",
        _("An amount is not written with at most two decimals. Correct the price."),
        two_decimals,
    ),
    Rule("totals", _("A sum of the order is missing. Report this to KS."), has_all_totals),
    Rule(
        "sum_of_lines",
        _("The sum of the order is not the sum of its lines. Report this to KS."),
        lines_make_the_sum,
    ),
    Rule(
        "sum_without_vat",
        _("The sum without VAT is not the sum of the lines. Report this to KS."),
        without_vat_is_the_sum,
    ),
    Rule(
        "sum_with_vat",
        _("The sum with VAT is not the sum without VAT and the VAT. Report this to KS."),
        with_vat_is_the_sum,
    ),
    Rule(
        "sum_to_pay",
        _("The sum to pay is not the sum with VAT. Report this to KS."),
        payable_is_the_sum,
    ),
    Rule(
        "sums_not_negative",
        _("A sum of the order is below zero. Report this to KS."),
        sums_are_not_negative,
    ),
    Rule(
        "one_vat_total",
        _("The order must have exactly one VAT amount. Report this to KS."),
        one_vat_total,
    ),
    Rule(
        "vat_amount",
        _("The VAT does not follow from the lines and their rates. Report this to KS."),
        vat_follows_from_lines,
    ),
    Rule(
        "quantity",
        _("A line's quantity must be a whole number above zero. Correct it."),
        on_each_line(has_quantity),
    ),
    Rule(
        "price",
        _("A line has no price, or one below zero. Correct the price."),
        on_each_line(has_price),
    ),
    Rule(
        "line_amount",
        _("A line's amount is not its quantity times its price. Report this to KS."),
        on_each_line(is_quantity_times_price),
    ),
    Rule(
        "vat_category",
        _("A line's VAT category is not S, Z, E or O. Report this to KS."),
        on_each_line(has_category),
    ),
    Rule(
        "vat_percent",
        _("A line has no VAT rate. Correct the rate."),
        on_each_line(has_percent),
    ),
    Rule(
        "vat_standard_above_zero",
        _("A line with VAT must have a rate above zero. Correct the rate or the category."),
        on_each_line(standard_is_above_zero),
    ),
    Rule(
        "vat_zero_without_vat",
        _("A line without VAT must have the rate zero. Correct the rate or the category."),
        on_each_line(others_are_zero),
    ),
    Rule(
        "vat_scheme",
        _("The tax of a line must be VAT. Report this to KS."),
        on_each_line(scheme_is_vat),
    ),
)
