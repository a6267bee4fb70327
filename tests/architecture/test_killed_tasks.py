"""A worker is killed once in the middle of every kind of task; what it was at is done all the same.

In the middle: at its first write, which waits for a lock that the test holds.
"""

import os
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.models import Count, F
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.accessions import mail as accession_mail
from agreements.accessions.issuing import issue_declaration_soon
from agreements.accessions.queries import without_declaration
from agreements.approvals import mail as approvals_mail
from agreements.approvals.actions import answer_question, return_order, withdraw_order
from agreements.digests import mail as digest_mail
from agreements.digests.actions import choose_mail
from agreements.dispatch import mail as dispatch_mail
from agreements.dispatch.holds import stop_order
from agreements.dispatch.queries import MAX_SENDING_TIME, unfinished_dispatches
from agreements.dispatch.sending import approve_and_send, send_dispatch
from agreements.evidence.actions import make_requested_pack, request_pack
from agreements.models import (
    DeliveryAttempt,
    Dispatch,
    EvidencePack,
    IssuedDocument,
    LineSettlement,
    PriceImport,
    Proposal,
    SummaryInBatch,
)
from agreements.price_imports.actions import read_in_worker
from agreements.reports.batches import render_summaries
from agreements.reseller_answers import mail as reseller_answers_mail
from agreements.reseller_answers.proposals import Decision, decline_proposal
from agreements.trueups import mail as true_up_mail
from municipalities.models import Membership, OutgoingMessage, RegistryRun
from municipalities.officer_mail.models import Subject
from municipalities.outbox.actions import deliver_message, write_message
from municipalities.outbox.queries import stuck_messages
from municipalities.people import mail as people_mail
from municipalities.people.ks_roles import give_role
from municipalities.people.models import Role
from municipalities.registry.asking import ask_registry
from tests import agreement_factories as make
from tests.architecture.scene import build
from tests.architecture.test_tasks import tasks
from tests.municipalities.registry.server import Registry, serving
from tests.worker_process import expire_heartbeats, is_done, kill, wait_until, worker

pytestmark = pytest.mark.load

WRITTEN = [
    DeliveryAttempt,
    IssuedDocument,
    OutgoingMessage,
    PriceImport,
    RegistryRun,
    SummaryInBatch,
]
"""The first of what each kind of task writes is among these."""


def every_kind(scene):
    """Each task, and what it is about: (task, arguments)."""
    home, now = scene.nordvik, timezone.now()
    people = home.people
    answer_question(home.asked_about, answer="Ja", by=people.orderer, now=now)
    question = home.asked_about.questions.get().pk
    settlements = LineSettlement.objects.exclude(settled_by=None).values_list("pk", flat=True)[:1]
    proposal = Proposal.objects.filter(order=home.change.order).get()
    response = proposal.response_id
    yield approvals_mail.notify_approvers, [home.submitted.pk]
    return_order(home.submitted, by=people.approver, reason="Feil", now=now)
    withdraw_order(home.asked_about, by=people.orderer, now=now)
    held = home.held.order
    yield dispatch_mail.notify_of_hold, [held.pk]
    stop_order(held, by=people.approver, reason="Utgått", now=now)
    yield dispatch_mail.notify_of_stop, [held.pk]
    yield approvals_mail.send_question, [question]
    yield approvals_mail.send_answer, [question]
    yield approvals_mail.notify_submitter, [home.submitted.pk]
    yield approvals_mail.notify_of_withdrawal, [home.asked_about.pk]
    yield dispatch_mail.send_new_link, [home.sent.pk, people.orderer.pk]
    yield dispatch_mail.notify_of_sending, [home.sent.pk]
    yield reseller_answers_mail.notify_of_answer, [response]
    yield reseller_answers_mail.notify_of_recording, [list(settlements)]
    yield reseller_answers_mail.notify_of_proposal, [proposal.pk]
    yield reseller_answers_mail.request_proposal_approval, [proposal.pk]
    decline_proposal(proposal, Decision(by=people.approver, now=now, reply="Nei takk"))
    yield reseller_answers_mail.notify_of_decision, [proposal.pk, people.orderer.pk]
    yield reseller_answers_mail.send_reply, [proposal.pk]
    yield accession_mail.notify_signatory, [home.accession.pk]
    yield true_up_mail.send_true_up_request, [home.true_up.pk]
    make.signed_counts(home.true_up, by=people.signatory)
    yield true_up_mail.notify_reseller_of_decrease, [home.true_up.pk]
    asked = Membership.objects.filter(organisation=home.organisation).last()
    yield people_mail.send_role_requests, [[asked.pk]]
    yield people_mail.send_decision, [[asked.pk]]
    yield people_mail.send_invitation, [[scene.invitation_to_ulrik.pk]]
    change = give_role(
        home.organisation,
        email=scene.cast.ulrik.email,
        role=Role.READER,
        reason="Leser",
        by=scene.cast.kari,
        now=now,
    )
    yield people_mail.send_role_changes, [[change.pk]]
    choose_mail(scene.cast.kari, daily=[Subject.CASES], immediate=[Subject.CASES])
    yield accession_mail.notify_officers, [home.accession.pk]
    yield digest_mail.send_digest, [scene.cast.kari.pk, [["Role requests", 1, "/ks/"]]]
    yield from kinds_that_make_something(scene)


