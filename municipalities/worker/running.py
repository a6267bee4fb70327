"""Running the tasks of the queue: each to its end, whatever happens to the process."""

import logging

from django.db import transaction
from django.tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from municipalities.mail_hold.switch import mail_is_held
from municipalities.worker.kinds import MAIL_QUEUE

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1
"""How often an idle worker looks into the queue."""


class TaskWorker(Worker):
    """The loop of django-tasks-db, with tasks that can be told from one that its worker left."""

    def __init__(self, worker_id) -> None:
        super().__init__(
            worker_id=worker_id,
            queue_names=["*"],
            excluded_queue_names=[],
            interval=SECONDS_BETWEEN_LOOKS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
        )

    @property
    def excluded_queue_names(self) -> list[str]:
        """Asked before each look into the queue: mail stays there while it is held."""
        return [MAIL_QUEUE] if mail_is_held() else []

    @excluded_queue_names.setter
    def excluded_queue_names(self, names) -> None:
        """The library sets what it was started with: none."""

    def run_task(self, db_task_result) -> None:
        """Run a claimed task; one that fails stands in the queue as failed, for a person to see.

        A worker that is told to stop at once gives the task back.
        """
        self.running_task = True
        try:
            run(db_task_result)
        except Exception as error:
            logger.exception("Task %s failed: %s", db_task_result.pk, db_task_result.task_path)
            _fail(db_task_result, error)
        except BaseException:
            _owned_row(db_task_result).update(status=TaskResultStatus.READY)
            raise
        finally:
            self.running_task = False


def run(row) -> None:
    """Do the task of a claimed row of the queue and mark it as done. Raises what it raises."""
    task = row.task
    if not task.func.is_transactional:
        _call(task, row)
        row.set_successful(None)
        return
    with transaction.atomic():
        # Whoever took it for dead meanwhile and began anew, waits here or has done it
        if _owned_row(row).select_for_update().exists():
            _call(task, row)
            row.set_successful(None)


@transaction.atomic
def _fail(row, error) -> None:
    """Mark a task as failed, unless another worker is at it by now."""
    if _owned_row(row).select_for_update().exists():
        row.set_failed(error)


def _owned_row(row) -> DBTaskResultQuerySet:
    """The row as this worker claimed it; nothing when it was taken for dead meanwhile."""
    return DBTaskResult.objects.running().filter(pk=row.pk, worker_ids=row.worker_ids)


def _call(task, row) -> None:
    task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
