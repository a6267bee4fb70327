"""Recording what a reseller answers: parts of the order are settled, or its orderer is asked."""

from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.exchange.order_response import ACCEPTED, ACKNOWLEDGED, REJECTED, read_response
from agreements.mandates.models import Mandate
from agreements.orders.models import Order, OrderResponse, ResellerLink
from agreements.orders.queries import lines_with_settlements
from agreements.reseller_answers.actions import check_is_sent, lock_for_answer, settle_order
from agreements.reseller_answers.answered_lines import read_lines, settle_all, without_ordered_items
from agreements.reseller_answers.answered_order import answered_order, mandate_covering
from agreements.reseller_answers.mail import notify_of_answer, notify_of_proposal
from agreements.reseller_answers.proposals import replace_proposal
from agreements.reseller_answers.proposing import make_proposal
from municipalities.constraints import broken_constraint
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation


@transaction.atomic
def import_response(
    content: bytes,
    *,
    by: User | None,
    now: datetime,
    organisation: Organisation | None = None,
    mandates=None,
):
    """Store an order response and do what it says. Raises ValidationError, with nothing stored.

    `by` is None for the portal itself. With `organisation`, only an answer to one of its orders,
    and with `mandates` to one that these cover. An answer is known by its seller and the seller's
    own number of it.
    """
    response = read_response(content)
    order = answered_order(response, organisation=organisation)
    mandate = mandate_covering(order, mandates, response)
    answers = without_ordered_items(order.lines.all(), response.lines)
    stored = OrderResponse(
        order=order,
        code=response.code,
        seller=order.seller_organisation_number,
        number=response.number[:200],
        sales_order_number=response.sales_order_number[:200],
        note=response.note,
        lines=[asdict(answer) for answer in answers],
        promised_from=response.promised_from,
        promised_to=response.promised_to,
        sha256=sha256(content).hexdigest(),
        received_at=now,
        received_by=by,
    )
    return _record(stored, answers, now=now, mandate=mandate)


@transaction.atomic
def answer_by_link(link: ResellerLink, answer, *, now: datetime, seen_answers=None):
    """Do what a reseller says on the order's page. Raises ValidationError.

    `answer` is an exchange.order_response.Response of which number, code, note, lines and the
    promised days are used; `seen_answers` as lock_for_answer has it.
    """
    order = link.order
    lock_for_answer(order, seen_answers=seen_answers)
    stored = OrderResponse(
        order=order,
        code=answer.code,
        seller=order.seller_organisation_number,
        number=answer.number,
        note=answer.note,
        lines=[asdict(line) for line in answer.lines],
        promised_from=answer.promised_from,
        promised_to=answer.promised_to,
        link=link,
        received_at=now,
    )
    return _record(stored, answer.lines, now=now)


def _record(response, lines, *, now: datetime, mandate: Mandate | None = None):
    """Store the answer, and settle what it settles; the rest is proposed to the orderer."""
    order = response.order
    # One answer to an organisation's orders at a time: which number is taken, and what is open
    lock_organisation(order.organisation_id)
    _check_is_new(response)
    order.refresh_from_db()
    check_is_sent(order)
    settled, proposed = _read(response, lines)
    _store(response)
    _keep_reference(response)
    if response.code != ACKNOWLEDGED:
        replace_proposal(order)
    if settled:
        _settle(response, settled, now=now, mandate=mandate)
    if settled or (not proposed and response.code != ACKNOWLEDGED):
        notify_of_answer.enqueue(response.pk)
    if proposed:
        proposal = make_proposal(response, proposed)
        notify_of_proposal.enqueue(proposal.pk)
    return response


def _read(response, answers):
    """What an answer settles and proposes: ([Part], [Proposed])."""
    lines = lines_with_settlements(response.order)
    if response.code in {ACCEPTED, REJECTED}:
        settled, proposed = settle_all(lines, is_confirmed=response.code == ACCEPTED), []
    else:
        settled, proposed = read_lines(lines, answers, may_repeat=response.link is None)
    settled = [_promised(part, response) if part.is_confirmed else part for part in settled]
    return settled, [replace(one, answer=_promised(one.answer, response)) for one in proposed]


def _promised(one, response):
    """A part or an answer with the days promised for the whole order, where it names none."""
    if one.promised_from or one.promised_to:
        return one
    return replace(one, promised_from=response.promised_from, promised_to=response.promised_to)


def _keep_reference(response) -> None:
    """Write the seller's own number of the order; the number of the answer only where none is.

    What is typed on the order's page is the seller's own number.
    """
    own = response.sales_order_number or (response.number if response.link else "")
    is_known = response.order.reseller_reference or response.code == ACKNOWLEDGED
    if reference := own or ("" if is_known else response.number):
        Order.objects.filter(pk=response.order_id).update(reseller_reference=reference[:100])


def _settle(response, parts, *, now: datetime, mandate: Mandate | None) -> None:
    with translation.override(response.order.organisation.language):
        reason = response.note or _("The reseller gave no reason.")
    settle_order(
        response.order,
        parts,
        by=response.received_by,
        now=now,
        response=response,
        mandate=mandate,
        reason=reason,
    )


def _store(response) -> None:
    """Write the answer; of two files with one number at the same moment, the second is refused."""
    try:
        with transaction.atomic():
            response.save(force_insert=True)
    except IntegrityError as error:
        if broken_constraint(error) != "order_response_once_of_a_seller":
            raise
        _check_is_new(response)
        raise


def _check_is_new(response) -> None:
    """Refuse a file that is here already, and another file with the same number."""
    if not response.sha256:
        return
    earlier = OrderResponse.objects.filter(
        seller=response.seller, number=response.number, link=None
    ).first()
    if earlier is None:
        return
    if earlier.sha256 == response.sha256:
        raise ValidationError(
            _("This answer is here already. It is recorded once."), code="response_already_here"
        )
    raise ValidationError(
        _(
            "The seller has answered with the number %(number)s before, with other content. "
            "This file is not stored. Ask the reseller for an answer with a number of its own."
        ),
        code="response_number_taken",
        params={"number": response.number[:50]},
    )
