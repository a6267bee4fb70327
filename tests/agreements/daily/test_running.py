"""The nightly work: every step on its day, whatever becomes of the others."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.tasks import TaskResultStatus
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.daily.models import DailyStep
from agreements.daily.queries import late_steps
from agreements.daily.running import RUN_LOCK_ID, AlreadyRunning, run_steps
from agreements.daily.steps import STEPS
from agreements.documents import archive
from agreements.models import RenewedLevel, TrueUp
from municipalities.models import OutgoingMessage
from tests import agreement_factories as make
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db

Step = DailyStep.Step
IN_DECEMBER = datetime(2026, 12, 2, 1, tzinfo=UTC)
ON_NEW_YEARS_DAY = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)
NO_REGISTRY = "http://127.0.0.1:1"


@pytest.fixture
def agreement(cast):
    """Nordvik's, which has a true-up in December, and a new term on New Year's Day.

    The framework agreement ends soon, so that its case officers are told in December too.
    """
    framework = make.framework(ends_on=date(2027, 4, 1), accession_closes_on=date(2027, 3, 1))
    programme = make.programme(
        framework,
        name="Med prisnivå",
        levels=[("A", 0), ("B", 400)],
        level_measure="quantity",
        has_true_up=True,
        term_months=12,
    )
    accession = make.accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory, officer=cast.kari
    )
    agreement = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, programme=programme, starts_on=date(2026, 1, 1)
    )
    office = make.product(framework, name="Kontorpakke", net="100.00")
    make.ledger_entry(agreement, office, by=cast.nordvik.orderer, quantity=10)
    return agreement


@pytest.fixture
def no_mail_leaves(settings):
    """A mail server that takes nothing."""
    server = MailServer()
    server.fails["GREETING"] = 421
    settings.MAILERS = server.mailers
    yield server
    server.stop()


def run(at, steps=STEPS):
    with time_machine.travel(at, tick=False):
        return {run.step: run for run in run_steps(steps)}


def without_registry():
    return {step: work for step, work in STEPS.items() if step != Step.REGISTER}


def test_a_mail_server_that_is_away_stops_neither_levels_nor_true_ups(
    agreement, no_mail_leaves, run_tasks
):
    runs = run(IN_DECEMBER, without_registry())
    assert [one.error for one in runs.values() if one.error] == []
    assert TrueUp.objects.get().volume_licence_agreement == agreement
    assert not RenewedLevel.objects.exists()
    runs = run(ON_NEW_YEARS_DAY, without_registry())
    assert [one.error for one in runs.values() if one.error] == []
    assert RenewedLevel.objects.get().valid_from == date(2027, 1, 1)
    with time_machine.travel(ON_NEW_YEARS_DAY, tick=False):
        run_tasks()
    assert OutgoingMessage.objects.filter(sent_at=None, next_try_at__isnull=False).exists()
    assert no_mail_leaves.taken == []


@pytest.mark.django_db(transaction=True)
def test_a_step_that_breaks_the_connection_stops_no_other():
    done = []

    def break_off(now):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def follow(now):
        done.append(_is_locked_against_others())
        return ""

    runs = run(timezone.now(), {Step.TRUE_UPS: break_off, Step.ALERTS: follow})
    assert "terminat" in runs[Step.TRUE_UPS].error
    assert done == [True]
    assert DailyStep.objects.count() == 2
    assert not _is_locked_against_others()


def _is_locked_against_others():
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUN_LOCK_ID])
            return not cursor.fetchone()[0]
    finally:
        other.close()


@pytest.mark.parametrize("broken", STEPS)
def test_a_step_that_fails_stops_no_other(broken):
    done = []
    steps = {step: lambda now, step=step: done.append(step) or "" for step in STEPS}

    def fail(now):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    runs = run(IN_DECEMBER, steps | {broken: fail})
    assert done == [step for step in STEPS if step != broken]
    assert {step for step, one in runs.items() if one.error} == {broken}
    assert "division by zero" in runs[broken].error


def test_a_paper_that_is_missing_fails_its_step_and_stands_on_the_work_list(
    cast, signed_in, tmp_path, settings
):
    documents = settings.STORAGES["documents"]
    options = documents["OPTIONS"] | {"location": tmp_path / "documents"}
    settings.STORAGES = settings.STORAGES | {"documents": documents | {"OPTIONS": options}}
    paper = make.kept_document(cast.nordvik.organisation, by=cast.nordvik.orderer)
    step = {Step.DOCUMENTS: STEPS[Step.DOCUMENTS]}
    now = timezone.now()
    assert run(now, step)[Step.DOCUMENTS].report == "Every document has its file."
    name = archive.name_of(paper.sha256, paper.suffix)
    kept = archive.path_of(name)
    kept.rename(tmp_path / "away")
    failed = run(now + timedelta(minutes=1), step)[Step.DOCUMENTS]
    assert f"missing: {name}" in failed.error
    page = signed_in(cast.kari).get(reverse("work_list")).text
    assert "Sammenlign dokumentene med filene" in page
    (tmp_path / "away").rename(kept)
    assert run(now + timedelta(minutes=2), step)[Step.DOCUMENTS].error == ""


def test_the_command_reports_each_step_and_fails_where_one_failed(settings, capsys, agreement):
    settings.ENHETSREGISTERET_URL = NO_REGISTRY
    with pytest.raises(CommandError, match="1 of 11 steps failed: register"):
        call_command("run_daily")
    lines = capsys.readouterr().out
    assert [step for step in STEPS if f"{step.value} (" not in lines] == []
    assert [line for line in lines.splitlines() if "FAILED: " in line][0].startswith("register (")


def test_two_runs_at_once_are_one():
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [RUN_LOCK_ID])
        with pytest.raises(AlreadyRunning):
            run(IN_DECEMBER)
    finally:
        other.close()
    assert not DailyStep.objects.exists()


def test_what_nobody_needs_is_deleted():
    now = timezone.now()
    Session.objects.create(session_key="old", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(days=1))
    for status, days in [("SUCCESSFUL", 40), ("FAILED", 40), ("SUCCESSFUL", 1), ("READY", 40)]:
        DBTaskResult.objects.create(
            status=TaskResultStatus[status],
            finished_at=now - timedelta(days=days),
            args_kwargs={"args": [], "kwargs": {}},
            task_path="x.y",
            backend_name="default",
            run_after=now,
        )
    report = STEPS[Step.CLEAN_UP](now)
    assert report == (
        "Deleted: ended sessions, 1 finished tasks, 0 sent mails, 0 price files that failed, "
        "0 files that were never written in full. Set aside: 0 mails that nobody decided about."
    )
    assert [one.session_key for one in Session.objects.all()] == ["new"]
    statuses = sorted(DBTaskResult.objects.values_list("status", flat=True))
    assert statuses == ["FAILED", "READY", "SUCCESSFUL"]


def test_a_step_that_is_unknown_cannot_be_written():
    now = timezone.now()
    with pytest.raises(DatabaseError, match="daily_step_is_known"):
        DailyStep.objects.create(step="dance", began_at=now, ended_at=now)


def test_the_work_list_tells_what_failed_until_it_goes_well(cast, signed_in):
    def page():
        return signed_in(cast.kari).get(reverse("work_list")).content.decode()

    def fail(now):
        raise ValueError("Of all things")

    assert "er aldri kjørt" in page()
    now = timezone.now()
    run(now, {step: lambda now: "" for step in STEPS})
    run(now, {Step.TRUE_UPS: fail})
    assert "En del av nattarbeidet gikk galt" in page()
    assert "Åpne etterrapporteringer, " in page()
    assert "Of all things" not in page()
    run(now + timedelta(minutes=1), {Step.TRUE_UPS: lambda now: "0"})
    assert "nattarbeidet" not in page().lower()


def test_the_work_list_names_the_steps_of_a_run_that_was_cut_short(cast, signed_in):
    now = timezone.now()
    run(now - timedelta(hours=31), {step: lambda now: "" for step in STEPS})
    run(now, {step: lambda now: "" for step in [Step.REFORMS, Step.PRICE_LEVELS]})
    assert late_steps(now) == [
        step for step in STEPS if step not in {Step.REFORMS, Step.PRICE_LEVELS}
    ]
    page = signed_in(cast.kari).get(reverse("work_list")).content.decode()
    late = page[page.index("ikke gjort på mer enn et døgn") :][:1000]
    assert "Åpne etterrapporteringer" in late
    assert "Gjennomfør" not in late
