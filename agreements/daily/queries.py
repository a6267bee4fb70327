"""Whether the nightly work is done."""

from datetime import datetime, timedelta

from agreements.daily.models import DailyStep

MAX_RUN_INTERVAL = timedelta(hours=30)
"""A night, and a morning to notice it."""


def failed_steps() -> list[DailyStep]:
    """The newest run of each step that failed the last time."""
    newest = DailyStep.objects.order_by("step", "-began_at", "-pk").distinct("step")
    return [run for run in newest if run.error]


def late_steps(now: datetime) -> list[DailyStep.Step]:
    """The steps that have not been run lately, in their order: a run may have been cut short."""
    lately = DailyStep.objects.filter(began_at__gte=now - MAX_RUN_INTERVAL)
    done = set(lately.values_list("step", flat=True).distinct())
    return [step for step in DailyStep.Step if step not in done]


def nightly_work(now: datetime) -> dict:
    """What the work list says of the nightly work."""
    return {
        "has_begun": DailyStep.objects.exists(),
        "late": late_steps(now),
        "failed": failed_steps(),
    }
