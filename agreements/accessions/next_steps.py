"""Silence is declared: who acts next in a case, by when, and what happens if nobody does."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.states import WAITING_FOR_KS, AccessionState
from municipalities import formatting

KS_ANSWER_PERIOD = timedelta(days=14)
"""What KS has set itself, counted from the signature."""
CORRECTION_PERIOD = timedelta(days=30)
"""How long an organisation has to correct a case that is sent back; then KS sees it again."""


@dataclass(frozen=True)
class NextStep:
    """`who` acts, at the latest on the day `by`, and what follows `otherwise`."""

    who: str
    by: date | None
    otherwise: str

    def is_late(self, on: date):
        """Whether the day has passed."""
        return self.by is not None and on > self.by


def next_step(accession) -> NextStep | None:
    """The next step of a case, or None when nothing is awaited."""
    return STEPS.get(accession.state, lambda _accession: None)(accession)


def is_late(on: date) -> Q:
    """The condition that a case's next step is past its day; the same days as next_step's."""
    closed = Q(framework__accession_closes_on__lt=on)
    answers = [AccessionState.INVITED, AccessionState.RETURNED]
    return (
        Q(state__in=answers, answer_by__lt=on)
        | Q(state__in=answers, answer_by=None) & closed
        | Q(state=AccessionState.STARTED) & closed
        | Q(state__in=WAITING_FOR_KS, signed_at__date__lt=on - KS_ANSWER_PERIOD)
    )


def _answer(accession) -> NextStep:
    return NextStep(
        who=accession.organisation.name,
        by=accession.answer_by or accession.framework.accession_closes_on,
        otherwise=_("The invitation lapses. Nothing is agreed, and there is no duty to answer."),
    )


def _sign(accession) -> NextStep:
    return NextStep(
        who=_("A signatory of %(organisation)s") % {"organisation": accession.organisation.name},
        by=accession.framework.accession_closes_on,
        otherwise=_("The case lapses when the time to join is over."),
    )


def _correct(accession) -> NextStep:
    return NextStep(
        who=_("A signatory of %(organisation)s") % {"organisation": accession.organisation.name},
        by=accession.answer_by or accession.framework.accession_closes_on,
        otherwise=_(
            "The case stays open and stands on KS' work list. It lapses when the time to join is "
            "over."
        ),
    )


def _decide(accession) -> NextStep:
    return NextStep(
        who=_("A case officer at KS"),
        by=timezone.localdate(accession.signed_at) + KS_ANSWER_PERIOD,
        otherwise=_(
            "The case stays open and is marked as late. Nothing is in force before KS signs."
        ),
    )


STEPS = {
    AccessionState.INVITED: _answer,
    AccessionState.STARTED: _sign,
    AccessionState.RETURNED: _correct,
    AccessionState.SUBMITTED: _decide,
    AccessionState.APPROVED: _decide,
}


def steps_after_countersigning(accession, *, on: date):
    """The sentences that say, on a day, what a countersigned accession lets one do, and when.

    Pages and mails say the same. None where an agreement is drawn up, or the framework is over.
    """
    framework = accession.framework
    is_over = on > framework.ends_on
    if accession.state != AccessionState.COUNTERSIGNED or is_over or _is_drawn_up(accession):
        return []
    if on < framework.starts_on:
        first = formatting.day(framework.starts_on)
        return [
            _("The framework agreement starts on %(day)s. Nobody can order before.")
            % {"day": first},
            _(
                "The next step is to draw up the volume licence agreement. An orderer can do it "
                "now, with a start on %(day)s or later."
            )
            % {"day": first},
        ]
    return [
        _(
            "The next step is to draw up the volume licence agreement. An orderer does it. You can "
            "order from the day it starts."
        )
    ]


def _is_drawn_up(accession):
    return accession.volume_licence_agreements.filter(withdrawn_at=None).exists()
