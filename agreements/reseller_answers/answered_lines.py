"""What the answers about an order's lines amount to: settled parts, and what is proposed. Pure.

An order line may be answered by several lines (a delivery in parts). Price, product and sum count:
where the answers about a line deliver what was ordered at its price, that is agreement, whatever
their status and days. What is delivered is confirmed, what comes later stays open, and what is
refused is refused. Where anything differs, or is changed in words, all the answers about that line
are a proposal, and nothing of them holds before the orderer accepts.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.exchange.response_lines import LineAnswer, LineStatus
from agreements.exchange.response_values import MAX_QUANTITY, MAX_SUM
from agreements.money import to_ore
from agreements.orders.models import OrderLine
from agreements.reseller_answers.answered_quantities import check_not_both, quantities_of
from agreements.reseller_answers.repeated_answers import without_repeated
from agreements.reseller_answers.settlements import SettledPart


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


def read_lines(lines, answers, *, may_repeat):
    """The parts that answers settle, and those they propose: ([Part], [Proposed]).

    `lines` are the order's, with their settlements. Answers that `may_repeat` what is settled are
    those in a file; others are about what is open. Raises ValidationError where an answer names a
    line that the order does not have, contradicts itself, or what is settled already.
    """
    by_number = {str(line.position): line for line in lines}
    settled, proposed = [], []
    for number, group in _grouped(answers).items():
        line = by_number.get(number)
        if line is None:
            raise ValidationError(
                _("The answer is about line %(line)s, which the order does not have."),
                code="response_line_unknown",
                params={"line": number[:20]},
            )
        its_settled, its_proposed = _read_line(line, group, may_repeat=may_repeat)
        settled += its_settled
        proposed += its_proposed
    _check_sum(proposed)
    return settled, proposed


def settle_all(lines, *, is_confirmed) -> list[SettledPart]:
    """Every open part of an order, confirmed or refused as a whole."""
    return [
        SettledPart.as_ordered(line, line.open, is_confirmed=is_confirmed)
        for line in lines
        if line.open
    ]


def without_ordered_items(lines, answers):
    """The answers, in which only a product that was not ordered is named."""
    ordered = {str(line.position): line.part_number for line in lines}
    return tuple(
        replace(answer, part_number="", item_name="")
        if answer.part_number and answer.part_number == ordered.get(_number(answer.line))
        else answer
        for answer in answers
    )


def _grouped(answers):
    groups: dict[str, list[LineAnswer]] = {}
    for answer in answers:
        groups.setdefault(_number(answer.line), []).append(answer)
    return groups


def _number(text: str):
    """A line number as we write it: resellers' systems may fill it up with zeros."""
    return text.lstrip("0") if text.isdecimal() else text


def _read_line(line, answers, *, may_repeat):
    deliveries, refused = quantities_of(line, answers)
    if may_repeat:
        deliveries, refused = without_repeated(line, deliveries, refused)
    covered = sum(delivery.total for delivery in deliveries)
    is_whole = covered + refused == line.open
    if is_whole and all(_is_as_ordered(line, delivery.answer) for delivery in deliveries):
        return _confirmed(line, deliveries) + _refused(line, refused), []
    if not deliveries:
        _check_refused(line, refused)
        return _refused(line, refused), []
    if refused and covered + refused > line.open:
        check_not_both(line, deliveries)
    return [], _proposed(line, deliveries, dropped=line.open - covered)


def _is_as_ordered(line, answer) -> bool:
    """Whether an answer delivers at the price and with the product that was ordered."""
    is_changed_in_words = answer.status == LineStatus.CHANGED and answer.note
    is_at_its_price = answer.price in {None, line.unit_net * answer.price_base}
    return is_at_its_price and not (answer.part_number or answer.item_name or is_changed_in_words)


def _confirmed(line, deliveries) -> list[SettledPart]:
    return [
        SettledPart.as_ordered(
            line,
            delivery.quantity,
            promised_from=delivery.answer.promised_from,
            promised_to=delivery.answer.promised_to,
        )
        for delivery in deliveries
        if delivery.quantity
    ]


def _refused(line, refused) -> list[SettledPart]:
    return [SettledPart.as_ordered(line, refused, is_confirmed=False)] if refused else []


def _check_refused(line, refused) -> None:
    if refused > line.open:
        raise ValidationError(
            _("Line %(line)s refuses %(quantity)s, but only %(left)s are open."),
            code="response_line_refuses_too_many",
            params={"line": line.position, "quantity": refused, "left": line.open},
        )


def _proposed(line, deliveries, *, dropped) -> list[Proposed]:
    """The proposals of a line; what no part covers would not be delivered, and stands on the last.

    More than is open makes `dropped` negative: such a proposal cannot be accepted.
    """
    if abs(dropped) > MAX_QUANTITY:
        raise _too_much(line)
    rest = [0] * (len(deliveries) - 1) + [dropped]
    return [
        _proposal(line, delivery, dropped=its_rest)
        for delivery, its_rest in zip(deliveries, rest, strict=True)
    ]


def _proposal(line, delivery, *, dropped) -> Proposed:
    answer = delivery.answer
    price = line.unit_net * answer.price_base if answer.price is None else answer.price
    return Proposed(
        line=line,
        quantity=delivery.quantity,
        later=delivery.later,
        dropped=dropped,
        unit_net=to_ore(price / answer.price_base),
        net=to_ore(delivery.quantity * price / answer.price_base),
        answer=answer,
    )


def _check_sum(proposed) -> None:
    if sum(one.net for one in proposed) > MAX_SUM:
        raise _too_much(max(proposed, key=lambda one: one.net).line)


def _too_much(line) -> ValidationError:
    return ValidationError(
        _("The quantity of line %(line)s, or its sum, is larger than the portal can hold."),
        code="response_line_too_much",
        params={"line": line.position},
    )
