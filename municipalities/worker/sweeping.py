"""Sweeping up after workers that died: what they were at is done again."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from municipalities.worker.models import WorkerHeartbeat

logger = logging.getLogger(__name__)

DEAD_AFTER = timedelta(seconds=90)
"""A worker that was not seen for so long is dead."""
MAX_ATTEMPTS = 3
"""Whatever kills its worker so many times may be what kills it: a person must look."""
HEARTBEAT_RETENTION = timedelta(days=1)


class WorkerDiedError(Exception):
    """The worker died while it was at a task, more than once."""


def sweep(now: datetime) -> None:
    """Do everything that WORKER_SWEEPS names, each a function of the moment.

    One that fails stops no other.
    """
    for path in settings.WORKER_SWEEPS:
        try:
            import_string(path)(now)
        except Exception:
            logger.exception("The sweep %s failed.", path)
            if not connection.is_usable():
                connection.close()


@transaction.atomic
def requeue_interrupted(now: datetime) -> None:
    """Put the tasks of dead workers back into the queue; those that died thrice have failed."""
    heartbeats = WorkerHeartbeat.objects
    # A transactional task holds its row as long as it runs. The rows come first: a worker that
    # begins after them is not among them, and one that began before has its heartbeat already
    running = list(DBTaskResult.objects.running().select_for_update(skip_locked=True))
    living = set(
        heartbeats.filter(seen_at__gt=now - DEAD_AFTER).values_list("worker_id", flat=True)
    )
    for row in running:
        if row.worker_ids[-1] not in living:
            _take_from_dead_worker(row)
    if living:
        heartbeats.filter(seen_at__lt=now - HEARTBEAT_RETENTION).delete()


def _take_from_dead_worker(row) -> None:
    died = len(row.worker_ids)
    if died < MAX_ATTEMPTS:
        logger.warning("The worker of task %s died; it is run again.", row.pk)
        row.status = TaskResultStatus.READY
        row.save(update_fields=["status"])
    else:
        logger.error("The workers of task %s have died %s times.", row.pk, died)
        row.set_failed(WorkerDiedError(f"The worker died {died} times while it was at this task."))


def enqueue_once(task, *arguments) -> None:
    """Queue a task to be done now; where the same one waits already, even for later, it is that."""
    waiting = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY,
        task_path=task.module_path,
        args_kwargs={"args": list(arguments), "kwargs": {}},
    )
    if not waiting.update(run_after=timezone.now()):
        task.enqueue(*arguments)


def enqueue_missing(task, keys) -> None:
    """Queue a task for each key that none waits for in the queue.

    A task that failed waits for a person, who runs it again: by itself it would only fail anew.
    """
    known = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.READY, TaskResultStatus.FAILED], task_path=task.module_path
    ).values_list("args_kwargs__args__0", flat=True)
    for key in set(keys) - set(known):
        logger.warning("%s of %s had no task; it has one again.", task.name, key)
        task.enqueue(key)
