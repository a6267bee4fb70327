"""The daily mail to each case officer about what waits: one a day, and none when nothing does."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agreements.digests.mail import send_digest
from agreements.digests.queries import Line, waiting_lines
from municipalities.officer_mail.models import OfficerMail
from municipalities.officer_mail.queries import officers
from municipalities.people.models import User


def send_digests(now: datetime, *, failed_steps: int = 0) -> int:
    """Queue the mail of the day to each case officer for whom something waits; returns how many.

    `failed_steps` is how many steps of the nightly work failed. Run again on the same day it
    writes only to those who have had none.
    """
    waiting = waiting_lines(now, failed_steps=failed_steps)
    return sum(_send(officer, waiting, timezone.localdate(now)) for officer in officers())


@transaction.atomic
def _send(officer: User, waiting: list[Line], today: date) -> bool:
    choice, _made = OfficerMail.objects.get_or_create(user=officer)
    lines = [line.as_list() for line in waiting if line.subject in choice.daily]
    if not lines or not _is_first(choice, today):
        return False
    send_digest.enqueue(officer.pk, lines)
    return True


def _is_first(choice: OfficerMail, today: date) -> bool:
    """Whether this is the mail of the day; of two runs at once one is told so."""
    earlier = Q(digest_on=None) | Q(digest_on__lt=today)
    return OfficerMail.objects.filter(earlier, pk=choice.pk).update(digest_on=today) == 1


def choose_mail(officer: User, *, daily: list[str], immediate: list[str]) -> None:
    """Store what a case officer wants mail about."""
    OfficerMail.objects.update_or_create(
        user=officer, defaults={"daily": sorted(daily), "immediate": sorted(immediate)}
    )
