"""What case officers do around the decisions: invite, remind, assign, note."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.actions import create_case
from agreements.accessions.joining_conditions import refusals_to_join
from agreements.accessions.mail import write_messages
from agreements.accessions.message_queries import recipients_of
from agreements.accessions.models import Accession, AccessionAct
from agreements.accessions.queries import open_case, unanswered_cases
from agreements.accessions.states import (
    WAITING_FOR_KS,
    WAITING_FOR_ORGANISATION,
    AccessionState,
    ActKind,
)
from agreements.frameworks.models import FrameworkAgreement
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation

REMINDER_INTERVAL = timedelta(days=7)


def invite_organisations(
    framework: FrameworkAgreement, organisations, *, answer_by, by: User, now: datetime
):
    """Invite each organisation that the gate lets through.

    Returns the new accessions, and the organisations that were left out.

    Each invitation is a transaction of its own: of a thousand, one that fails stops no other.
    """
    _check_answer_by(framework, answer_by, today=timezone.localdate(now))
    invited, left_out = [], []
    for organisation in organisations:
        accession = _invite(framework, organisation, answer_by=answer_by, by=by, now=now)
        if accession:
            invited.append(accession)
        else:
            left_out.append(organisation)
    return invited, left_out


def invitable(framework: FrameworkAgreement, organisations, *, answer_by, on: date):
    """Whom an invitation would reach and whom it would leave out, as two lists; nothing is sent."""
    _check_answer_by(framework, answer_by, today=on)
    invited: list[Organisation] = []
    left_out: list[Organisation] = []
    for organisation in organisations:
        may_join = _can_be_invited(organisation, framework, on=on)
        (invited if may_join else left_out).append(organisation)
    return invited, left_out


def _check_answer_by(framework: FrameworkAgreement, answer_by, *, today: date) -> None:
    if not today < answer_by <= framework.accession_closes_on:
        raise ValidationError(
            {"answer_by": _("Choose a day in the future, while the agreement can be joined.")}
        )


def _can_be_invited(organisation: Organisation, framework: FrameworkAgreement, *, on: date) -> bool:
    known = open_case(organisation, framework)
    return not known and not refusals_to_join(organisation, framework, on=on)


@transaction.atomic
def _invite(
    framework: FrameworkAgreement, organisation: Organisation, *, answer_by, by: User, now: datetime
) -> Accession | None:
    organisation = lock_organisation(organisation.pk)
    if not _can_be_invited(organisation, framework, on=timezone.localdate(now)):
        return None
    accession = create_case(
        organisation, framework, AccessionState.INVITED, by=by, now=now, answer_by=answer_by
    )
    write_messages(accession.acts.get(), recipients_of([organisation])[organisation.pk])
    return accession


def cases_to_remind(framework: FrameworkAgreement, today: date):
    """The cases that wait for their organisation, and are not reminded today.

    Two lists: those that an e-mail can reach, and those that have no address.
    """
    today_already = AccessionAct.objects.filter(
        accession=OuterRef("pk"), kind=ActKind.REMINDED, at__date=today
    )
    return _by_address(list(unanswered_cases(framework).exclude(Exists(today_already))))


def _by_address(cases):
    """The cases that an e-mail can reach, each with `recipients`, and the others."""
    recipients = recipients_of([case.organisation for case in cases])
    reachable: list[Accession] = []
    unreachable: list[Accession] = []
    for case in cases:
        case.recipients = recipients[case.organisation_id]
        (reachable if case.recipients.addresses else unreachable).append(case)
    return reachable, unreachable


def _remind(reachable, *, by: User | None, now: datetime) -> int:
    """Write down a reminder of each case, and queue its e-mails; returns how many."""
    for case in reachable:
        act = AccessionAct.objects.create(accession=case, kind=ActKind.REMINDED, at=now, by=by)
        write_messages(act, case.recipients)
    return len(reachable)


@transaction.atomic
def remind_unanswered_cases(framework: FrameworkAgreement, *, by: User, now: datetime) -> int:
    """Remind every organisation that has not answered and has an address; returns how many."""
    today = timezone.localdate(now)
    # Two officers at once: the second finds that everybody is reminded.
    FrameworkAgreement.objects.select_for_update(no_key=True).get(pk=framework.pk)
    reachable, _unreachable = cases_to_remind(framework, today)
    return _remind(reachable, by=by, now=now)


@transaction.atomic
def remind_before_deadlines(now: datetime) -> int:
    """Remind those whose time to answer runs out within a week, each once; returns how many.

    Who has no address is left out: a reminder that nobody gets is none.

    The portal does it by itself every day; whoever was reminded in the last week is left alone.
    """
    today = timezone.localdate(now)
    _one_at_a_time()
    lately = AccessionAct.objects.filter(
        accession=OuterRef("pk"), kind=ActKind.REMINDED, at__gt=now - REMINDER_INTERVAL
    )
    waiting = Accession.objects.filter(
        ~Exists(lately),
        state__in=WAITING_FOR_ORGANISATION,
        answer_by__range=(today, today + REMINDER_INTERVAL),
    )
    reachable, _unreachable = _by_address(list(waiting.select_related("organisation")))
    return _remind(reachable, by=None, now=now)


def _one_at_a_time() -> None:
    """Two runs at once: the second finds that everybody is reminded."""
    list(FrameworkAgreement.objects.select_for_update(no_key=True).order_by("pk"))


@transaction.atomic
def assign_case(accession: Accession, *, to, by: User, now: datetime) -> None:
    """Make a case officer responsible for a case that is open. Raises ValidationError."""
    is_open = Accession.objects.filter(
        pk=accession.pk, state__in=WAITING_FOR_KS + WAITING_FOR_ORGANISATION
    )
    if not is_open.update(assigned_to=to):
        raise ValidationError(_("This case is decided."), code="case_decided")
    AccessionAct.objects.create(
        accession=accession, kind=ActKind.ASSIGNED, at=now, by=by, note=to.name
    )


def note_in_case(accession: Accession, *, note: str, by: User, now: datetime) -> None:
    """Write a note that only KS sees."""
    AccessionAct.objects.create(accession=accession, kind=ActKind.NOTED, at=now, by=by, note=note)
