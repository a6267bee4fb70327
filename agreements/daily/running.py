"""Running the steps: each to its end, whatever becomes of the others."""

import logging
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone, translation

from agreements.daily.models import DailyStep
from agreements.daily.steps import STEPS

logger = logging.getLogger(__name__)

RUN_LOCK_ID = 7_404_111
"""The key of the lock that one run holds."""


class AlreadyRunning(Exception):
    """Another process is at the nightly work just now."""


def run_steps(steps=STEPS):
    """Run every step; yields what became of each, which is kept. Raises AlreadyRunning."""
    with _exclusive(), translation.override("en"):
        for step, work in steps.items():
            yield _run(step, work)


def _run(step, work) -> DailyStep:
    began_at, report, error = timezone.now(), "", ""
    try:
        report = work(began_at)
    except Exception as failure:
        logger.exception("The nightly step %s failed.", step.value)
        error = str(failure) or type(failure).__name__
        _reconnect()
    return DailyStep.objects.create(
        step=step, began_at=began_at, ended_at=timezone.now(), report=report, error=error
    )


def _reconnect() -> None:
    """Connect anew where the step broke the connection, which took the lock with it."""
    if not connection.is_usable():
        connection.close()
        _lock()


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUN_LOCK_ID])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning


@contextmanager
def _exclusive():
    _lock()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK_ID])
