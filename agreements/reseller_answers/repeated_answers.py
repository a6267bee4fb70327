"""What an answer repeats of a line that is settled already, in part or in full. Pure.

A later answer lists every line of the order again, also what was answered before (T76). What it
repeats changes nothing, and is left out of what is read.
"""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.exchange.response_lines import LineStatus
from agreements.money import to_ore


def without_repeated(line, deliveries, refused):
    """What answers say about what is open of a line: (deliveries, how many are refused).

    `deliveries` are answered_quantities.Delivery. They are about the whole line where they are
    more than is open, or exactly what is settled. Raises ValidationError where they are about the
    whole line, and what is settled is something else.
    """
    total = _total(deliveries, refused)
    is_about_open = total == line.open or (
        total < line.open and not _repeats_settlement(line, deliveries, refused)
    )
    if is_about_open or line.open == abs(line.quantity):
        return deliveries, refused
    left, unmatched = _without_confirmed(line, deliveries)
    refused -= min(refused, line.refused)
    is_too_much = _total(left, refused) > line.open
    if unmatched or (is_too_much and (not line.open or total <= abs(line.quantity))):
        raise _settled_otherwise(line)
    return left, refused


def _total(deliveries, refused):
    return sum(delivery.total for delivery in deliveries) + refused


def _repeats_settlement(line, deliveries, refused):
    """Whether answers say what is confirmed and refused of a line, and nothing else."""
    left, unmatched = _without_confirmed(line, deliveries)
    return not left and not unmatched and refused == line.refused


def _without_confirmed(line, deliveries):
    """The deliveries less what is confirmed, and how many confirmed ones are not among them."""
    unmatched = 0
    # What was confirmed otherwise than it was ordered is found first: fewer answers fit it
    for part in sorted(line.confirmed_parts, key=lambda part: _is_as_ordered(line, part)):
        deliveries, missing = _without_part(line, deliveries, part)
        unmatched += missing
    return [delivery for delivery in deliveries if delivery.total], unmatched


def _is_as_ordered(line, part) -> bool:
    return (part.unit_net, part.part_number) == (line.unit_net, line.part_number)


def _without_part(line, deliveries, part):
    """The deliveries less a confirmed part, and how many of it are not among them."""
    missing = abs(part.quantity)
    left = sorted(deliveries, key=lambda delivery: _is_less_likely(line, part, delivery.answer))
    for name in ("quantity", "later"):
        for index, delivery in enumerate(left):
            if _fits(part, delivery.answer):
                taken = min(getattr(delivery, name), missing)
                left[index] = replace(delivery, **{name: getattr(delivery, name) - taken})
                missing -= taken
    return left, missing


def _is_less_likely(line, part, answer):
    """A sorting key: the answers that repeat a part most likely come first."""
    names_nothing = answer.price is None and not answer.part_number
    if _is_as_ordered(line, part):
        return (answer.status != LineStatus.DELIVERED, names_nothing)
    return (answer.part_number != part.part_number, names_nothing)


def _fits(part, answer):
    """Whether an answer may be about a confirmed part: at its price, with its product."""
    is_at_its_price = answer.price is None or to_ore(answer.price / answer.price_base) == (
        part.unit_net
    )
    return is_at_its_price and answer.part_number in {"", part.part_number}


def _settled_otherwise(line) -> ValidationError:
    return ValidationError(
        _(
            "Line %(line)s has been answered before: %(confirmed)s confirmed, %(refused)s refused. "
            "This answer says something else. Ask the reseller for a new answer."
        ),
        code="response_line_settled",
        params={"line": line.position, "confirmed": line.confirmed, "refused": line.refused},
    )
