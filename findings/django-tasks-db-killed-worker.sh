#!/bin/sh
# A task whose worker is killed is never done, never counted as failed, and never cleared away.
#
# Expected: as in other queues in a database, a claim ends with the worker that made it, or after
#           some time; the next worker does the task again, or says that it failed.
# Seen:     the task stays RUNNING for ever. Other workers pass it by, without a word, a worker of
#           the same id too, and prune_db_task_results leaves it. So it is after every kill for lack
#           of memory, and after every loss of power.
# Versions: django-tasks-db 0.13.0, Django 6.1.3 (SQLite). Needs Python 3.12 or newer.
# Seen on:  1 December 2026.
# We do:    workers leave heartbeats, and municipalities/worker/sweeping.py queues again what a dead
#           one was at: three times, then a person decides.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
cd "$folder"
venv/bin/pip install --quiet django==6.1.3 django-tasks-db==0.13.0

cat >settings.py <<'END_OF_PYTHON'
SECRET_KEY = "for this folder only"
INSTALLED_APPS = ["django_tasks_db"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "queue.sqlite3"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
USE_TZ = True
END_OF_PYTHON
cat >work.py <<'END_OF_PYTHON'
import time
from pathlib import Path

from django.tasks import task


@task
def write_document(name):
    """Take long the first time, and no time after that."""
    if not Path(f"{name}.begun").exists():
        Path(f"{name}.begun").touch()
        time.sleep(600)
    Path(f"{name}.done").touch()
END_OF_PYTHON
cat >run.py <<'END_OF_PYTHON'
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import django
from django.core.management import call_command

from work import write_document

WORKER = [sys.executable, "-m", "django", "db_worker", "--no-startup-delay", "--worker-id", "one"]

django.setup()
call_command("migrate", verbosity=0)
task = write_document.enqueue("first")
worker = subprocess.Popen([*WORKER, "--interval", "0.1"])
while not Path("first.begun").exists():
    time.sleep(0.1)
worker.kill()
worker.wait()
after_the_kill = write_document.get_result(task.id).status

Path("second.begun").touch()
other = write_document.enqueue("second")
subprocess.run([*WORKER, "--batch"], check=True, capture_output=True)
call_command("prune_db_task_results", min_age_days=0, verbosity=0)
task.refresh()
print("django-tasks-db", version("django-tasks-db"), "Django", django.__version__)
print(f"after the kill:              {after_the_kill}")
print(f"after the next worker's run: {task.status}   (expected: SUCCESSFUL or FAILED)")
print(f"another task, in that run:   done {Path('second.done').exists()}")
assert after_the_kill == "RUNNING" and Path("second.done").exists(), "Changed: how workers claim"
assert task.status == "RUNNING" and not Path("first.done").exists(), (
    "Changed: what a killed worker was at does not stay RUNNING"
)
END_OF_PYTHON
DJANGO_SETTINGS_MODULE=settings PYTHONPATH=. venv/bin/python run.py
