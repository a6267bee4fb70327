"""Selecting mail that has not left."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.query import QuerySet

from municipalities.outbox.models import OutgoingMessage

MAX_SENDING_TIME = timedelta(minutes=10)
"""A message that has been on its way for longer was interrupted."""
CLAIM_TIMEOUT = timedelta(minutes=5)
"""A message that nobody has begun to send for longer has lost its place in the queue."""

SEND_TIMEOUT = timedelta(hours=1)
"""Mail that has waited for longer is shown to a person, also while it is tried again."""


def stuck_messages(now: datetime) -> QuerySet[OutgoingMessage]:
    """Mail that a person may decide about: it failed, may have left, or is late. Oldest first."""
    failed = Q(failed_at__isnull=False)
    return _unfinished().filter(failed | _may_have_left(now) | _is_late(now))


def doubtful_messages(now: datetime) -> QuerySet[OutgoingMessage]:
    """Mail of which nobody knows whether it left."""
    return _unfinished().filter(_may_have_left(now))


def late_messages(now: datetime) -> QuerySet[OutgoingMessage]:
    """Mail that should have left long ago, and is still tried or waits. Oldest first."""
    return _unfinished().filter(_is_late(now))


def _unfinished() -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(sent_at=None, set_aside_at=None)


def _may_have_left(now: datetime) -> Q:
    """The sending was interrupted, or broke off in between."""
    interrupted = Q(claimed_at__lte=now - MAX_SENDING_TIME)
    broke_off = Q(claimed_at__isnull=False) & ~Q(error="")
    return Q(failed_at=None) & (interrupted | broke_off)


def _is_late(now: datetime) -> Q:
    return Q(claimed_at=None, queued_at__lte=now - SEND_TIMEOUT)


def due_messages(now: datetime) -> QuerySet[OutgoingMessage]:
    """Mail that nobody has begun to send, and whose time has come."""
    is_due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return OutgoingMessage.objects.filter(is_due, claimed_at=None, set_aside_at=None)


def unclaimed_messages(now: datetime) -> QuerySet[OutgoingMessage]:
    """Mail that has been due for some minutes, and that nobody has begun to send."""
    moment = now - CLAIM_TIMEOUT
    return due_messages(moment).filter(queued_at__lte=moment)
