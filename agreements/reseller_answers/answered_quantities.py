"""How many the answers about an order line deliver, now and later, and how many they refuse. Pure.

An answer need not say how many: then it is about all that the others leave.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.exchange.response_lines import LineAnswer, LineStatus

INSTEAD = (LineStatus.ADDED, LineStatus.CHANGED)
"""Statuses of what may be delivered in the place of what is refused."""


@dataclass(frozen=True)
class Delivery:
    """How many an answer delivers, now and later."""

    answer: LineAnswer
    quantity: int
    later: int

    @property
    def total(self) -> int:
        """How many in all."""
        return self.quantity + self.later


def quantities_of(line, answers):
    """What answers say about their line: ([Delivery], how many are refused).

    Raises ValidationError where they do not say how many, or contradict each other.
    """
    for answer in answers:
        _check_status(answer)
    refusals = [answer for answer in answers if _refuses(answer)]
    others = [answer for answer in answers if not _refuses(answer)]
    _check_quantity_stated(line, refusals, others)
    rest = _rest(line, refusals, others)
    deliveries = [
        Delivery(
            answer, rest if answer.quantity is None else answer.quantity, later=answer.later or 0
        )
        for answer in others
    ]
    if not all(delivery.total for delivery in deliveries):
        raise _both_accepted_and_refused(line)
    # What refuses a line that the others deliver in full refuses it in full
    refused = sum(answer.quantity or rest or line.open for answer in refusals)
    return deliveries, refused


def check_not_both(line, deliveries) -> None:
    """Refuse deliveries beside a refusal of the same, unless something is delivered instead."""
    if not any(delivery.answer.status in INSTEAD for delivery in deliveries):
        raise _both_accepted_and_refused(line)


def _both_accepted_and_refused(line) -> ValidationError:
    return ValidationError(
        _(
            "Line %(line)s is both accepted and refused, for more than is open of it. "
            "Ask the reseller for a new answer."
        ),
        code="response_line_contradicts_itself",
        params={"line": line.position},
    )


def _check_status(answer) -> None:
    """Refuse a status that the rest of the answer contradicts."""
    if answer.status in LineStatus.AS_ORDERED and answer.quantity == 0 and not answer.later:
        raise ValidationError(
            _(
                "Line %(line)s is accepted, but with the quantity 0. "
                "Ask the reseller for a new answer."
            ),
            code="response_line_accepts_nothing",
            params={"line": answer.line},
        )
    if _refuses(answer) and (answer.later or answer.part_number or answer.item_name):
        raise ValidationError(
            _(
                "Line %(line)s is not accepted, but is delivered later, or something else instead. "
                "Ask the reseller for a new answer."
            ),
            code="response_line_contradicts_itself",
            params={"line": answer.line},
        )


def _refuses(answer):
    """Whether nothing is delivered: not accepted, or changed to nothing at all."""
    return answer.status == LineStatus.REFUSED or (answer.quantity == 0 and not answer.later)


def _check_quantity_stated(line, refusals, others) -> None:
    """One answer about a line may leave the quantity out, and then no other delivers beside it."""
    silent = [answer for answer in others if answer.quantity is None]
    silent_refusals = [answer for answer in refusals if not answer.quantity]
    if len(silent + silent_refusals) > 1 or (silent and len(others) > 1):
        raise ValidationError(
            _("Line %(line)s is answered in parts, but not every part says how many."),
            code="response_line_quantity_missing",
            params={"line": line.position},
        )


def _rest(line, refusals, others):
    """How many are left to an answer that does not say: of what is open, or of the whole line.

    The others are about the whole line, with what is settled, where they are more than is open.
    """
    said = sum((answer.quantity or 0) + (answer.later or 0) for answer in refusals + others)
    if said < line.open:
        return line.open - said
    ordered = abs(line.quantity)
    whole = ordered if refusals else line.confirmed + line.open or ordered
    return max(whole - said, 0)
