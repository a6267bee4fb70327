"""Sending approved orders to resellers: each at most once, and never silently lost.

An approved order has a Dispatch row from the same transaction, and a task that sends it. The
sender first claims the row in a transaction of its own, so that of two workers one sends. If the
portal stops between claim and outcome, nobody can know whether the mail left: the case officers'
list of dispatches shows it, and a person decides. What surely did not leave (outbox/delivery.py) is
tried again by itself, for more than a day, later and later; what nobody has begun is queued again.
Each time the claim asks anew whether the order may go; one that may not is held (holds.py).
"""

import logging
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.approvals.actions import check_approval
from agreements.dispatch.holds import hold_dispatch, refusal_to_send, release_dispatch
from agreements.dispatch.links import make_link
from agreements.dispatch.mail import notify_of_sending
from agreements.dispatch.queries import CLAIM_TIMEOUT, stuck, unclaimed_since
from agreements.mandates.models import Mandate
from agreements.orders.actions import move_order
from agreements.orders.attachments import files_of
from agreements.orders.documents import order_pdf
from agreements.orders.models import DeliveryAttempt, Dispatch, Order
from agreements.orders.order_files import FORMATS, checked_order_file
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from municipalities.mail_hold.switch import mail_is_held
from municipalities.outbox.delivery import outcome_of, send_to_mail_server
from municipalities.people.models import User
from municipalities.refusals import refusal_text
from municipalities.worker.kinds import mail_task
from municipalities.worker.sweeping import enqueue_missing, enqueue_once

logger = logging.getLogger(__name__)

Outcome = DeliveryAttempt.Outcome

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, *[240] * 8))
"""How long to wait after each attempt that did not leave: in all, longer than a day."""


@transaction.atomic
def approve_and_send(
    order: Order, *, by: User, now: datetime, mandate: Mandate | None = None
) -> None:
    """Approve an order and queue the message; the task row commits with the approval."""
    dispatch = approve_order(order, by=by, now=now, mandate=mandate)
    send_dispatch.enqueue(dispatch.pk)


@mail_task
def send_dispatch(dispatch_id) -> None:
    """Send one order to its reseller, if nobody has begun to and it may still go."""
    began_at = timezone.now()
    dispatch = _claim(dispatch_id, now=began_at)
    if dispatch is None:
        logger.info("Dispatch %s is claimed or held; nothing sent.", dispatch_id)
        return
    outcome: Outcome | None = Outcome.STOPPED
    try:
        message = _message_with_link(dispatch)
        outcome = None
        send_to_mail_server(message)
    except Exception as error:
        # Whatever went wrong, the case officers must see it; the log keeps the trace.
        outcome = outcome or Outcome(outcome_of(error))
        _record_failure(dispatch, outcome, refusal_text(error), began_at=began_at)
        is_unknown = outcome != Outcome.NOT_LEFT
        logger.warning("Dispatch %s was not sent: %s", dispatch_id, error, exc_info=is_unknown)
    else:
        _record_sent(dispatch, began_at=began_at)


@transaction.atomic
def _claim(dispatch_id, *, now: datetime) -> Dispatch | None:
    """The dispatch, which nobody else sends from now on; None where it is taken, held or not due.

    An order may have been held for weeks: it goes to the address that the reseller has now, and
    the days to answer count from now.
    """
    is_due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    waiting = Dispatch.objects.filter(is_due, pk=dispatch_id, claimed_at=None, held_at=None)
    if not waiting.update(claimed_at=now, next_try_at=None):
        return None
    dispatch = Dispatch.objects.select_related(
        "order__organisation", "order__volume_licence_agreement__reseller"
    ).get(pk=dispatch_id)
    today = timezone.localdate(now)
    refusal = refusal_to_send(dispatch, on=today)
    if refusal:
        hold_dispatch(dispatch, reason=refusal, now=now)
        return None
    reseller = dispatch.order.volume_licence_agreement.reseller
    dispatch.recipient = reseller.email
    dispatch.save(update_fields=["recipient"])
    _move_answer_day(dispatch.order, reseller.answer_deadline(today))
    return dispatch


def _move_answer_day(order: Order, day: date) -> None:
    """Give the reseller its days from when the order leaves; a day that is later stays."""
    Order.objects.filter(pk=order.pk, answer_by__lt=day).update(answer_by=day)


def _message_with_link(dispatch: Dispatch) -> EmailMessage:
    order = orders_in_full().get(pk=dispatch.order_id)
    link = make_link(order, by=None, now=timezone.now())
    return order_message(order, recipient=dispatch.recipient, link=link)


@transaction.atomic
def _record_sent(dispatch: Dispatch, *, began_at) -> None:
    now = timezone.now()
    _keep_attempt(dispatch, Outcome.SENT, began_at=began_at)
    mark_sent(dispatch, by=None, now=now)


@transaction.atomic
def _record_failure(dispatch: Dispatch, outcome, error, *, began_at) -> None:
    """Keep the attempt; try again later what did not leave, and leave the rest to a person."""
    tries = dispatch.attempts.filter(outcome=Outcome.NOT_LEFT).count()
    _keep_attempt(dispatch, outcome, began_at=began_at, error=error)
    this_one = Dispatch.objects.filter(pk=dispatch.pk)
    if outcome == Outcome.NOT_LEFT and tries < len(PAUSES):
        next_try_at = timezone.now() + PAUSES[tries]
        this_one.update(claimed_at=None, next_try_at=next_try_at, error=error)
        send_dispatch.using(run_after=next_try_at).enqueue(dispatch.pk)
    else:
        this_one.update(failed_at=timezone.now(), error=error)


