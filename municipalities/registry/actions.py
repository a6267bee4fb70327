"""Asking the registry, keeping what it says otherwise, and deciding about it."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.official_emails.actions import change_official_email
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation, lock_organisations
from municipalities.register.models import Organisation
from municipalities.register.registry_status import RegistryStatus
from municipalities.registry.models import UNDATED, RegistryFinding, RegistryRun, notice_text
from municipalities.registry.port import (
    Answer,
    Deleted,
    OrganisationRegistry,
    Registered,
    RegistryError,
    Removed,
    Unknown,
)
from municipalities.registry.queries import organisations_to_check

Kind, State = RegistryFinding.Kind, RegistryFinding.State

COLUMN_OF: dict[str, str] = {
    Kind.NAME: "register_name",
    Kind.FORM: "organisation_form",
    Kind.ADDRESS: "address",
    Kind.EMAIL: "official_email",
}
"""Where the portal keeps what a finding is about."""

STATUS_OF: dict[str, RegistryStatus] = {
    Kind.DELETED: RegistryStatus.DELETED,
    Kind.REMOVED: RegistryStatus.REMOVED,
    Kind.UNKNOWN: RegistryStatus.UNKNOWN,
}
"""What becomes of an organisation that is gone from the registry."""

SOURCE = "Enhetsregisteret"
"""Where an official e-mail address is from that was accepted here."""

MAX_FAILURES = 5
"""Failures in a row."""

MAX_GONE_PERCENT = 3
MIN_GONE_TO_STOP = 5
"""So many are believed to be newly gone in one run: per cent of all, but at least so many.

More is rather a fault of the registry's, or the day of a national reform: then a person says so.
"""

RUN_LOCK_ID = 7_404_110
"""The key of the lock that one run holds."""


class AlreadyRunning(Exception):
    """Another process asks the registry just now."""


def refresh(
    registry: OrganisationRegistry, *, since: date | None = None, allow_many_gone: bool = False
) -> RegistryRun:
    """Ask about every organisation, or those with changes since a day; returns the run.

    Each organisation is a transaction of its own, so that a run that is killed loses nothing.
    Where more are gone at once than is likely, none is listed as gone, and the run stops.
    Raises AlreadyRunning, and RegistryError where the changes cannot be asked for at all.
    """
    with _exclusive():
        to_check = organisations_to_check()
        if since:
            changed = set(registry.changed_since(since))
            to_check = to_check.filter(organisation_number__in=changed)
        organisations = list(to_check)
        run = RegistryRun.objects.create(
            began_at=timezone.now(), since=since, organisations=len(organisations)
        )
        at_most = len(organisations) if allow_many_gone else _max_gone()
        _ask_about_each(registry, organisations, run, max_gone=at_most)
        run.ended_at = timezone.now()
        run.save(update_fields=["ended_at"])
    run.refresh_from_db()
    return run


@contextmanager
def _exclusive() -> Iterator[None]:
    """One run at a time; the lock goes with the connection, also when the process is killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUN_LOCK_ID])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK_ID])


