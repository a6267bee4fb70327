"""Workers as the processes that they are, to be killed.

Tests that use them need committed rows: mark them `django_db(transaction=True)`. The process is a
copy of the test's own: it has its settings, files and mail server, and connections of its own.
"""

import logging
import os
import signal
import time
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult

from municipalities.models import WorkerHeartbeat
from municipalities.worker.heartbeat import Heart
from municipalities.worker.running import TaskWorker
from municipalities.worker.sweeping import DEAD_AFTER

SECONDS_TO_WAIT = 60


@contextmanager
def worker():
    """A worker, by its process id; killed in the end."""
    process = os.fork()
    if not process:
        _work()
    try:
        yield process
    finally:
        kill(process)


def _work():
    """Be a worker until killed."""
    try:
        # The test's own, with its open transaction, stays the test's
        connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
        one = TaskWorker(get_random_string(32))
        with Heart(one.worker_id):
            one.run()
    except Exception:
        logging.getLogger(__name__).exception("The worker ended.")
    finally:
        os._exit(1)


def kill(process):
    """End a process at once, as a power cut does; once it is gone, all its locks are."""
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def expire_heartbeats():
    """Let so much time pass that a worker that was killed counts as dead."""
    then = timezone.now() - DEAD_AFTER - timedelta(seconds=1)
    WorkerHeartbeat.objects.update(started_at=then, seen_at=then)


def wait_until(condition):
    """Wait until something is so."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("It did not come to that.")
        time.sleep(0.01)


def is_done():
    """Whether nothing waits that is due, and nobody is at work: asked at one moment."""
    is_due = Q(pk__in=DBTaskResult.objects.ready().values("pk"))
    return not DBTaskResult.objects.filter(is_due | Q(status=TaskResultStatus.RUNNING)).exists()
