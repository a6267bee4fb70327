"""What a person decides about a task that failed, or that its workers died of."""

import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.tasks import TaskResultStatus
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

logger = logging.getLogger(__name__)


def failed_tasks() -> DBTaskResultQuerySet:
    """Rows of the task queue that failed, oldest first: nothing happens to them by itself."""
    return DBTaskResult.objects.failed().order_by("enqueued_at", "pk")


def run_again(row: DBTaskResult, *, by: Any, now: datetime) -> None:
    """Put a failed task back into the queue. Raises ValidationError."""
    back = {"status": TaskResultStatus.READY, "worker_ids": [], "run_after": now}
    if not failed_tasks().filter(pk=row.pk).update(**back):
        raise _decided()
    logger.info("Task %s is run again by user %s.", row.pk, by.pk)


@transaction.atomic
def set_aside_task(row: DBTaskResult, *, by: Any) -> None:
    """Give up a failed task, permanently; the log keeps what it was. Raises ValidationError."""
    failed = failed_tasks().select_for_update().filter(pk=row.pk).first()
    if failed is None:
        raise _decided()
    failed.delete()
    logger.warning("Task %s (%s) was set aside by user %s.", row.pk, row.task_path, by.pk)


def _decided() -> ValidationError:
    return ValidationError(
        _("Somebody has decided about this work already."), code="task_not_failed"
    )
