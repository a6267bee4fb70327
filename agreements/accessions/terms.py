"""The term of a volume licence agreement that runs on a day, and until when notice can be given."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from agreements.periods import notice_deadline, renewed_last_day


@dataclass(frozen=True)
class Term:
    """`ends_on` is the last day; `notice_by` the last day to give notice.

    `notice_by` is None where the agreement does not renew itself, or notice is given.
    """

    ends_on: date
    notice_by: date | None


def term_on(agreement, day: date) -> Term:
    """The term on a day: the first one, or what tacit renewal has made of it.

    Notice ends the agreement with the term in which it is in time; too late, with the next.
    """
    if not agreement.renewal_months:
        return Term(agreement.ends_on, notice_by=None)
    if agreement.notice_given_at:
        return Term(last_day_after_notice(agreement), notice_by=None)
    ends_on = _renewed(agreement, day)
    return Term(ends_on, notice_by=notice_deadline(ends_on, months=agreement.notice_months))


def last_day_after_notice(agreement):
    """The last day of an agreement under notice."""
    return last_day_if_notice_on(agreement, timezone.localdate(agreement.notice_given_at))


def last_day_if_notice_on(agreement, given_on):
    """The last day of an agreement that renews itself, if notice is given on a day."""
    ends_on = _renewed(agreement, given_on)
    if given_on <= notice_deadline(ends_on, months=agreement.notice_months):
        return ends_on
    months = agreement.renewal_months
    return renewed_last_day(agreement.ends_on, months=months, on=_day_after(ends_on))


def _renewed(agreement, day: date):
    return renewed_last_day(agreement.ends_on, months=agreement.renewal_months, on=day)


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
