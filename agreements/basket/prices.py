"""What a basket costs on a day, line by line; and lines that are ordered without one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import Product
from agreements.catalogue.price_terms import PriceTerms, price_terms
from agreements.catalogue.pricing import line_net, order_amount, pro_rata
from agreements.catalogue.queries import PricedProduct, products_for, vat_percent
from agreements.money import Amount
from agreements.periods import last_day_of_term, months_begun
from municipalities.constraints import filled


@dataclass(frozen=True)
class OrderedProduct:
    """A product and how many, to be ordered or put in a basket."""

    product: Product
    quantity: int

    @property
    def product_id(self) -> int:
        """As rows of the database have it."""
        return self.product.pk


@dataclass(frozen=True)
class PricedLine:
    """A line at the price of a day, in kroner.

    `term_months` is how long the right lasts, None: perpetual. `last_day` is said only where the
    right ends sooner than it would by itself, to end together with others.
    """

    product: Product
    level_code: str
    quantity: int
    unit_net: Decimal
    net: Decimal
    term_months: int | None
    last_day: date | None


@dataclass(frozen=True)
class PricedLines:
    """Lines and their sums at the prices of a day.

    `missing` are products that are not on the price list.
    """

    terms: PriceTerms
    lines: list[PricedLine]
    amount: Amount
    missing: list[Product]
    co_term_on: date | None

    @property
    def has_expiring_lines(self) -> bool:
        """Whether any line is a right that ends."""
        return any(line.term_months for line in self.lines)


def price_basket(basket, *, agreement: VolumeLicenceAgreement, on: date) -> PricedLines:
    """The basket at the prices of a day; a basket that does not exist is empty."""
    lines = basket.lines.select_related("product") if basket else []
    co_term_on = basket.co_term_on if basket else None
    return price_lines(lines, agreement=agreement, on=on, co_term_on=co_term_on)


def price_lines(
    lines, *, agreement: VolumeLicenceAgreement, on: date, co_term_on=None
) -> PricedLines:
    """Rows with `product` and `quantity` at the prices of a day, all products priced at once."""
    lines, terms = list(lines), price_terms(agreement, on)
    products = products_for(agreement, on, terms=terms).in_bulk([line.product_id for line in lines])
    priced = [
        _price_line(products[line.product_id], line.quantity, terms, on=on, co_term_on=co_term_on)
        for line in lines
        if line.product_id in products
    ]
    return PricedLines(
        terms=terms,
        lines=priced,
        amount=order_amount([line.net for line in priced], vat_percent=vat_percent(on)),
        missing=[line.product for line in lines if line.product_id not in products],
        co_term_on=co_term_on,
    )


def saving_at_next_level(priced, *, agreement: VolumeLicenceAgreement, on: date):
    """What the basket would cost less at the next level of the pooled volume."""
    if not any(tier.next_step for tier in priced.terms.tiers.values()):
        return Decimal("0.00")
    terms = priced.terms.at_next_level()
    products = products_for(agreement, on, terms=terms)
    ahead = products.in_bulk([line.product.pk for line in priced.lines])
    pairs = [
        (
            line,
            _price_line(
                ahead[line.product.pk], line.quantity, terms, on=on, co_term_on=priced.co_term_on
            ),
        )
        for line in priced.lines
        if line.product.pk in ahead
    ]
    return sum((line.net - better.net for line, better in pairs), Decimal("0.00"))


def _price_line(
    product: PricedProduct, quantity: int, terms, *, on: date, co_term_on
) -> PricedLine:
    level = terms.level_of(product)
    months, last_day = _months(product, on=on, co_term_on=co_term_on)
    unit_net = product.unit_net
    if last_day:
        unit_net = pro_rata(unit_net, months=months, of=filled(product.term_months))
    return PricedLine(
        product=product,
        level_code=level.code if level else "",
        quantity=quantity,
        unit_net=unit_net,
        net=line_net(quantity=quantity, unit_net=unit_net),
        term_months=months,
        last_day=last_day,
    )


def _months(product: Product, *, on: date, co_term_on):
    """How many months are paid for, and the last day where it is sooner than the term's own.

    A perpetual right has no end, and what ends before the common day keeps its own: a common last
    day shortens, and never makes longer.
    """
    months = product.term_months
    if not (months and co_term_on) or co_term_on >= last_day_of_term(on, months=months):
        return months, None
    return months_begun(on, co_term_on), co_term_on