def kinds_that_make_something(scene):
    """The tasks that write more than mail."""
    home, now = scene.nordvik, timezone.now()
    yield issue_declaration_soon, [without_declaration().first().pk]
    pack = request_pack(
        home.organisation, as_of=timezone.localdate(), by=home.people.orderer, now=now
    )
    yield make_requested_pack, [pack.pk]
    yield read_in_worker, [scene.prices_left.pk]
    yield render_summaries, [scene.batch.pk]
    yield ask_registry, []
    order = make.order(home.agreement, by=home.people.orderer, lines={home.ordered: 1})
    approve_and_send(order, by=home.people.approver, now=now)
    yield send_dispatch, [Dispatch.objects.get(order=order).pk]
    write_message("nils@nordvik.example", subject="Emne", body="Tekst")
    yield deliver_message, [OutgoingMessage.objects.last().pk]


@contextmanager
def nobody_may_write():
    """Hold the tables that tasks write to, so that each stops at its first write."""
    names = ", ".join(model._meta.db_table for model in WRITTEN)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")
        yield


def somebody_waits():
    """Whether a worker waits for one of these tables, in this database."""
    tables = [model._meta.db_table for model in WRITTEN]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " JOIN pg_class c ON c.oid = l.relation"
            " WHERE NOT l.granted AND d.datname = current_database() AND c.relname = ANY(%s))",
            [tables],
        )
        return cursor.fetchone()[0]


def kill_in_the_middle(row):
    """Let a worker begin, and kill it where it writes first; one that never writes is seen."""
    with nobody_may_write(), worker() as process:
        wait_until(lambda: somebody_waits() or has_ended(row))
        row.refresh_from_db()
        assert row.status == TaskResultStatus.RUNNING, (row.task_path, row.traceback)
        kill(process)
    expire_heartbeats()


def has_ended(row):
    row.refresh_from_db()
    return row.status in {TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED}


def chosen(kinds):
    """In the suite a few mails, and all that is more than mail; with EVERY_KIND=1 all of them."""
    kinds = list(kinds)
    return kinds if os.environ.get("EVERY_KIND") else kinds[:2] + kinds[-7:]


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_every_kind_of_task_survives_its_worker(settings, tmp_path):
    with serving(Registry()) as address:
        settings.ENHETSREGISTERET_URL = address
        check_every_kind(settings, tmp_path)


def check_every_kind(settings, tmp_path):
    mailbox = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": mailbox, "OPTIONS": {"file_path": tmp_path}}}
    killed, unfinished = {}, []
    scene = build()
    before = set(OutgoingMessage.objects.values_list("pk", flat=True))  # without their tasks
    for task, arguments in chosen(every_kind(scene)):
        DBTaskResult.objects.all().delete()
        task.enqueue(*arguments)
        row = DBTaskResult.objects.get()
        kill_in_the_middle(row)
        row.refresh_from_db()
        killed[task.module_path] = row.status
        with worker():
            wait_until(is_done)
        row.refresh_from_db()
        if row.status != TaskResultStatus.SUCCESSFUL or len(row.worker_ids) != 2:
            unfinished.append((task.module_path, row.status, row.exception_class_path))
    left_out = set(tasks()) - set(killed)
    assert not (left_out and os.environ.get("EVERY_KIND")), left_out
    assert set(killed.values()) == {TaskResultStatus.RUNNING}
    assert unfinished == []
    check_what_became_of_it(scene, before)


def check_what_became_of_it(scene, before):
    """Each mail is written once; what is made is made; the rest stands before a person."""
    later = timezone.now() + MAX_SENDING_TIME
    twice = OutgoingMessage.objects.values("recipient", "subject", "body", "written_at")
    assert not twice.annotate(times=Count("pk")).filter(times__gt=1).exists()
    waiting = OutgoingMessage.objects.filter(sent_at=None).exclude(pk__in=before)
    assert set(waiting) <= set(stuck_messages(later))
    [unsent] = unfinished_dispatches(later).filter(claimed_at__gte=F("queued_at"), failed_at=None)
    assert unsent.is_stuck
    assert not EvidencePack.objects.filter(document=None).exists()
    assert not PriceImport.objects.filter(pk=scene.prices_left.pk, state="reading").exists()
    assert not scene.batch.summaries.filter(sha256="").exists()
