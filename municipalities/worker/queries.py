"""Selecting work that waits in the queue."""

from datetime import datetime, timedelta

from django.db.models import Q
from django_tasks_db.models import DBTaskResult, get_date_max

from municipalities.mail_hold.switch import mail_is_held
from municipalities.worker.kinds import MAIL_QUEUE

START_TIMEOUT = timedelta(minutes=15)
"""Work that has been due for longer shows that the queue stands still, though a worker lives."""


def queue_is_stuck(now: datetime) -> bool:
    """Whether work has been due for long and nobody has begun it; mail that is held may wait."""
    moment = now - START_TIMEOUT
    no_moment = Q(run_after=get_date_max(), enqueued_at__lte=moment)
    due = DBTaskResult.objects.ready().filter(no_moment | Q(run_after__lte=moment))
    if mail_is_held():
        due = due.exclude(queue_name=MAIL_QUEUE)
    return due.exists()
