"""A backup restored elsewhere: what waited there leaves when it is released, and once."""

import os
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from agreements.dispatch.queries import MAX_SENDING_TIME
from agreements.dispatch.sending import approve_and_send, mark_arrived
from agreements.models import Dispatch, Order
from agreements.orders.states import OrderState
from municipalities.mail_hold.place import this_place
from municipalities.mail_hold.switch import NUMBERS_SKIPPED
from municipalities.models import MailSwitch, WorkerHeartbeat
from municipalities.outbox.delivery import MAIL_IS_HELD
from tests import agreement_factories as make
from tests.mail_server import MailServer
from tests.worker_process import wait_until

pytestmark = pytest.mark.load

SECONDS_HELD = 4
"""Several looks of the worker into its queue."""


def url_of(name):
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()


@pytest.fixture
def mail_server():
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def order(cast, agreement, office):
    """Approved, and its message waits in the queue."""
    made = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    approve_and_send(made, by=cast.nordvik.approver, now=timezone.now())
    return made


@pytest.fixture
def copy(order, tmp_path):
    """A dump of the database, restored into a new one; answers its URL."""
    here_now = {"is_held": False, "place": this_place(), "turned_at": timezone.now()}
    MailSwitch.objects.update_or_create(is_first=True, defaults=here_now)
    name, here = f"{connection.settings_dict['NAME']}_copy", connection.settings_dict["NAME"]
    dump = str(tmp_path / "database.dump")
    subprocess.run(["pg_dump", "--format=custom", "--file", dump, url_of(here)], check=True)
    with closing(psycopg2.connect(settings.DATABASE_URL)) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            subprocess.run(["pg_restore", "--no-owner", "--dbname", url_of(name), dump], check=True)
            yield url_of(name)
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.usefixtures("mail_switch")
@pytest.mark.django_db(transaction=True)
def test_a_restored_queue_waits_and_then_leaves_once(copy, order, mail_server):
    host, port = mail_server.server.server_address
    variables = os.environ | {
        "DATABASE_URL": copy,
        "MAIL_BACKEND": "smtp",
        "MAIL_HOST": host,
        "MAIL_PORT": str(port),
    }

    def manage(command):
        return [sys.executable, "manage.py", command]

    worker = subprocess.Popen(manage("run_worker"), cwd=settings.BASE_DIR, env=variables)
    try:
        with closing(psycopg2.connect(copy)) as restored, restored.cursor() as cursor:
            restored.autocommit = True

            def is_done():
                cursor.execute("SELECT sent_at FROM agreements_dispatch")
                return cursor.fetchone()[0] is not None

            def lives():
                cursor.execute("SELECT count(*) FROM municipalities_workerheartbeat")
                return cursor.fetchone()[0] > 0

            wait_until(lives)
            time.sleep(SECONDS_HELD)
            assert mail_server.taken == []
            subprocess.run(manage("release_mail"), cwd=settings.BASE_DIR, env=variables, check=True)
            wait_until(is_done)
            time.sleep(SECONDS_HELD)
        file = f'filename="{order.number}.pdf"'.encode()
        assert [file in message for message in mail_server.taken].count(True) == 1
    finally:
        worker.terminate()
        worker.wait()


@pytest.mark.usefixtures("mail_switch")
@pytest.mark.django_db
def test_the_numbers_given_after_the_backup_are_not_given_again(cast, agreement, office, order):
    MailSwitch.objects.update(place="elsewhere")
    first, second = (
        make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}) for _time in range(2)
    )
    assert first.sequence == order.sequence + 1 + NUMBERS_SKIPPED
    assert second.sequence == first.sequence + 1
    call_command("release_mail")
    third = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    assert third.sequence == second.sequence + 1


@pytest.mark.usefixtures("mail_switch")
@pytest.mark.django_db
def test_a_person_marks_what_left_after_the_backup(cast, order, signed_in):
    MailSwitch.objects.update(place="elsewhere")
    Dispatch.objects.update(queued_at=timezone.now() - MAX_SENDING_TIME)
    now = timezone.now()
    WorkerHeartbeat.objects.create(worker_id="w", started_at=now, seen_at=now)
    officer = signed_in(cast.kari)
    for name in ("work_list", "ks_dispatches"):
        assert "Ingen e-post går ut fra portalen" in officer.get(reverse(name)).text
    dispatch = Dispatch.objects.get()
    assert "som å sende e-post, er i gang" not in officer.get(reverse("work_list")).text
    address = reverse("ks_dispatch_mark_sent", args=[dispatch.pk])
    assert address in officer.get(reverse("ks_dispatches")).text
    mark_arrived(dispatch, by=cast.kari, now=timezone.now())
    assert Order.objects.get(pk=order.pk).state == OrderState.SENT
    call_command("release_mail")
    assert "Ingen e-post går ut" not in officer.get(reverse("work_list")).text


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "All e-post holdes tilbake."), ("nn", "All e-post blir halden tilbake.")],
)
@pytest.mark.usefixtures("mail_switch")
@pytest.mark.django_db
def test_an_order_that_met_the_switch_says_so_in_the_reader_s_language(
    cast, order, signed_in, language, words
):
    """The worker keeps the sentence in English; who reads it has a language of their own."""
    now = timezone.now()
    Dispatch.objects.update(queued_at=now - timedelta(days=1), next_try_at=now, error=MAIL_IS_HELD)
    officer = signed_in(cast.kari)
    officer.cookies["django_language"] = language
    assert f"Feilmelding: {words}" in officer.get(reverse("ks_dispatches")).text
    arrival = reverse("ks_dispatch_mark_sent", args=[Dispatch.objects.get().pk])
    assert words in officer.get(arrival).text
    assert MAIL_IS_HELD not in officer.get(arrival).text
