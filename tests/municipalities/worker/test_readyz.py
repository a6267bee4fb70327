"""What /readyz says to whoever watches over the portal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from municipalities.models import WorkerHeartbeat

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


def test_a_folder_that_is_not_there_is_missed(client, settings, tmp_path):
    seen(ago=timedelta(0))
    documents = settings.STORAGES["documents"]
    place = {"OPTIONS": documents["OPTIONS"] | {"location": tmp_path / "away" / "documents"}}
    settings.STORAGES = settings.STORAGES | {"documents": documents | place}
    assert answer(client) == (503, "documents: the folder cannot be written\n")