def _keep_attempt(dispatch: Dispatch, outcome, *, began_at, error="") -> None:
    DeliveryAttempt.objects.create(
        dispatch=dispatch,
        began_at=began_at,
        ended_at=timezone.now(),
        outcome=outcome,
        error=error,
    )


def order_message(order: Order, *, recipient, link: str) -> EmailMessage:
    """The e-mail with the order as PDF, in the organisation's written standard.

    The papers that were attached go along. A reseller whose system reads orders gets the file
    beside it, of a new order: a change goes to a person. A file that breaks a rule is a
    ValidationError, and nothing leaves.
    """
    language = order.organisation.language
    with translation.override(language):
        subject = _("%(kind)s %(number)s from %(organisation)s") % {
            "kind": order.get_kind_display(),
            "number": order.number,
            "organisation": order.buyer_name,
        }
        body = render_to_string("orders/mail/order.txt", {"order": order, "link": link})
    message = EmailMessage(subject, body, to=[recipient], reply_to=[order.submitted_by.email])
    message.attach(f"{order.number}.pdf", order_pdf(order), "application/pdf")
    file_format = order.volume_licence_agreement.reseller.dispatch_by
    if file_format in FORMATS and not order.lowers:
        file = checked_order_file(order, file_format)
        message.attach(f"{order.number}-{file_format}.xml", file, "application/xml")
    for name, content, content_type in files_of(order):
        message.attach(name, content, content_type)
    return message


@transaction.atomic
def mark_arrived(dispatch: Dispatch, *, by: User | None, now: datetime) -> None:
    """Record what a case officer knows about a stuck message: that it did arrive."""
    _check_stuck(dispatch, now=now)
    not_begun = Dispatch.objects.filter(pk=dispatch.pk, claimed_at=None)
    if mail_is_held():
        # It may have left after the backup that is restored here was taken
        not_begun.update(claimed_at=now, next_try_at=None)
    elif not_begun.exists():
        raise ValidationError(_("Nobody has begun to send this order."), code="not_begun")
    mark_sent(dispatch, by=by, now=now)


@transaction.atomic
def mark_sent(dispatch: Dispatch, *, by: User | None, now: datetime) -> None:
    """Record that the message has left."""
    unsent = Dispatch.objects.filter(pk=dispatch.pk, sent_at=None, claimed_at__isnull=False)
    if not unsent.update(sent_at=now, failed_at=None, error=""):
        raise ValidationError(_("This order is already marked as sent."), code="already_sent")
    move_order(dispatch.order, OrderState.SENT, by=by, now=now)
    notify_of_sending.enqueue(dispatch.order_id)


@transaction.atomic
def retry_dispatch(dispatch: Dispatch, *, now: datetime) -> None:
    """Send again what a case officer knows has not arrived."""
    _check_stuck(dispatch, now=now)
    Dispatch.objects.filter(pk=dispatch.pk).update(
        claimed_at=None, failed_at=None, next_try_at=None, error="", queued_at=now
    )
    enqueue_once(send_dispatch, dispatch.pk)


def _check_stuck(dispatch: Dispatch, *, now: datetime) -> None:
    """Hold the row, and refuse when the message is on its way or has left."""
    if not Dispatch.objects.select_for_update().filter(stuck(now), pk=dispatch.pk).exists():
        raise ValidationError(_("This order is on its way or already sent."), code="not_stuck")


@transaction.atomic
def release_held(dispatch: Dispatch, *, now: datetime) -> None:
    """Let a held order go on, when nothing stands in its way any more, and queue its message."""
    release_dispatch(dispatch, now=now)
    Dispatch.objects.filter(pk=dispatch.pk).update(queued_at=now)
    enqueue_once(send_dispatch, dispatch.pk)


def requeue_unclaimed(now: datetime) -> None:
    """Queue again what nobody has begun to send; what still waits in the queue is left there."""
    left = Dispatch.objects.filter(
        unclaimed_since(now - CLAIM_TIMEOUT), order__state=OrderState.APPROVED
    )
    enqueue_missing(send_dispatch, left.values_list("pk", flat=True))


@transaction.atomic
def approve_order(
    order: Order, *, by: User, now: datetime, mandate: Mandate | None = None
) -> Dispatch:
    """Approve a submitted order and queue its message to the reseller, together or not at all.

    Refused with the same sentences as a submission of today would be (orders/order_conditions.py).
    """
    away = check_approval(order, by=by, now=now, mandate=mandate)
    step = {"on_behalf_of": away, "mandate": mandate}
    reseller = order.volume_licence_agreement.reseller
    answer_by = reseller.answer_deadline(timezone.localdate(now))
    approval = {"approved_by": by, "approved_at": now, "answer_by": answer_by}
    move_order(order, OrderState.APPROVED, by=by, now=now, **step, **approval)
    return Dispatch.objects.create(order=order, recipient=reseller.email, queued_at=now)
