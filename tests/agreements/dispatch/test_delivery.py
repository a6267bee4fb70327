"""A message that surely did not leave is tried again; any other is left to a person."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.dispatch.queries import unfinished_dispatches
from agreements.dispatch.sending import PAUSES, approve_and_send, send_dispatch
from agreements.models import DeliveryAttempt, Dispatch
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
def dispatch(cast, order):
    """The message of an approved order; nothing else waits in the queue."""
    DBTaskResult.objects.all().delete()
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    DBTaskResult.objects.all().delete()
    return Dispatch.objects.get()


def send(dispatch):
    send_dispatch.call(dispatch.pk)
    dispatch.refresh_from_db()


def outcomes():
    return list(DeliveryAttempt.objects.values_list("outcome", flat=True))


@pytest.mark.parametrize(
    ("place", "code", "outcome"),
    [
        ("GREETING", 421, "not_left"),
        ("MAIL", 451, "not_left"),
        ("MAIL", 550, "stopped"),
        ("RCPT", 450, "not_left"),
        ("RCPT", 550, "stopped"),
        ("DATA", 452, "not_left"),
        ("DATA", 554, "stopped"),
        ("CONTENT", 451, "not_left"),
        ("CONTENT", 552, "stopped"),
        ("CONTENT", HANG_UP, "doubtful"),
    ],
)
def test_only_what_surely_did_not_leave_is_tried_again(server, dispatch, place, code, outcome):
    server.fails = {place: code}
    send(dispatch)
    tried_again = outcome == "not_left"
    assert outcomes() == [outcome]
    assert bool(dispatch.next_try_at) == tried_again
    assert DBTaskResult.objects.count() == tried_again
    assert bool(unfinished_dispatches(timezone.now()).get().is_stuck) != tried_again
    assert dispatch.error
    assert (server.taken, dispatch.order.state) == ([], "approved")


def test_it_goes_out_when_the_server_is_back(server, dispatch, run_tasks):
    server.fails = {"GREETING": 421}
    send(dispatch)
    server.fails = {}
    run_tasks()
    assert server.taken == []
    with time_machine.travel(dispatch.next_try_at):
        run_tasks()
    dispatch.refresh_from_db()
    assert (outcomes(), len(server.taken)) == (["not_left", "sent"], 1)
    assert (dispatch.order.state, dispatch.error, dispatch.next_try_at) == ("sent", "", None)
    assert not DBTaskResult.objects.filter(task_path__endswith="send_dispatch").exists()


def test_after_the_last_pause_a_person_must_look(server, dispatch, run_tasks):
    server.fails = {"RCPT": 450}
    send(dispatch)
    pauses = []
    while dispatch.next_try_at:
        pauses.append(dispatch.next_try_at - dispatch.attempts.last().ended_at)
        with time_machine.travel(dispatch.next_try_at, tick=False):
            run_tasks()
        dispatch.refresh_from_db()
    assert [round(pause / timedelta(minutes=1)) for pause in pauses] == [
        *(1, 5, 30, 120),
        *[240] * 8,
    ]
    assert outcomes() == ["not_left"] * (len(PAUSES) + 1)
    assert unfinished_dispatches(timezone.now()).get().is_stuck


def test_a_goodbye_that_fails_does_not_send_twice(server, dispatch):
    server.fails = {"QUIT": 500}
    send(dispatch)
    assert (outcomes(), len(server.taken)) == (["sent"], 1)


@pytest.mark.parametrize("statement", ["UPDATE {} SET error = 'x'", "DELETE FROM {}"])
def test_an_attempt_stays_as_it_is(server, dispatch, statement):
    send(dispatch)
    with (
        pytest.raises(DatabaseError, match="Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("agreements_deliveryattempt"))


def test_the_order_and_the_case_officers_pages_tell_it(cast, server, dispatch, signed_in):
    server.fails = {"RCPT": 450}
    send(dispatch)
    order_page = signed_in(cast.nordvik.orderer).get(dispatch.order.get_absolute_url()).text
    officer = signed_in(cast.kari)
    pages = [order_page, officer.get(reverse("ks_dispatch", args=[dispatch.pk])).text]
    assert all("said to RCPT" in page for page in pages)
    assert "said to RCPT" in officer.get(reverse("ks_dispatches")).text
