"""A page promises mail within minutes only while the portal can keep that.

Nor does it say of anything queued that it is being done.
"""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from municipalities.mail_hold.switch import hold_mail, release_mail
from municipalities.models import OutgoingMessage, WorkerHeartbeat
from municipalities.outbox.actions import write_message
from municipalities.outbox.leaving import when_mail_leaves, with_mail_delay
from municipalities.outbox.queries import SEND_TIMEOUT
from municipalities.worker.queries import START_TIMEOUT

PROMISE = re.compile(
    r"within (minutes|a minute)"
    r"|goes to (its reseller|%\(reseller\)s) at once"
    r"|(is|are) on (its|their) way( to the reseller)?\."
    r'|_\("[^"]*(is|are) being (sent|made|done)\b',
    re.I,
)
QUEUED = re.compile(
    r"(?<!evidence )(?<!work )(is|are|and) in the queue( again| to the reseller)?\."
)
"""What is said when an act has queued mail."""


def promise():
    return " ".join(when_mail_leaves(timezone.now()).texts)


def a_worker_lives():
    now = timezone.now()
    WorkerHeartbeat.objects.create(worker_id="one", started_at=now, seen_at=now)


def some_mail_waits():
    write_message("nils@nordvik.example", subject="Emne", body="Tekst")


@pytest.mark.django_db
def test_what_is_promised_follows_the_state_of_the_portal():
    stands_still = "Det portalen gjør av seg selv, står stille."
    assert promise().startswith(stands_still)
    a_worker_lives()
    some_mail_waits()
    assert promise() == "I løpet av noen minutter."
    DBTaskResult.objects.update(enqueued_at=timezone.now() - START_TIMEOUT)
    assert promise().startswith(stands_still)
    hold_mail(timezone.now())
    assert promise().startswith("All e-post holdes tilbake.")
    release_mail(timezone.now())
    DBTaskResult.objects.all().delete()
    OutgoingMessage.objects.update(queued_at=timezone.now() - SEND_TIMEOUT - timedelta(minutes=1))
    assert promise().startswith("E-posten går senere enn vanlig")


def test_no_other_sentence_promises_minutes():
    """Whoever writes the promise into a sentence of its own has not asked."""
    promising = {
        str(path.relative_to(settings.BASE_DIR))
        for root in ("agreements", "municipalities", "kslisens", "templates")
        for path in (settings.BASE_DIR / root).rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and PROMISE.search(path.read_text())
    }
    assert promising == {"municipalities/outbox/leaving.py"}


def test_whoever_says_that_mail_is_queued_says_when_it_does_not_leave_soon():
    queueing = [
        path
        for root in ("agreements", "municipalities")
        for path in (settings.BASE_DIR / root).rglob("*views.py")
        if QUEUED.search(path.read_text())
    ]
    assert queueing
    assert [path.name for path in queueing if "with_mail_delay(" not in path.read_text()] == []


@pytest.mark.django_db
def test_mail_that_is_queued_while_mail_is_held_is_said_to_wait():
    a_worker_lives()
    assert with_mail_delay("Det er i køen.", timezone.now()) == "Det er i køen."
    hold_mail(timezone.now())
    assert with_mail_delay("Det er i køen.", timezone.now()) == (
        "Det er i køen. All e-post holdes tilbake. "
        "Den går når de som drifter portalen, slipper den."
    )
