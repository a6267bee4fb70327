"""What /readyz says to whoever watches over the portal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from municipalities.mail_hold.switch import hold_mail
from municipalities.models import WorkerHeartbeat
from municipalities.outbox.actions import write_message
from municipalities.worker.queries import START_TIMEOUT

pytestmark = pytest.mark.django_db


def seen(*, ago):
    then = timezone.now() - ago
    WorkerHeartbeat.objects.create(worker_id=f"{ago}", started_at=then, seen_at=then)


def answer(client):
    response = client.get("/readyz")
    return response.status_code, response.text


def test_ready_when_a_worker_lives(client):
    seen(ago=timedelta(seconds=5))
    assert answer(client) == (200, "ready\n")


def test_a_worker_that_never_was_is_missed(client):
    assert answer(client) == (503, "worker: none\n")


def test_a_worker_that_died_is_missed_with_when_it_was_seen(client):
    seen(ago=timedelta(minutes=5))
    status, text = answer(client)
    assert status == 503
    assert text.startswith("worker: last seen 2")


@pytest.mark.parametrize("column", ["enqueued_at", "run_after"])
def test_a_queue_that_stands_still_is_notified_though_a_worker_lives(client, column):
    seen(ago=timedelta(0))
    write_message("nils@nordvik.example", subject="Emne", body="Tekst")
    assert answer(client) == (200, "ready\n")
    DBTaskResult.objects.update(**{column: timezone.now() - START_TIMEOUT})
    assert answer(client) == (503, "queue: stands still, though a worker lives\n")
    hold_mail(timezone.now())
    assert answer(client) == (200, "ready\n")


@pytest.mark.django_db(transaction=True)
def test_tables_that_are_missing_are_notified(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE municipalities_workerheartbeat RENAME TO away")
        try:
            assert answer(client) == (503, "database: tables are missing, run migrate\n")
        finally:
            cursor.execute("ALTER TABLE away RENAME TO municipalities_workerheartbeat")


def test_a_folder_that_is_not_there_is_missed(client, settings, tmp_path):
    seen(ago=timedelta(0))
    documents = settings.STORAGES["documents"]
    place = {"OPTIONS": documents["OPTIONS"] | {"location": tmp_path / "away" / "documents"}}
    settings.STORAGES = settings.STORAGES | {"documents": documents | place}
    assert answer(client) == (503, "documents: the folder cannot be written\n")
