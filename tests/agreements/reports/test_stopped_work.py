"""What the portal could not do by itself waits on a page until a case officer decides."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.digests.queries import waiting_counts
from municipalities.models import OutgoingMessage, WorkerHeartbeat
from municipalities.outbox.queries import SEND_TIMEOUT
from municipalities.people import actions
from municipalities.people import mail as letters
from municipalities.people.models import Role
from municipalities.worker.running import TaskWorker
from tests import agreement_factories as make
from tests.confirming import confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast, signed_in):
    return signed_in(cast.kari)


def waiting():
    return waiting_counts(timezone.now())["stopped_work"]


def page(officer):
    return officer.get(reverse("ks_stopped_work")).text


def test_nothing_has_stopped(officer):
    assert "Ingenting har stanset" in page(officer)
    assert waiting() == 0


def test_a_mail_that_failed_is_sent_again(officer, run_tasks, mailoutbox):
    message = make.stuck_message()
    assert waiting() == 1
    assert "Feilmelding: 550 Ukjent mottaker" in page(officer)
    officer.post(reverse("ks_message_send_again", args=[message.pk]))
    run_tasks()
    assert [letter.to for letter in mailoutbox] == [[message.recipient]]
    assert waiting() == 0


def test_mail_that_is_late_is_notified_on_the_work_list(officer):
    WorkerHeartbeat.objects.create(
        worker_id="living", started_at=timezone.now(), seen_at=timezone.now()
    )
    assert "er i gang" in officer.get(reverse("work_list")).text
    make.stuck_message()
    late = {"queued_at": timezone.now() - SEND_TIMEOUT, "claimed_at": None, "failed_at": None}
    OutgoingMessage.objects.update(**late)
    page_of_work = officer.get(reverse("work_list")).text
    assert "1 e-post har ventet i mer enn en time" in page_of_work
    assert "er i gang" not in page_of_work
    assert "Forsinket" in page(officer)


def test_a_mail_that_is_set_aside_loses_its_text_and_is_never_sent(
    cast, officer, run_tasks, mailoutbox
):
    message = make.stuck_message()
    confirm(officer, reverse("ks_message_set_aside", args=[message.pk]))
    run_tasks()
    message.refresh_from_db()
    assert (message.body, message.set_aside_by) == ("", cast.kari)
    assert (mailoutbox, waiting()) == ([], 0)


def test_the_text_of_a_mail_is_shown_to_nobody(officer):
    """It may hold a link that opens an account."""
    message = make.stuck_message()
    OutgoingMessage.objects.update(body="hemmelig-lenke")
    for name, keys in (("ks_stopped_work", []), ("ks_message_set_aside", [message.pk])):
        assert "hemmelig-lenke" not in officer.get(reverse(name, args=keys)).text


def test_a_task_that_failed_is_done_again(cast, officer, run_tasks, mailoutbox):
    [asked] = actions.request_roles(
        cast.ulrik, cast.nordvik.organisation, roles=[Role.ORDERER], now=timezone.now()
    )
    DBTaskResult.objects.all().delete()
    letters.send_decision.enqueue([asked.pk + 1_000])
    row = DBTaskResult.objects.get()
    row.claim("w")
    TaskWorker("w").run_task(row)
    assert waiting() == 1
    shown = page(officer)
    assert f"send_decision([{asked.pk + 1_000}])" in shown
    assert "IndexError" in shown
    DBTaskResult.objects.update(args_kwargs={"args": [[asked.pk]], "kwargs": {}})
    officer.post(reverse("ks_task_run_again", args=[row.pk]))
    assert waiting() == 0
    run_tasks()
    assert [letter.to for letter in mailoutbox] == [[cast.ulrik.email]]


def test_a_task_that_is_set_aside_is_gone(officer):
    row = make.failed_task()
    confirm(officer, reverse("ks_task_set_aside", args=[row.pk]))
    assert not DBTaskResult.objects.exists()
    assert officer.post(reverse("ks_task_run_again", args=[row.pk])).status_code == 404


def test_two_officers_decide_once(cast, officer, signed_in):
    message = make.stuck_message()
    address = reverse("ks_message_send_again", args=[message.pk])
    officer.post(address)
    other = signed_in(cast.knut)
    assert "på vei, sendt eller lagt til side" in other.post(address, follow=True).text


def test_the_longer_list_goes_on_where_the_shorter_has_ended(officer):
    for _each in range(26):
        make.stuck_message()
    make.failed_task()
    second = officer.get(reverse("ks_stopped_work"), {"page": 2}).text
    assert second.count("550 Ukjent mottaker") == 1
    assert "Gjør det på nytt" not in second


def test_the_work_list_says_when_the_worker_was_seen(officer):
    assert "er ikke startet" in officer.get(reverse("work_list")).text
    make.heartbeat(ago=timedelta(seconds=5))
    assert "Siste livstegn" in officer.get(reverse("work_list")).text


def test_a_worker_that_died_is_notified_on_the_work_list(officer):
    make.heartbeat(ago=timedelta(minutes=5))
    assert "har stanset. Ingen bestillinger" in officer.get(reverse("work_list")).text
