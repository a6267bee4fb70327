"""A page promises mail within minutes only while the portal can keep that."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from municipalities.mail_hold.switch import hold_mail, release_mail
from municipalities.models import OutgoingMessage, WorkerHeartbeat
from municipalities.outbox.actions import write_message
from municipalities.outbox.leaving import when_mail_leaves
from municipalities.outbox.queries import LEAVES_WITHIN
from municipalities.worker.queries import BEGUN_WITHIN

PROMISE = re.compile(
    "within (minutes|a minute)|goes to (its reseller|%\\(reseller\\)s) at once", re.I
)


def promise():
    return " ".join(when_mail_leaves(timezone.now()).texts)


def a_worker_lives():
    now = timezone.now()
    WorkerHeartbeat.objects.create(worker_id="one", started_at=now, seen_at=now)


def some_mail_waits():
    write_message("nils@nordvik.example", subject="Emne", body="Tekst")


@pytest.mark.django_db
def test_what_is_promised_follows_the_state_of_the_portal():
    stands_still = "Ikke ennå: Det portalen gjør av seg selv, står stille."
    assert promise().startswith(stands_still)
    a_worker_lives()
    some_mail_waits()
    assert promise() == "I løpet av noen minutter."
    DBTaskResult.objects.update(enqueued_at=timezone.now() - BEGUN_WITHIN)
    assert promise().startswith(stands_still)
    hold_mail(timezone.now())
    assert promise().startswith("Ikke ennå: All e-post holdes tilbake.")
    release_mail(timezone.now())
    DBTaskResult.objects.all().delete()
    OutgoingMessage.objects.update(queued_at=timezone.now() - LEAVES_WITHIN - timedelta(minutes=1))
    assert promise().startswith("Senere enn vanlig")


def test_no_other_sentence_promises_minutes():
    """Whoever writes the promise into a sentence of its own has not asked."""
    promising = {
        str(path.relative_to(settings.BASE_DIR))
        for root in ("agreements", "municipalities", "kslisens", "templates")
        for path in (settings.BASE_DIR / root).rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and PROMISE.search(path.read_text())
    }
    assert promising == {"municipalities/outbox/leaving.py"}
