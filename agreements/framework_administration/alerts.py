"""Telling the case officers in time that a date is coming: each date once.

An alert is remembered with the day it was about. A date that is moved is another day, so its
alert comes again; running the command twice sends nothing twice.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.frameworks.models import Alert, FrameworkAgreement
from agreements.one_by_one import for_each
from municipalities.mail import send_to_each
from municipalities.people.models import User

NOTICE_PERIODS = {
    Alert.Kind.ENDS: timedelta(days=180),
    Alert.Kind.OPTION: timedelta(days=60),
    Alert.Kind.ACCESSION_CLOSES: timedelta(days=30),
    Alert.Kind.SUPPLIER_DOCUMENT: timedelta(days=30),
}
"""How long before its day an alert is sent."""


class NoRecipientsError(Exception):
    """Nobody would get the message, so the alert waits."""


def send_alerts(now: datetime):
    """Write what is due, one message a framework agreement; returns how many dates.

    Raises SomeFailedError when the others are done.
    """
    today = timezone.localdate(now)
    frameworks = FrameworkAgreement.objects.exclude(announced_on=None).select_related("supplier")
    return sum(for_each(lambda framework: _send(framework, today, now=now), frameworks))


@transaction.atomic
def _send(framework: FrameworkAgreement, today: date, *, now: datetime) -> int:
    alerts = Alert.objects.bulk_create(
        (Alert(framework=framework, kind=kind, day=day, sent_at=now))
        for kind, day in due_alerts(framework, today)
    )
    if alerts:
        _write(framework, alerts)
    return len(alerts)


def due_alerts(framework: FrameworkAgreement, today: date):
    """The (kind, day) pairs whose time has come and that nobody has been notified of."""
    told = set(Alert.objects.filter(framework=framework).values_list("kind", "day"))
    due = {
        (kind, day) for kind, day in _dates(framework) if day - NOTICE_PERIODS[kind] <= today <= day
    }
    return sorted(due - told)


def _dates(framework: FrameworkAgreement):
    yield Alert.Kind.ENDS, framework.ends_on
    yield Alert.Kind.ACCESSION_CLOSES, framework.accession_closes_on
    for option in framework.options.filter(exercised_at=None):
        yield Alert.Kind.OPTION, option.decide_by
    for paper in framework.supplier.documents.all():
        yield Alert.Kind.SUPPLIER_DOCUMENT, paper.expires_on


def _write(framework: FrameworkAgreement, alerts) -> None:
    officers = User.objects.filter(is_case_officer=True, is_active=True)
    addresses = sorted(officers.values_list("email", flat=True))
    if not addresses:
        raise NoRecipientsError("There is no active case officer to tell.")
    with translation.override("nb"):
        send_to_each(
            addresses,
            subject=_("Dates that are coming: %(framework)s") % {"framework": framework},
            template="frameworks/mail/alerts.txt",
            context={"framework": framework, "alerts": alerts},
        )
