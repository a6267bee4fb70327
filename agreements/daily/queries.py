"""Whether the nightly work is done."""

from datetime import timedelta

from agreements.daily.models import DailyStep

AT_LEAST_EVERY = timedelta(hours=30)
"""A night, and a morning to notice it."""


def failed_steps():
    """The newest run of each step that failed the last time."""
    newest = DailyStep.objects.order_by("step", "-began_at", "-pk").distinct("step")
    return [run for run in newest if run.error]


def last_run():
    """When any step was last begun; None before the first time."""
    newest = DailyStep.objects.first()
    return newest and newest.began_at


def nightly_work(now):
    """What the work list says of the nightly work."""
    began_at = last_run()
    return {
        "began_at": began_at,
        "is_late": began_at is not None and began_at < now - AT_LEAST_EVERY,
        "failed": failed_steps(),
    }
