"""The worker as the process that it is, to be killed."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from municipalities.models import WorkerHeartbeat
from municipalities.worker.sweeping import DEAD_AFTER

SECONDS_TO_WAIT = 30


@contextmanager
def worker(mail_server=None):
    """A worker of the test's database, files and mail server; killed in the end."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_worker"],
        cwd=settings.BASE_DIR,
        env=os.environ | _environment(mail_server),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)


def _environment(mail_server):
    url = urlsplit(settings.DATABASE_URL)
    host, port = mail_server.server.server_address if mail_server else ("127.0.0.1", 1)
    return {
        "DATABASE_URL": url._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "DOCUMENTS_DIR": str(storages["documents"].location),
        "MAIL_BACKEND": "smtp",
        "MAIL_HOST": host,
        "MAIL_PORT": str(port),
    }


def kill(process):
    """End the process at once, as a power cut does."""
    process.kill()
    process.wait()


def bury_the_dead():
    """Let so much time pass that a worker that was killed counts as dead."""
    then = timezone.now() - DEAD_AFTER - timedelta(seconds=1)
    WorkerHeartbeat.objects.update(started_at=then, seen_at=then)


def wait_until(condition):
    """Wait until something is so."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("It did not come to that.")
        time.sleep(0.02)


def is_at_work():
    """Whether a worker is at a task."""
    return DBTaskResult.objects.running().exists()


def is_done():
    """Whether nothing waits that is due, and nobody is at work."""
    return not (DBTaskResult.objects.ready().exists() or is_at_work())
