"""What becomes of a task: done once, failed where a person sees it, or done again after a death."""

from datetime import timedelta

import pytest
from django.db import connection
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from municipalities.models import Membership, WorkerHeartbeat
from municipalities.people import actions
from municipalities.people import mail as letters
from municipalities.people.models import Role
from municipalities.worker.heartbeat import Heart
from municipalities.worker.kinds import repeatable_task
from municipalities.worker.running import TaskWorker, _fail, run
from municipalities.worker.sweeping import (
    DEAD_AFTER,
    MAX_ATTEMPTS,
    enqueue_once,
    requeue_interrupted,
    sweep,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast):
    """A task in the queue, alone."""
    [asked] = actions.request_roles(
        cast.ulrik, cast.nordvik.organisation, roles=[Role.ORDERER], now=timezone.now()
    )
    DBTaskResult.objects.all().delete()
    letters.send_decision.enqueue([asked.pk])
    return DBTaskResult.objects.get()


def claimed(row, *workers):
    """The row as workers left it, one after the other."""
    for worker in workers:
        row.claim(worker)
    return row


def heartbeat(worker_id, *, ago=timedelta(0)):
    then = timezone.now() - ago
    WorkerHeartbeat.objects.create(worker_id=worker_id, started_at=then, seen_at=then)


def status(row):
    row.refresh_from_db()
    return row.status


def test_a_task_that_is_done_is_marked_as_done(row):
    TaskWorker("living").run_task(claimed(row, "living"))
    assert status(row) == TaskResultStatus.SUCCESSFUL


def test_a_task_that_fails_stands_as_failed(row):
    Membership.objects.filter(pk__in=row.args_kwargs["args"][0]).delete()
    TaskWorker("living").run_task(claimed(row, "living"))
    assert status(row) == TaskResultStatus.FAILED
    assert "IndexError" in row.traceback


def test_what_a_dead_worker_was_at_is_queued_again(row):
    heartbeat("dead", ago=DEAD_AFTER)
    claimed(row, "dead")
    requeue_interrupted(timezone.now())
    assert status(row) == TaskResultStatus.READY


def test_what_a_living_worker_is_at_is_left_to_it(row):
    heartbeat("living", ago=DEAD_AFTER / 2)
    claimed(row, "living")
    requeue_interrupted(timezone.now())
    assert status(row) == TaskResultStatus.RUNNING


def test_what_its_worker_died_of_again_and_again_has_failed(row):
    claimed(row, *["dead"] * MAX_ATTEMPTS)
    requeue_interrupted(timezone.now())
    assert status(row) == TaskResultStatus.FAILED
    assert row.exception_class_path.endswith("WorkerDiedError")


def test_a_worker_whose_task_was_taken_from_it_does_nothing(row, mailoutbox):
    mine = DBTaskResult.objects.get()
    mine.claim("slow")
    claimed(row, "slow", "quick")
    run(mine)
    assert (status(row), mailoutbox) == (TaskResultStatus.RUNNING, [])


@repeatable_task
def stop_at_once():
    raise SystemExit


def test_a_worker_that_must_stop_at_once_gives_its_task_back():
    stop_at_once.enqueue()
    row = claimed(DBTaskResult.objects.get(), "living")
    with pytest.raises(SystemExit):
        TaskWorker("living").run_task(row)
    assert status(row) == TaskResultStatus.READY


def test_a_task_is_queued_once(row):
    key = row.args_kwargs["args"][0]
    DBTaskResult.objects.update(run_after=timezone.now() + timedelta(hours=1))
    for _press in range(2):
        enqueue_once(letters.send_decision, key)
    assert DBTaskResult.objects.ready().count() == 1
    claimed(row, "living")
    enqueue_once(letters.send_decision, key)
    assert DBTaskResult.objects.count() == 2


def test_a_heart_beats_from_the_start():
    heart = Heart("new")
    heart.beat()
    heart.beat()
    [beat] = WorkerHeartbeat.objects.all()
    assert (beat.worker_id, beat.started_at) == ("new", heart.started_at)


def test_a_sweep_that_fails_stops_no_other(row, settings, caplog):
    claimed(row, "dead")
    path = "municipalities.worker.sweeping.requeue_interrupted"
    settings.WORKER_SWEEPS = ["tests.municipalities.worker.test_running.fail_to_sweep", path]
    sweep(timezone.now())
    assert status(row) == TaskResultStatus.READY
    assert "test_running.fail_to_sweep failed" in caplog.text


def fail_to_sweep(now):
    raise ValueError("Of all things")


def test_every_sweep_of_the_portal_runs(caplog):
    sweep(timezone.now())
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.django_db(transaction=True)
def test_after_an_outage_the_others_get_time_to_beat(row, monkeypatch):
    """Else the first heart to beat again would take what living workers are at."""
    claimed(row, "living, and about to beat")
    heart = Heart("first")
    with monkeypatch.context() as outage:
        outage.setitem(connection.settings_dict, "PORT", "1")
        connection.close()
        heart._beat_and_sweep()
    heart._beat_and_sweep()
    assert status(row) == TaskResultStatus.RUNNING
    heart._beat_and_sweep()
    assert status(row) == TaskResultStatus.READY


def test_a_worker_whose_task_was_taken_from_it_marks_nothing(row):
    mine = DBTaskResult.objects.get()
    mine.claim("slow")
    claimed(row, "slow", "quick")
    Membership.objects.filter(pk__in=row.args_kwargs["args"][0]).delete()
    _fail(mine, ValueError())
    assert status(row) == TaskResultStatus.RUNNING


def test_old_heartbeats_go_when_there_is_a_new_one():
    heartbeat("long dead", ago=timedelta(days=3))
    requeue_interrupted(timezone.now())
    assert WorkerHeartbeat.objects.count() == 1
    heartbeat("living")
    requeue_interrupted(timezone.now())
    assert WorkerHeartbeat.objects.get().worker_id == "living"
