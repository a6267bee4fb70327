"""Writing a mail, sending it at most once, and deciding about one that was interrupted."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.outbox.delivery import Failure, outcome_of, send_to_mail_server
from municipalities.outbox.models import OutgoingMessage
from municipalities.outbox.queries import due_messages, stuck_messages, unclaimed_messages
from municipalities.worker.kinds import mail_task
from municipalities.worker.sweeping import enqueue_missing, enqueue_once

logger = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, *[240] * 16))
"""How long to wait after each attempt that did not leave: in all, almost three days."""
HIGH_PRIORITY = 50
"""The priority of a mail that somebody waits for in front of the screen."""
SENT_RETENTION = timedelta(days=30)
DECISION_PERIOD = timedelta(days=30)
"""How long a mail that failed waits for a case officer's decision."""


@transaction.atomic
def write_message(
    recipient: str, *, subject: str, body: str, is_awaited: bool = False, is_kept: bool = False
) -> OutgoingMessage:
    """Write a mail and queue it; both stand or fall with the transaction around. Returns it."""
    now = timezone.now()
    message = OutgoingMessage.objects.create(
        recipient=recipient,
        subject=subject,
        body=body,
        written_at=now,
        queued_at=now,
        is_kept=is_kept,
    )
    task = deliver_message.using(priority=HIGH_PRIORITY) if is_awaited else deliver_message
    task.enqueue(message.pk)
    return message


@mail_task
def deliver_message(message_id: int) -> None:
    """Send a mail, if nobody has begun to; what goes wrong stands on its row."""
    message = _claim(message_id)
    if message is None:
        return
    try:
        send_to_mail_server(EmailMessage(message.subject, message.body, to=[message.recipient]))
    except Exception as error:
        logger.warning("Message %s was not sent: %s", message_id, error)
        _record_failure(message, outcome_of(error), str(error) or type(error).__name__)
    else:
        this_one = OutgoingMessage.objects.filter(pk=message.pk, set_aside_at=None)
        this_one.update(sent_at=timezone.now(), failed_at=None, body="", error="")


def _claim(message_id: int) -> OutgoingMessage | None:
    """The message, which nobody else sends from now on; None where it is taken or not due."""
    now = timezone.now()
    waiting = due_messages(now).filter(pk=message_id)
    if not waiting.update(claimed_at=now, next_try_at=None, error=""):
        return None
    return OutgoingMessage.objects.get(pk=message_id)


@transaction.atomic
def _record_failure(message: OutgoingMessage, failure: Any, error: str) -> None:
    """Try again later what did not leave, and leave the rest to a person.

    What may have left has no outcome, only an error: it has not failed, as far as we know.
    """
    now = timezone.now()
    this_one = OutgoingMessage.objects.filter(pk=message.pk)
    if failure == Failure.NOT_LEFT and message.tries < len(PAUSES):
        next_try_at = now + PAUSES[message.tries]
        this_one.update(
            claimed_at=None, next_try_at=next_try_at, tries=message.tries + 1, error=error
        )
        deliver_message.using(run_after=next_try_at).enqueue(message.pk)
    else:
        failed_at = None if failure == Failure.DOUBTFUL else now
        this_one.update(failed_at=failed_at, tries=message.tries + 1, error=error)


def requeue_unclaimed(now: datetime) -> None:
    """Queue again what nobody has begun to send; what still waits in the queue is left there."""
    enqueue_missing(deliver_message, unclaimed_messages(now).values_list("pk", flat=True))


@transaction.atomic
def send_again(message: OutgoingMessage, *, now: datetime) -> None:
    """Send a mail that a case officer decided about. Raises ValidationError."""
    _check_stuck(message, now=now)
    OutgoingMessage.objects.filter(pk=message.pk).update(
        claimed_at=None, failed_at=None, next_try_at=None, queued_at=now, tries=0, error=""
    )
    enqueue_once(deliver_message, message.pk)


@transaction.atomic
def set_aside(message: OutgoingMessage, *, by: Any, now: datetime) -> None:
    """Give up a mail, permanently: its text is gone. Raises ValidationError."""
    _check_stuck(message, now=now)
    OutgoingMessage.objects.filter(pk=message.pk).update(set_aside_at=now, set_aside_by=by, body="")


def set_aside_undecided(now: datetime) -> int:
    """Give up what nobody has decided about in a month; returns how many. For the daily run.

    Its text may hold a link that opens an account, and must not be readable for ever.
    """
    stopped = stuck_messages(now).filter(claimed_at__isnull=False)
    return stopped.filter(claimed_at__lt=now - DECISION_PERIOD).update(set_aside_at=now, body="")


def _check_stuck(message: OutgoingMessage, *, now: datetime) -> None:
    """Hold the row, and refuse when the mail is on its way, has left or is given up."""
    if not stuck_messages(now).select_for_update().filter(pk=message.pk).exists():
        raise ValidationError(
            _("This mail is on its way, sent or set aside already."), code="message_not_stuck"
        )


def delete_sent_messages(now: datetime) -> int:
    """Delete what was sent or set aside a month ago; returns how many. For the daily run.

    What is kept permanently stays, without its text.
    """
    old = OutgoingMessage.objects.filter(written_at__lt=now - SENT_RETENTION, is_kept=False)
    return old.exclude(sent_at=None, set_aside_at=None).delete()[0]
