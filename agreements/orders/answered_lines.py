"""What the answers about an order's lines amount to: settled parts, and what is proposed. Pure.

An order line may be answered by several lines (a delivery in parts). Where they say no more than
what was ordered, at its price, that is agreement: what is delivered is confirmed, what comes later
stays open, and what is refused is refused. Where anything differs - price, product, quantity -
the answers about that line are a proposal, and nothing of them holds before the orderer accepts.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.exchange.order_response import LineAnswer, LineStatus
from agreements.money import to_ore
from agreements.orders.models import OrderLine


@dataclass(frozen=True)
class Settled:
    """A part of a line that is confirmed as ordered, or refused; `quantity` is above 0."""

    line: OrderLine
    is_confirmed: bool
    quantity: int
    promised_from: date | None = None
    promised_to: date | None = None


@dataclass(frozen=True)
class Proposed:
    """What is proposed for a part of a line; quantities are 0 or more, kroner net."""

    line: OrderLine
    quantity: int
    later: int
    dropped: int
    unit_net: Decimal
    net: Decimal
    answer: LineAnswer


def read_lines(open_quantities, answers):
    """The parts that answers settle, and those they propose: ([Settled], [Proposed]).

    `open_quantities` is {OrderLine: how many are not settled yet}. Raises ValidationError where an
    answer names a line that the order does not have, or that is settled already.
    """
    by_number = {str(line.position): line for line in open_quantities}
    settled, proposed = [], []
    for number, group in _grouped(answers).items():
        line = by_number.get(number)
        if line is None:
            raise ValidationError(
                _("The answer is about line %(line)s, which the order does not have."),
                code="response_line_unknown",
                params={"line": number[:20]},
            )
        if not open_quantities[line]:
            raise ValidationError(
                _("Line %(line)s is answered in full already."),
                code="response_line_settled",
                params={"line": number},
            )
        its_settled, its_proposed = _read_line(line, open_quantities[line], group)
        settled += its_settled
        proposed += its_proposed
    return settled, proposed


def settle_all(open_quantities, *, is_confirmed, **promised):
    """Every open part of an order, confirmed or refused as a whole."""
    return [
        Settled(line=line, is_confirmed=is_confirmed, quantity=quantity, **promised)
        for line, quantity in open_quantities.items()
        if quantity
    ]


def _grouped(answers):
    groups = {}
    for answer in answers:
        groups.setdefault(_number(answer.line), []).append(answer)
    return groups


def _number(text):
    """A line number as we write it: resellers' systems may fill it up with zeros."""
    return text.lstrip("0") if text.isdecimal() else text


def _read_line(line, left, answers):
    refusals = [answer for answer in answers if _refuses(answer)]
    deliveries = [answer for answer in answers if not _refuses(answer)]
    refused = _refused(left, refusals, deliveries)
    if not deliveries:
        return [Settled(line, is_confirmed=False, quantity=refused)], []
    delivered = _quantities(left - refused, deliveries)
    later = sum(answer.later or 0 for answer in deliveries)
    whole = sum(delivered) + later + refused == left
    if whole and all(_is_as_ordered(line, answer) for answer in deliveries):
        return _settled(line, deliveries, delivered, refused), []
    return _refused_part(line, refused), _proposed(line, left - refused, deliveries, delivered)


def _refuses(answer):
    """Whether nothing is delivered: not accepted, or changed to nothing at all."""
    return answer.status == LineStatus.REFUSED or (answer.quantity == 0 and not answer.later)


def _refused(left, refusals, deliveries):
    """How many are refused: as said, or all that the other answers leave."""
    if not refusals:
        return 0
    said = sum(answer.quantity or 0 for answer in refusals)
    if said > left:
        raise ValidationError(
            _("Line %(line)s refuses %(quantity)s, but only %(left)s are open."),
            code="response_line_refuses_too_many",
            params={"line": refusals[0].line, "quantity": said, "left": left},
        )
    if said:
        return said
    others = sum((answer.quantity or 0) + (answer.later or 0) for answer in deliveries)
    return max(left - others, 0)


def _quantities(left, deliveries):
    """How many each answer delivers; one that does not say delivers what the others leave."""
    silent = [answer for answer in deliveries if answer.quantity is None]
    if len(silent) > 1 or (silent and len(deliveries) > 1):
        raise ValidationError(
            _("Line %(line)s is answered in parts, but not every part says how many."),
            code="response_line_quantity_missing",
            params={"line": deliveries[0].line},
        )
    return [
        max(left - (answer.later or 0), 0) if answer.quantity is None else answer.quantity
        for answer in deliveries
    ]


def _is_as_ordered(line, answer):
    """Whether an answer accepts at the price and with the product that was ordered."""
    return (
        answer.status in LineStatus.AS_ORDERED
        and (answer.price is None or answer.price == line.unit_net * answer.price_base)
        and not answer.item_name
        and answer.part_number in {"", line.part_number}
    )


def _settled(line, deliveries, delivered, refused):
    confirmed = [
        Settled(
            line,
            is_confirmed=True,
            quantity=quantity,
            promised_from=answer.promised_from,
            promised_to=answer.promised_to,
        )
        for answer, quantity in zip(deliveries, delivered, strict=True)
        if quantity
    ]
    return confirmed + _refused_part(line, refused)


def _refused_part(line, refused):
    return [Settled(line, is_confirmed=False, quantity=refused)] if refused else []


def _proposed(line, left, deliveries, delivered):
    """The proposals of a line; what no part covers would not be delivered, and stands on the last.

    More than is left makes `dropped` negative: such a proposal cannot be accepted.
    """
    covered = sum(delivered) + sum(answer.later or 0 for answer in deliveries)
    dropped = [0] * (len(deliveries) - 1) + [left - covered]
    return [
        _proposal(line, answer, quantity=quantity, dropped=rest)
        for answer, quantity, rest in zip(deliveries, delivered, dropped, strict=True)
    ]


def _proposal(line, answer, *, quantity, dropped):
    price = line.unit_net * answer.price_base if answer.price is None else answer.price
    return Proposed(
        line=line,
        quantity=quantity,
        later=answer.later or 0,
        dropped=dropped,
        unit_net=to_ore(price / answer.price_base),
        net=to_ore(quantity * price / answer.price_base),
        answer=answer,
    )
