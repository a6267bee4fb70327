"""Asking the switch, and turning it."""

from datetime import datetime

from municipalities.mail_hold.models import MailSwitch
from municipalities.mail_hold.place import this_place

NUMBERS_SKIPPED = 100
"""More numbers than one organisation gives between a backup and its restoring."""


def mail_is_held():
    """Whether no mail may leave now: it was held, or the database has been restored here."""
    newest = MailSwitch.objects.first()
    return newest is not None and (newest.is_held or newest.place != this_place())


def hold_mail(now: datetime) -> None:
    """Let no mail leave from now on; where it is held already, that stands."""
    newest, here = MailSwitch.objects.first(), this_place()
    if newest is None or not newest.is_held or newest.place != here:
        _turn(is_held=True, now=now)


def release_mail(now: datetime):
    """Let mail leave again, from where the database is now; returns whether it was held."""
    was_held = mail_is_held()
    if was_held:
        hold_mail(now)  # so that a restoring that nobody has noticed is written down too
        _turn(is_held=False, now=now)
    return was_held


def numbers_to_skip(*, since, now: datetime) -> int:
    """How many numbers to leave out after one that was given at a moment, or after none (None).

    What was given after a backup is not known where it is restored, and must not be given again.
    Mail is held there: each time counts. `now` is the moment of the number to be given.
    """
    if mail_is_held():
        hold_mail(now)
    holds = MailSwitch.objects.filter(is_held=True)
    if since is not None:
        holds = holds.filter(turned_at__gt=since)
    return NUMBERS_SKIPPED * holds.count()


def _turn(*, is_held, now: datetime) -> None:
    MailSwitch.objects.create(is_held=is_held, place=this_place(), turned_at=now)
