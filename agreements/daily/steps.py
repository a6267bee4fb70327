"""What each step does: a function of the moment that returns its report.

A step fails by raising, and is a transaction of its own or several. None needs what another did.
"""

from datetime import datetime, timedelta
from io import StringIO

from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from agreements.accessions.case_actions import remind_before_deadlines
from agreements.daily.models import DailyStep
from agreements.daily.queries import failed_steps
from agreements.digests.actions import send_digests
from agreements.documents.archive import delete_unfinished
from agreements.framework_administration.alerts import send_alerts
from agreements.frameworks.models import FrameworkAgreement
from agreements.order_totals.ceilings import mend_counts
from agreements.order_totals.renewals import renew_levels
from agreements.price_imports.failed_uploads import delete_failed_uploads
from agreements.trueups.actions import open_true_ups
from municipalities.outbox.actions import delete_sent_messages, set_aside_undecided

Step = DailyStep.Step

TASK_RETENTION = timedelta(days=28)
RUN_RETENTION = timedelta(days=365)


def carry_out_reforms(now: datetime) -> str:
    """The reforms whose day has come; one that is refused fails the step and stops no other."""
    return _report_of("carry_out_reforms")


def fix_price_levels(now: datetime) -> str:
    """The levels of renewed terms."""
    return f"{renew_levels(now)} agreements with price levels fixed anew."


def open_due_true_ups(now: datetime) -> str:
    """The true-ups whose window begins."""
    return f"{open_true_ups(now)} true-ups opened."


def remind(now: datetime) -> str:
    """Those whose time to answer runs out."""
    return f"{remind_before_deadlines(now)} organisations reminded."


def send_date_alerts(now: datetime) -> str:
    """The case officers, of dates to come."""
    return f"{send_alerts(now)} dates told."


def ask_registry(now: datetime) -> str:
    """What has changed in Enhetsregisteret."""
    return _report_of("refresh_register")


def count_ceilings(now: datetime) -> str:
    """What the ceilings count, against the orders; a ceiling that was wrong fails the step.

    What counts in no lot waits for KS, who sees it on the work list: nothing has failed.
    """
    frameworks = FrameworkAgreement.objects.order_by("pk")
    faults: list[str] = []
    for wrong, refusals in map(mend_counts, frameworks):
        faults += (f"{ceiling} was counted wrong and is mended." for ceiling in wrong)
        faults += (" ".join(refusal.messages) for refusal in refusals)
    if faults:
        raise CommandError("\n".join(faults))
    return "Every ceiling counts what is ordered."


def issue_declarations(now: datetime) -> str:
    """The declarations of accessions that the worker could not issue when KS countersigned."""
    return _report_of("issue_declarations")


def write_digests(now: datetime) -> str:
    """The case officers, of what waits, and of what failed tonight."""
    return f"{send_digests(now, failed_steps=len(failed_steps()))} case officers written to."


def clean_up(now: datetime) -> str:
    """What nobody needs any more: sessions, tasks, mail, unfinished files, old nightly runs.

    A task that failed waits until somebody has decided; mail that did not leave, for a month.
    """
    call_command("clearsessions")
    old_tasks = DBTaskResult.objects.successful().filter(finished_at__lt=now - TASK_RETENTION)
    tasks, _kinds = old_tasks.delete()
    given_up = set_aside_undecided(now)
    mails, files = delete_sent_messages(now), delete_failed_uploads(now)
    unfinished = delete_unfinished(now)
    DailyStep.objects.filter(began_at__lt=now - RUN_RETENTION).delete()
    return (
        f"Deleted: ended sessions, {tasks} finished tasks, {mails} sent mails, {files} price files "
        f"that failed, {unfinished} files that were never written in full. "
        f"Set aside: {given_up} mails that nobody decided about."
    )


def check_documents(now: datetime) -> str:
    """Every row has its file, whole: what is missing or damaged fails the step."""
    return _report_of("check_documents")


STEPS = {
    Step.REFORMS: carry_out_reforms,
    Step.PRICE_LEVELS: fix_price_levels,
    Step.TRUE_UPS: open_due_true_ups,
    Step.REMINDERS: remind,
    Step.ALERTS: send_date_alerts,
    Step.REGISTER: ask_registry,
    Step.CEILINGS: count_ceilings,
    Step.DECLARATIONS: issue_declarations,
    Step.CLEAN_UP: clean_up,
    Step.DOCUMENTS: check_documents,
    # The last, so that it tells what failed before it
    Step.DIGESTS: write_digests,
}


def _report_of(command) -> str:
    """Run a command of Django's; what it printed is the report, or part of why it failed."""
    printed = StringIO()
    try:
        call_command(command, stdout=printed, stderr=printed)
    except CommandError as refusal:
        raise CommandError(f"{printed.getvalue()}{refusal}") from refusal
    return printed.getvalue().strip()
