"""manage.py run_worker as it is started: it is seen to live, and ends when it is told to."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from municipalities.models import WorkerHeartbeat
from municipalities.worker.heartbeat import is_alive, last_seen
from tests.worker_process import wait_until


@pytest.mark.django_db(transaction=True)
def test_it_is_seen_to_live_and_ends_in_good_order():
    url = urlsplit(settings.DATABASE_URL)
    test_database = url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_worker"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": test_database},
    )
    try:
        wait_until(lambda: WorkerHeartbeat.objects.exists() or process.poll() is not None)
        assert is_alive(last_seen(), now=WorkerHeartbeat.objects.get().seen_at)
        process.terminate()
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
