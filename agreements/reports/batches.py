"""Rendering the summaries of all members in worker processes; whoever stops loses nothing.

Each task takes one waiting summary after the other for a while, and is then queued again behind
mail and other work, so that any number of workers share a batch and nobody waits for it. A worker
that is killed leaves the summary it was at marked as begun: it is taken again after some minutes,
by a task that looks again, or by a person who resumes the batch. What is made stays made.
"""

import gc
import logging
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from tempfile import SpooledTemporaryFile
from time import monotonic
from zipfile import ZIP_STORED, ZipFile

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agreements.accessions.models import Accession
from agreements.accessions.queries import in_force
from agreements.documents import archive
from agreements.documents.left_out import NOTICE, notice
from agreements.documents.responses import safe_filename
from agreements.frameworks.models import FrameworkAgreement
from agreements.reports.documents import agreement_summary
from agreements.reports.models import SummaryBatch, SummaryInBatch
from municipalities.people.models import User
from municipalities.refusals import refusal_text
from municipalities.worker.kinds import repeatable_task

logger = logging.getLogger(__name__)

WORKERS = 4
"""Tasks per batch: more workers than that do not share one."""
SECONDS_PER_TASK = 60
"""How long a task renders before it lets other work in between."""
LOW_PRIORITY = -50
"""The priority of summaries: nobody waits for them in front of the screen."""
MAX_RENDERING_TIME = timedelta(minutes=5)
"""A summary that was begun longer ago belonged to a worker that stopped."""
COLLECT_EVERY = 10
"""Documents between two garbage collections."""
IN_MEMORY = 32 * 1024 * 1024
"""Bytes of a zip above which it is written to disk."""


@transaction.atomic
def start_batch(
    framework: FrameworkAgreement, *, as_of: date, by: User, now: datetime
) -> SummaryBatch:
    """Queue the summaries of everyone who has joined a framework agreement."""
    batch = SummaryBatch.objects.create(
        framework=framework, as_of=as_of, requested_at=now, requested_by=by
    )
    members = Accession.objects.filter(in_force(), framework=framework)
    SummaryInBatch.objects.bulk_create(
        SummaryInBatch(batch=batch, organisation_id=organisation)
        for organisation in members.order_by("organisation").values_list("organisation", flat=True)
    )
    _enqueue(batch)
    return batch


@transaction.atomic
def resume_batch(batch: SummaryBatch, *, now: datetime) -> None:
    """Put back what failed or was left by a worker that stopped, and go on."""
    stopped = Q(begun_at__lte=now - MAX_RENDERING_TIME) | ~Q(error="")
    batch.summaries.filter(stopped, sha256="").update(begun_at=None, error="")
    _enqueue(batch)


def _enqueue(batch: SummaryBatch) -> None:
    for _ in range(WORKERS):
        render_summaries.using(priority=LOW_PRIORITY).enqueue(batch.pk)


@repeatable_task
def render_summaries(batch_id) -> None:
    """Render one waiting summary after the other; what is left has a task again."""
    batch = SummaryBatch.objects.get(pk=batch_id)
    some_wait = _render_for_a_while(batch)
    if some_wait:
        render_summaries.using(priority=LOW_PRIORITY).enqueue(batch_id)
    elif batch.summaries.filter(sha256="", error="").exists():
        look_again_at = timezone.now() + MAX_RENDERING_TIME
        again = render_summaries.using(priority=LOW_PRIORITY, run_after=look_again_at)
        again.enqueue(batch_id)


def _render_for_a_while(batch: SummaryBatch) -> bool:
    """Render until none waits, or the turn is over; returns whether some may wait."""
    ends_at = monotonic() + SECONDS_PER_TASK
    with paused_garbage_collection() as rendered:
        while summary := claim_waiting(batch):
            render_one(summary, as_of=batch.as_of)
            rendered()
            if monotonic() >= ends_at:
                return True
    return False


def claim_waiting(batch: SummaryBatch) -> SummaryInBatch | None:
    """The next summary that nobody is at, now begun; None when there is none."""
    waiting = Q(begun_at=None) | Q(begun_at__lte=timezone.now() - MAX_RENDERING_TIME)
    with transaction.atomic():
        summary = (
            SummaryInBatch.objects.select_for_update(skip_locked=True, of=["self"])
            .select_related("organisation")
            .filter(waiting, batch=batch, sha256="", error="")
            .first()
        )
        if summary:
            summary.begun_at = timezone.now()
            summary.save(update_fields=["begun_at"])
    return summary


def render_one(summary, *, as_of: date) -> None:
    """Render and keep one summary; what goes wrong is kept, and the others go on."""
    try:
        summary.sha256 = archive.keep(agreement_summary(summary.organisation, as_of=as_of))
    except Exception as error:
        logger.exception("The summary of %s could not be made.", summary.organisation)
        summary.error = refusal_text(error)
    summary.save(update_fields=["sha256", "error"])


@contextmanager
def paused_garbage_collection():
    """Hold the garbage collector back between documents: its pauses hit every seventh."""
    done = count(1)

    def rendered() -> None:
        if next(done) % COLLECT_EVERY == 0:
            gc.collect()

    gc.disable()
    try:
        yield rendered
    finally:
        gc.enable()


def progress(batch: SummaryBatch, *, now: datetime):
    """How many summaries there are, are made, have failed, and were left by a stopped worker."""
    summaries = batch.summaries
    stopped = summaries.filter(sha256="", error="", begun_at__lte=now - MAX_RENDERING_TIME)
    return {
        "total": summaries.count(),
        "made": summaries.exclude(sha256="").count(),
        "failed": summaries.exclude(error="").count(),
        "stopped": stopped.count(),
    }


def zipped(batch: SummaryBatch) -> SpooledTemporaryFile[bytes]:
    """A file with the zip of all summaries that are made, named by organisation.

    It goes on without one that is damaged, says so, and that one counts as failed from then on.
    """
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    left_out = {}
    with ZipFile(file, "w", ZIP_STORED) as archive_file:
        for summary in batch.summaries.exclude(sha256="").select_related("organisation"):
            organisation = summary.organisation
            name = safe_filename(f"{organisation.name}-{organisation.organisation_number}.pdf")
            try:
                archive_file.writestr(name, archive.read(summary.sha256))
            except archive.DamagedFileError as error:
                left_out[summary.pk] = name
                lost = batch.summaries.filter(pk=summary.pk)
                lost.update(sha256="", error=refusal_text(error))
        if left_out:
            archive_file.writestr(NOTICE, notice(left_out.values()))
    file.seek(0)
    return file