def _max_gone() -> int:
    return max(MIN_GONE_TO_STOP, organisations_to_check().count() * MAX_GONE_PERCENT // 100)


def _ask_about_each(
    registry: OrganisationRegistry,
    organisations: Iterable[Organisation],
    run: RegistryRun,
    *,
    max_gone: int,
) -> None:
    """Stops where the registry is down: each failure takes its time, and there are hundreds.

    Who is newly gone is kept back until all have been asked about.
    """
    in_a_row, newly_gone = 0, []
    for organisation in organisations:
        answer = _ask(registry, organisation, run)
        in_a_row = 0 if answer else in_a_row + 1
        if in_a_row == MAX_FAILURES:
            _stop(run, RegistryRun.Stopped.NO_ANSWER)
            break
        if answer and _is_newly_gone(organisation, answer):
            newly_gone.append((organisation, answer))
        elif answer:
            _keep(organisation, answer, run)
        if len(newly_gone) > max_gone:
            _stop(run, RegistryRun.Stopped.MANY_GONE)
            return
    for organisation, answer in newly_gone:
        _keep(organisation, answer, run)


def _stop(run: RegistryRun, why: str) -> None:
    run.stopped = why
    run.save(update_fields=["stopped"])


def _ask(
    registry: OrganisationRegistry, organisation: Organisation, run: RegistryRun
) -> Answer | None:
    """The registry's answer about one organisation; None, and a failure of the run, for none."""
    try:
        answer = registry.look_up(organisation.organisation_number)
    except RegistryError as error:
        run.failures.append([organisation.organisation_number, str(error)])
        run.save(update_fields=["failures"])
        return None
    RegistryRun.objects.filter(pk=run.pk).update(asked=F("asked") + 1)
    return answer


def _is_newly_gone(organisation: Organisation, answer: Answer) -> bool:
    """Whether an answer says that the organisation is gone, and no case officer has seen that."""
    if isinstance(answer, Registered):
        return False
    kinds = _differences(organisation, answer)
    known = organisation.registry_findings.filter(
        kind__in=kinds, state__in=[State.WAITING, State.REJECTED]
    )
    return not known.exists()


@transaction.atomic
def _keep(organisation: Organisation, answer: Answer, run: RegistryRun) -> None:
    found = observe(organisation, answer, run=run, now=timezone.now())
    RegistryRun.objects.filter(pk=run.pk).update(found=F("found") + found)


@transaction.atomic
def observe(organisation: Organisation, answer: Answer, *, run: RegistryRun, now: datetime) -> int:
    """Keep what the registry says otherwise; returns how many findings are new.

    What waits and is no longer so is superseded; what was rejected is not reported again until it
    changes.
    """
    organisation = lock_organisation(organisation.pk)
    seen = _differences(organisation, answer)
    for finding in organisation.registry_findings.filter(state=State.WAITING):
        if seen.get(finding.kind) != (finding.before, finding.after):
            _move(finding, State.SUPERSEDED)
        else:
            del seen[finding.kind]
    new = [
        RegistryFinding(
            organisation=organisation, kind=kind, before=before, after=after, run=run, found_at=now
        )
        for kind, (before, after) in seen.items()
        if not _was_rejected(organisation, kind, after)
    ]
    RegistryFinding.objects.bulk_create(new)
    return len(new)


def _differences(organisation: Organisation, answer: Answer) -> dict[str, tuple[str, str]]:
    """{kind: (in the portal, in the registry)} of what is not the same."""
    match answer:
        case Registered():
            here, told = _in_portal(organisation), _in_registry(answer, organisation)
            return {kind: (here[kind], told[kind]) for kind in told if here[kind] != told[kind]}
        case Deleted():
            return {Kind.DELETED: ("", answer.on.isoformat())}
        case Removed():
            return {Kind.REMOVED: ("", answer.on.isoformat() if answer.on else "")}
        case Unknown():
            return {Kind.UNKNOWN: ("", "")}


def _in_portal(organisation: Organisation) -> dict[str, str]:
    """What the portal keeps of an organisation that is registered, {kind: text}."""
    columns = {kind: getattr(organisation, column) for kind, column in COLUMN_OF.items()}
    is_being_deleted = organisation.registry_status == RegistryStatus.BEING_DELETED
    return columns | {
        Kind.NOTICE: notice_text(organisation.registry_notice, organisation.registry_notice_on),
        Kind.BEING_DELETED: _deletion_text(is_being_deleted, organisation.deregistered_on),
    }


def _in_registry(answer: Registered, organisation: Organisation) -> dict[str, str]:
    """What the registry tells of one that is registered, {kind: text}.

    Where it knows no e-mail address, the one that KS has found out stands.
    """
    return {
        Kind.NAME: answer.name,
        Kind.FORM: answer.organisation_form,
        Kind.ADDRESS: answer.address,
        Kind.EMAIL: answer.email or organisation.official_email,
        Kind.NOTICE: notice_text(answer.notice, answer.notice_on),
        Kind.BEING_DELETED: _deletion_text(answer.being_deleted, answer.being_deleted_from),
    }


def _deletion_text(is_being_deleted: bool, day: date | None) -> str:
    if not is_being_deleted:
        return ""
    return day.isoformat() if day else UNDATED


def _was_rejected(organisation: Organisation, kind: str, after: str) -> bool:
    newest = organisation.registry_findings.filter(
        kind=kind, state__in=[State.ACCEPTED, State.REJECTED]
    ).first()
    return newest is not None and newest.state == State.REJECTED and newest.after == after


@transaction.atomic
def accept_findings(keys: Collection[int], *, by: User, now: datetime) -> int:
    """Let the portal say what the registry says; returns how many were accepted.

    Who is gone from the registry is marked so, with the day where the registry gave one; what it
    has agreed and owns stays until a reform moves it. Raises ValidationError where one has been
    decided meanwhile.
    """
    found = _to_decide(keys)
    for finding in found:
        _take_over(finding, by=by, now=now)
        _move(finding, State.ACCEPTED, decided_at=now, decided_by=by)
    return len(found)


@transaction.atomic
def reject_findings(keys: Collection[int], *, by: User, reason: str, now: datetime) -> int:
    """Leave the portal as it is, with a reason; returns how many were rejected.

    Raises ValidationError, at `reason` where there is none.
    """
    if not reason.strip():
        missing = ValidationError(_("Write why the portal is right."), code="reason_missing")
        raise ValidationError({"reason": missing})
    found = _to_decide(keys)
    for finding in found:
        _move(finding, State.REJECTED, decided_at=now, decided_by=by, reason=reason.strip())
    return len(found)


def _to_decide(keys: Collection[int]) -> list[RegistryFinding]:
    """The findings, locked; all of them wait, or none is decided."""
    # The organisations first, as a run locks them: of the two one waits for the other
    about = RegistryFinding.objects.filter(pk__in=keys).values("organisation")
    lock_organisations(Organisation.objects.filter(pk__in=about))
    found = list(
        RegistryFinding.objects.select_for_update(of=["self"])
        .select_related("organisation")
        .filter(pk__in=keys, state=State.WAITING)
    )
    if not keys:
        raise ValidationError(_("Choose at least one finding."), code="nothing_chosen")
    if len(found) != len(set(keys)):
        raise ValidationError(
            _("Some of this is decided or no longer so. Look again."), code="finding_has_changed"
        )
    return found


def _take_over(finding: RegistryFinding, *, by: User, now: datetime) -> None:
    organisation = Organisation.objects.get(pk=finding.organisation_id)
    if finding.kind not in STATUS_OF and _in_portal(organisation)[finding.kind] != finding.before:
        raise ValidationError(
            _("%(name)s has changed since it was found. Ask the registry again."),
            code="organisation_has_changed",
            params={"name": organisation.name},
        )
    if finding.kind == Kind.EMAIL:
        change_official_email(organisation, finding.after, source=SOURCE, by=by, now=now)
    else:
        Organisation.objects.filter(pk=organisation.pk).update(**_columns(finding))


def _columns(finding: RegistryFinding) -> dict[str, Any]:
    """What becomes of an organisation's columns when a finding about it is accepted."""
    match finding.kind:
        case kind if kind in STATUS_OF:
            return {"registry_status": STATUS_OF[kind], "deregistered_on": finding.after or None}
        case Kind.NOTICE:
            notice, _space, notice_on = finding.after.partition(" ")
            return {"registry_notice": notice, "registry_notice_on": notice_on or None}
        case Kind.BEING_DELETED if finding.after:
            day = None if finding.after == UNDATED else finding.after
            return {"registry_status": RegistryStatus.BEING_DELETED, "deregistered_on": day}
        case Kind.BEING_DELETED:
            return {"registry_status": RegistryStatus.REGISTERED, "deregistered_on": None}
    return {COLUMN_OF[finding.kind]: finding.after}


def _move(finding: RegistryFinding, state: str, **decision: Any) -> None:
    """The only writer of the state."""
    RegistryFinding.objects.filter(pk=finding.pk).update(state=state, **decision)
