"""Approving: what a person may approve, questions to the orderer, and several orders at once."""

from collections.abc import Set
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.approvals.mail import (
    notify_of_withdrawal,
    notify_submitter,
    send_answer,
    send_question,
)
from agreements.approvals.queries import approvers_represented_by
from agreements.mandates.models import Mandate
from agreements.order_totals.actions import take_back_order
from agreements.orders.models import Order, OrderQuestion, Proposal
from agreements.orders.order_conditions import (
    check_may_proceed,
)
from agreements.orders.order_files import check_order_file
from agreements.orders.states import OrderState
from municipalities import formatting
from municipalities.constraints import broken_constraint
from municipalities.people.models import Role, User
from municipalities.people.queries import last_order_limit, order_limit
from municipalities.register.models import Organisation


def limit_of(
    person: User, organisation: Organisation, role: str, *, mandate: Mandate | None = None
) -> Decimal | None:
    """The largest order of an organisation, net kroner, a person may act on; None: any.

    By a mandate it is the person's limit at the representative, and not above the one they have or
    had in the organisation itself: nobody loses a limit by ending a role and coming by mandate.
    """
    if mandate is None:
        return order_limit(person, organisation, role)
    limits = (
        order_limit(person, mandate.representative, role),
        last_order_limit(person, organisation, role),
    )
    return min((limit for limit in limits if limit is not None), default=None)


def check_limit(
    person: User,
    organisation: Organisation,
    role: str,
    *,
    net: Decimal,
    mandate: Mandate | None = None,
) -> None:
    """Refuse an order above what the person may submit or approve, net kroner up or down."""
    limit = limit_of(person, organisation, role, mandate=mandate)
    if limit is not None and abs(net) > limit:
        raise ValidationError(
            _("The order is above your limit of %(limit)s. A colleague with a higher limit can."),
            code="above_limit",
            params={"limit": formatting.kroner(limit)},
        )


def check_may_approve(
    order: Order,
    *,
    by: User,
    now: datetime,
    mandate: Mandate | None = None,
    proposal: Proposal | None = None,
) -> User | None:
    """Refuse one's own order, and one above the person's limit.

    With a `proposal` the order is approved at what that costs, and not by who accepted it.

    A stand-in may approve up to the limit of the approver who is away: returns that approver, or
    None where the person's own limit is enough.
    """
    if proposal and proposal.decided_by_id == by.pk:
        raise ValidationError(
            _("You accepted this proposal yourself. A colleague must approve it."),
            code="own_proposal",
        )
    if order.submitted_by_id == by.pk:
        raise ValidationError(
            _("You submitted this order yourself. A colleague must approve it."),
            code="own_order",
        )
    net = proposal.net_after if proposal else order.net
    asked_by = {order.submitted_by_id, proposal.decided_by_id if proposal else None}
    try:
        check_limit(by, order.organisation, Role.APPROVER, net=net, mandate=mandate)
    except ValidationError:
        on = timezone.localdate(now)
        away = _approver_within_limit(
            order, net=net, by=by, on=on, mandate=mandate, asked_by=asked_by
        )
        if away is None:
            raise
        return away
    return None


def check_approval(
    order: Order, *, by: User, now: datetime, mandate: Mandate | None = None
) -> User | None:
    """Everything an approval asks: the person's right, today's gate, and the file's rules.

    Returns as check_may_approve. Holds the mandates behind the order, so call it in a transaction.
    """
    away = check_may_approve(order, by=by, now=now, mandate=mandate)
    today = timezone.localdate(now)
    check_may_proceed(order, on=today, by_mandate=mandate)
    check_order_file(order, on=today)
    return away


def _approver_within_limit(
    order: Order,
    *,
    net: Decimal,
    by: User,
    on: date,
    mandate: Mandate | None,
    asked_by: Set[int | None],
) -> User | None:
    """The approver the person stands in for whose limit allows the sum; none of who asked for it.

    `asked_by` are user ids.
    """
    acting_organisation = mandate.representative if mandate else order.organisation
    for away in approvers_represented_by(by, acting_organisation, on):
        limit = limit_of(away, order.organisation, Role.APPROVER, mandate=mandate)
        if away.pk not in asked_by and (limit is None or abs(net) <= limit):
            return away
    return None


@transaction.atomic
def ask_about_order(order: Order, *, question: str, by: User, now: datetime) -> OrderQuestion:
    """Ask who submitted an order something before it is approved; nothing is refused by it."""
    if order.state != OrderState.SUBMITTED:
        raise ValidationError(
            _("The order has changed since you opened the page."), code="order_has_changed"
        )
    try:
        with transaction.atomic():
            asked = OrderQuestion.objects.create(
                order=order, question=question, asked_at=now, asked_by=by
            )
    except IntegrityError as error:
        if broken_constraint(error) != "order_question_one_open":
            raise
        raise ValidationError(
            _("There is a question already. Wait for the answer."), code="question_is_open"
        ) from error
    send_question.enqueue(asked.pk)
    return asked


@transaction.atomic
def answer_question(order: Order, *, answer: str, by: User, now: datetime) -> None:
    """Answer the open question of an order."""
    question = OrderQuestion.objects.filter(order=order, answered_at=None)
    open_question = question.first()
    if open_question is None or not question.update(answer=answer, answered_at=now, answered_by=by):
        raise ValidationError(_("The question is already answered."), code="question_is_answered")
    send_answer.enqueue(open_question.pk)


@transaction.atomic
def return_order(
    order: Order, *, by: User, reason: str, now: datetime, mandate: Mandate | None = None
) -> None:
    """Send a submitted order back to who submitted it, with a reason."""
    take_back_order(order, OrderState.RETURNED, by=by, now=now, reason=reason, mandate=mandate)
    notify_submitter.enqueue(order.pk)


@transaction.atomic
def withdraw_order(
    order: Order, *, by: User, now: datetime, mandate: Mandate | None = None
) -> None:
    """Take back an order that nobody has approved yet; a colleague's too, who is notified."""
    take_back_order(order, OrderState.WITHDRAWN, by=by, now=now, mandate=mandate)
    if order.submitted_by_id != by.pk:
        notify_of_withdrawal.enqueue(order.pk)
