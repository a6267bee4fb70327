"""What a count says against what is held: pure, with the sentences of what no answer can be."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    """How many more and how many fewer, {product id: how many}; one of them is empty.

    `net` is what the more costs today, net kroner.
    """

    more: dict
    fewer: dict
    net: Decimal


def compare(held, counts, *, allows_decrease) -> Difference:
    """The Difference between counts, {product id: how many are used}, and what is held.

    What is not counted is as it was. Raises ValidationError for fewer of what is perpetual, or of
    subscriptions that the agreement does not let go down (`allows_decrease`); for more of what is
    no longer sold; and for more and fewer at once, which two people answer.
    """
    more, fewer, net = {}, {}, Decimal(0)
    for row in (row for row in held if row.is_counted):
        counted = counts.get(row.product.pk, row.quantity)
        if counted < row.quantity:
            _check_decrease(row, allows_decrease)
            fewer[row.product.pk] = row.quantity - counted
        if counted > row.quantity:
            _check_for_sale(row)
            more[row.product.pk] = counted - row.quantity
            net += row.cost_of(counted)
    if more and fewer:
        raise ValidationError(
            _(
                "You use more of some and fewer of others. Order what you use more of in the "
                "catalogue. Then write here what you hold of it, and let a signatory sign for the "
                "fewer."
            ),
            code="more_and_fewer",
        )
    return Difference(more=more, fewer=fewer, net=net)


def _check_decrease(row, allows_decrease) -> None:
    """Refuse fewer where a true-up cannot report it, and say where it can be."""
    if row.product.term_months and allows_decrease:
        return
    sentence = _("%(product)s is perpetual: you have %(held)s, and cannot have fewer.")
    if row.product.term_months:
        sentence = _(
            "You have %(held)s of %(product)s. To have fewer, change the order it came from."
        )
    raise ValidationError(
        sentence,
        code="counted_down",
        params={"product": row.product.name, "held": row.quantity},
    )


def _check_for_sale(row) -> None:
    if row.unit_net is None:
        raise ValidationError(
            _("%(product)s is no longer sold. Write what you have, and order its successor."),
            code="product_not_for_sale",
            params={"product": row.product.name},
        )
