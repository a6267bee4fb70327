"""Mail is held where the database is not where mail was let go, and waits in its queue."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from municipalities.mail_hold import switch
from municipalities.mail_hold.place import this_place
from municipalities.models import MailSwitch, OutgoingMessage
from municipalities.outbox.actions import write_message
from municipalities.outbox.delivery import UnreachableError, send_to_mail_server
from municipalities.worker.running import TaskWorker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_switch")]


def restored():
    """As in a copy of the database: the same content at another place."""
    MailSwitch.objects.update(place="elsewhere")


def said(command):
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue().strip()


def test_a_new_database_lets_mail_go():
    [first] = MailSwitch.objects.all()
    assert (first.is_first, first.is_held, first.place) == (True, False, this_place())
    assert not switch.mail_is_held()
    assert said("release_mail") == "Mail was not held."


def test_a_restored_database_holds_it_until_it_is_released():
    restored()
    assert switch.mail_is_held()
    assert said("release_mail") == "Mail leaves again."
    assert not switch.mail_is_held()


def test_the_place_is_of_this_server_this_database_and_this_table():
    before = this_place()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE municipalities_mailswitch RENAME TO the_old_one")
        cursor.execute("CREATE TABLE municipalities_mailswitch (LIKE the_old_one)")
    assert before.count("/") == 3
    assert this_place() != before


def test_it_is_held_by_hand_too():
    assert said("hold_mail").startswith("Mail is held.")
    assert switch.mail_is_held()
    said("hold_mail")
    assert MailSwitch.objects.filter(is_held=True).count() == 1
    switch.release_mail(timezone.now())
    assert not switch.mail_is_held()


def test_a_worker_leaves_mail_in_the_queue_while_it_is_held():
    restored()
    worker = TaskWorker("w")
    assert worker.excluded_queue_names == ["mail"]
    switch.release_mail(timezone.now())
    assert worker.excluded_queue_names == []


def test_mail_is_queued_where_it_is_held():
    with transaction.atomic():
        write_message("a@nordvik.example", subject="S", body="B", is_awaited=True)
        write_message("b@nordvik.example", subject="S", body="B")
    assert set(DBTaskResult.objects.values_list("queue_name", flat=True)) == {"mail"}
    assert OutgoingMessage.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_no_mail_is_handed_over_whoever_asks():
    switch.hold_mail(timezone.now())
    with pytest.raises(UnreachableError):
        send_to_mail_server(None)


def test_numbers_are_skipped_once_after_a_restoring():
    now = timezone.now()
    before = now - timedelta(days=1)
    assert switch.numbers_to_skip(since=before, now=now) == 0
    restored()
    assert switch.numbers_to_skip(since=before, now=now) == switch.NUMBERS_SKIPPED
    assert switch.numbers_to_skip(since=now, now=timezone.now()) == 0
    switch.release_mail(timezone.now())
    assert switch.numbers_to_skip(since=now, now=timezone.now()) == 0
    assert switch.numbers_to_skip(since=None, now=timezone.now()) == switch.NUMBERS_SKIPPED


def test_a_database_begins_once():
    with pytest.raises(IntegrityError, match="mail_switch_begins_once"):
        MailSwitch.objects.create(
            is_held=False, is_first=True, place=this_place(), turned_at=timezone.now()
        )
