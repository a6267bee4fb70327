"""A mail of the portal is sent at most once, tried again only where it surely did not leave."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from municipalities.models import OutgoingMessage
from municipalities.outbox.actions import (
    DECISION_PERIOD,
    PAUSES,
    SENT_RETENTION,
    delete_sent_messages,
    deliver_message,
    requeue_unclaimed,
    send_again,
    set_aside,
    set_aside_undecided,
    write_message,
)
from municipalities.outbox.queries import (
    CLAIM_TIMEOUT,
    MAX_SENDING_TIME,
    SEND_TIMEOUT,
    doubtful_messages,
    late_messages,
    stuck_messages,
)
from tests.mail_server import HANG_UP, MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    """A mail server that works until it is told not to."""
    server = MailServer()
    settings.MAILERS = server.mailers
    yield server
    server.stop()


@pytest.fixture
def message():
    write_message("nils@nordvik.example", subject="Emne", body="Tekst")
    return OutgoingMessage.objects.get()


def stuck():
    return list(stuck_messages(timezone.now()))


def deliver(message):
    deliver_message.call(message.pk)
    message.refresh_from_db()


def change(message, **fields):
    OutgoingMessage.objects.filter(pk=message.pk).update(**fields)


def test_a_message_that_is_rolled_back_is_not_queued():
    with transaction.atomic():
        write_message("nils@nordvik.example", subject="Emne", body="Tekst")
        transaction.set_rollback(True)
    assert (DBTaskResult.objects.count(), OutgoingMessage.objects.count()) == (0, 0)


def test_it_is_sent_once_and_its_text_is_gone(server, message):
    deliver(message)
    deliver(message)
    [taken] = server.taken
    assert b"Tekst" in taken
    assert (message.body, stuck()) == ("", [])


@pytest.mark.parametrize(
    ("place", "code", "is_tried_again"),
    [
        ("GREETING", 421, True),
        ("RCPT", 450, True),
        ("RCPT", 550, False),
        ("CONTENT", 451, True),
        ("CONTENT", HANG_UP, False),
    ],
)
def test_only_what_surely_did_not_leave_is_tried_again(
    server, message, place, code, is_tried_again
):
    server.fails = {place: code}
    deliver(message)
    assert bool(message.next_try_at) == is_tried_again
    assert stuck() == ([] if is_tried_again else [message])
    assert (message.body, bool(message.error)) == ("Tekst", True)


def test_a_server_that_is_away_permanently_leaves_it_to_a_person(server, message, run_tasks):
    server.fails = {"GREETING": 421}
    first = timezone.now()
    deliver(message)
    while message.next_try_at:
        with time_machine.travel(message.next_try_at, tick=False):
            run_tasks()
        message.refresh_from_db()
    assert message.tries == len(PAUSES) + 1
    assert message.failed_at - first > timedelta(days=2)
    assert stuck() == [message]


def test_an_interrupted_message_waits_for_a_person(server, message, run_tasks):
    change(message, claimed_at=timezone.now())
    assert stuck() == []
    change(message, claimed_at=timezone.now() - MAX_SENDING_TIME)
    run_tasks()
    assert (server.taken, stuck()) == ([], [message])
    send_again(message, now=timezone.now())
    run_tasks()
    assert (len(server.taken), stuck()) == (1, [])


def test_a_mail_that_may_have_left_is_not_called_failed(server, message):
    server.fails = {"CONTENT": HANG_UP}
    deliver(message)
    assert (stuck(), list(doubtful_messages(timezone.now()))) == ([message], [message])
    assert (message.failed_at, bool(message.error)) == (None, True)


def test_a_mail_that_is_tried_for_long_is_shown_and_sent_at_once(server, message, run_tasks):
    server.fails = {"GREETING": 421}
    deliver(message)
    assert stuck() == []
    change(message, queued_at=timezone.now() - SEND_TIMEOUT)
    assert stuck() == list(late_messages(timezone.now())) == [message]
    server.fails = {}
    send_again(message, now=timezone.now())
    run_tasks()
    assert (len(server.taken), stuck()) == (1, [])


def test_what_is_set_aside_is_never_sent(cast, server, message, run_tasks):
    change(message, claimed_at=timezone.now(), failed_at=timezone.now())
    set_aside(message, by=cast.kari, now=timezone.now())
    change(message, claimed_at=None, failed_at=None)
    run_tasks()
    message.refresh_from_db()
    assert (server.taken, message.body, stuck()) == ([], "", [])


@pytest.mark.parametrize("act", [send_again, partial(set_aside, by=None)])
def test_only_what_is_stuck_is_decided_about(message, act):
    with pytest.raises(ValidationError) as refusal:
        act(message, now=timezone.now())
    assert refusal.value.code == "message_not_stuck"


def test_what_has_lost_its_task_is_queued_again_once(server, message, run_tasks):
    DBTaskResult.objects.all().delete()
    requeue_unclaimed(timezone.now())
    assert not DBTaskResult.objects.exists()
    change(message, queued_at=timezone.now() - CLAIM_TIMEOUT)
    for _sweep in range(2):
        requeue_unclaimed(timezone.now())
    assert DBTaskResult.objects.count() == 1
    run_tasks()
    assert len(server.taken) == 1


def test_a_task_that_failed_is_left_to_a_person(message):
    """Else each sweep would queue one more that fails."""
    change(message, queued_at=timezone.now() - CLAIM_TIMEOUT)
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    requeue_unclaimed(timezone.now())
    assert not DBTaskResult.objects.ready().exists()


def test_what_nobody_decides_about_loses_its_text_in_the_end(message):
    now = timezone.now()
    change(message, claimed_at=now - DECISION_PERIOD, failed_at=now)
    assert set_aside_undecided(now) == 0
    change(message, claimed_at=now - DECISION_PERIOD - timedelta(days=1))
    assert set_aside_undecided(now) == 1
    message.refresh_from_db()
    assert (bool(message.set_aside_at), message.body, stuck()) == (True, "", [])


def test_what_was_sent_long_ago_is_deleted(server, message):
    old = {"written_at": timezone.now() - SENT_RETENTION - timedelta(days=1)}
    change(message, **old)
    assert delete_sent_messages(timezone.now()) == 0
    deliver(message)
    assert delete_sent_messages(timezone.now()) == 1


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("claimed_before_its_outcome", {"failed_at": timezone.now()}),
        ("text_goes_with_the_outcome", {"claimed_at": timezone.now(), "sent_at": timezone.now()}),
        ("set_aside_at_a_moment", {"set_aside_by": 1}),
        (
            "tried_again_only_unclaimed",
            {"claimed_at": timezone.now(), "next_try_at": timezone.now()},
        ),
        (
            "has_one_outcome",
            dict.fromkeys(["claimed_at", "sent_at", "failed_at"], timezone.now()) | {"body": ""},
        ),
    ],
)
def test_what_cannot_be_is_refused_by_the_database(message, rule, fields):
    with pytest.raises(IntegrityError, match=f"outgoing_message_{rule}"):
        change(message, **fields)
