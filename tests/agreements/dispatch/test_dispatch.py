"""An approved order reaches its reseller at most once, and what went wrong is seen."""

import socket
from datetime import timedelta
from functools import partial
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from agreements.dispatch.queries import (
    CLAIM_TIMEOUT,
    MAX_SENDING_TIME,
    SEND_TIMEOUT,
    unfinished_dispatches,
)
from agreements.dispatch.sending import (
    approve_and_send,
    mark_arrived,
    requeue_unclaimed,
    retry_dispatch,
    send_dispatch,
)
from agreements.models import Dispatch, OrderStep

pytestmark = pytest.mark.django_db

RESELLER = "ordre@fjordforhandleren.example"


@pytest.fixture
def dispatch(cast, order):
    """The queued message of an approved order."""
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    return Dispatch.objects.get()


@pytest.fixture
def mail_server(settings):
    """A mail server that does not answer, on a port nobody listens on, until `repair()`."""
    answering = settings.MAILERS
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port},
        }
    }

    def repair():
        settings.MAILERS = answering

    return SimpleNamespace(repair=repair)


def to_the_reseller():
    """The messages that have left for the reseller."""
    return [message for message in mail.outbox if message.to == [RESELLER]]


def stuck():
    """What the case officers must look at."""
    return list(unfinished_dispatches(timezone.now()).filter(is_stuck=True))


def begin_sending(dispatch, *, ago=timedelta(0)):
    """A worker began to send, and is still at it, or stopped in the middle."""
    Dispatch.objects.filter(pk=dispatch.pk).update(claimed_at=timezone.now() - ago)


def test_the_message_carries_the_order_as_pdf(dispatch, run_tasks):
    run_tasks()
    [message] = to_the_reseller()
    order = dispatch.order
    assert message.reply_to == [order.submitted_by.email]
    assert message.subject == f"Ny bestilling {order.number} fra {order.organisation.name}"
    [(name, content, kind)] = message.attachments
    assert (name, kind) == (f"{order.number}.pdf", "application/pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "Kontorpakke" in text
    assert order.buyer_reference in message.body


def test_the_order_is_sent_when_the_message_has_left(dispatch, run_tasks):
    run_tasks()
    dispatch.refresh_from_db()
    assert dispatch.sent_at is not None
    assert dispatch.order.state == "sent"
    assert OrderStep.objects.get(state="sent").by is None


def test_a_task_that_runs_twice_sends_once(dispatch):
    send_dispatch.call(dispatch.pk)
    send_dispatch.call(dispatch.pk)
    assert len(to_the_reseller()) == 1


def test_a_failed_message_can_be_sent_again(dispatch, mail_server, run_tasks):
    Dispatch.objects.update(claimed_at=timezone.now(), failed_at=timezone.now(), error="Nei")
    assert stuck() == [dispatch]
    mail_server.repair()
    retry_dispatch(dispatch, now=timezone.now())
    run_tasks()
    dispatch.refresh_from_db()
    assert (dispatch.order.state, dispatch.error) == ("sent", "")
    assert len(to_the_reseller()) == 1


def test_an_interrupted_message_is_never_sent_again_by_itself(dispatch, run_tasks):
    begin_sending(dispatch, ago=MAX_SENDING_TIME)
    run_tasks()
    assert to_the_reseller() == []
    assert stuck() == [dispatch]


def test_a_case_officer_may_know_that_an_interrupted_message_arrived(cast, dispatch):
    begin_sending(dispatch, ago=MAX_SENDING_TIME)
    mark_arrived(dispatch, by=cast.kari, now=timezone.now())
    assert stuck() == []
    assert OrderStep.objects.get(state="sent").by == cast.kari


def in_the_queue(dispatch, run_tasks):
    """The worker has not come to it."""


def being_sent(dispatch, run_tasks):
    """A worker is at it."""
    begin_sending(dispatch)


def sent(dispatch, run_tasks):
    """It has left."""
    run_tasks()


@pytest.mark.parametrize("situation", [in_the_queue, being_sent, sent])
@pytest.mark.parametrize("act", [retry_dispatch, partial(mark_arrived, by=None)])
def test_only_what_is_stuck_is_sent_again_or_marked(dispatch, run_tasks, situation, act):
    situation(dispatch, run_tasks)
    with pytest.raises(ValidationError):
        act(dispatch, now=timezone.now())
    assert stuck() == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_message_speaks_the_organisations_written_standard(dispatch, language):
    organisation = dispatch.order.organisation
    organisation.written_standard = language
    organisation.save()
    send_dispatch.call(dispatch.pk)
    with translation.override(language):
        closing = gettext("This message is sent automatically by KS Lisens.")
    assert mail.outbox[0].body.strip().endswith(closing)


@pytest.fixture
def left_in_the_queue(dispatch):
    """Nobody has begun to send: the worker was away, and the task is lost."""
    DBTaskResult.objects.all().delete()
    Dispatch.objects.update(queued_at=timezone.now() - CLAIM_TIMEOUT)
    return dispatch


def test_what_nobody_has_begun_is_queued_again_once(left_in_the_queue, run_tasks):
    for _sweep in range(2):
        requeue_unclaimed(timezone.now())
    assert DBTaskResult.objects.count() == 1
    run_tasks()
    assert len(to_the_reseller()) == 1


@pytest.mark.parametrize("situation", [in_the_queue, being_sent, sent])
def test_only_what_waits_too_long_is_queued_again(dispatch, run_tasks, situation):
    situation(dispatch, run_tasks)
    DBTaskResult.objects.all().delete()
    requeue_unclaimed(timezone.now())
    assert not DBTaskResult.objects.exists()


def test_what_nobody_has_begun_stands_before_a_person_who_can_send_it(
    cast, left_in_the_queue, signed_in, run_tasks
):
    Dispatch.objects.update(queued_at=timezone.now() - MAX_SENDING_TIME)
    assert stuck() == [left_in_the_queue]
    officer = signed_in(cast.kari)
    page = officer.get(reverse("ks_dispatches")).text
    assert "Ikke påbegynt" in page
    assert reverse("ks_dispatch_mark_sent", args=[left_in_the_queue.pk]) not in page
    with pytest.raises(ValidationError) as refusal:
        mark_arrived(left_in_the_queue, by=cast.kari, now=timezone.now())
    assert refusal.value.code == "not_begun"
    officer.post(reverse("ks_dispatch_retry", args=[left_in_the_queue.pk]))
    run_tasks()
    assert len(to_the_reseller()) == 1


def test_what_is_tried_for_an_hour_stands_before_a_person_too(dispatch):
    now = timezone.now()
    Dispatch.objects.update(queued_at=now - SEND_TIMEOUT, next_try_at=now + timedelta(hours=2))
    assert stuck() == [dispatch]
