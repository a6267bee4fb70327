"""Selecting mail that has not left."""

from datetime import timedelta

from django.db.models import Q

from municipalities.outbox.models import OutgoingMessage

SENDING_TAKES_AT_MOST = timedelta(minutes=10)
"""A message that has been on its way for longer was interrupted."""
CLAIMED_WITHIN = timedelta(minutes=5)
"""A message that nobody has begun to send for longer has lost its place in the queue."""


def stuck_messages(now):
    """Mail that a person must decide about: it failed, or was interrupted. Oldest first."""
    interrupted = Q(claimed_at__lte=now - SENDING_TAKES_AT_MOST)
    return OutgoingMessage.objects.filter(
        Q(failed_at__isnull=False) | interrupted, sent_at=None, set_aside_at=None
    )


def due_messages(now):
    """Mail that nobody has begun to send, and whose time has come."""
    is_due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return OutgoingMessage.objects.filter(is_due, claimed_at=None, set_aside_at=None)


def unclaimed_messages(now):
    """Mail that has been due for some minutes, and that nobody has begun to send."""
    moment = now - CLAIMED_WITHIN
    return due_messages(moment).filter(queued_at__lte=moment)
