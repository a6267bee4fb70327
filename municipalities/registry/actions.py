"""Asking the registry, keeping what it says otherwise, and deciding about it."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.register.models import Organisation
from municipalities.register.registry_status import RegistryStatus
from municipalities.registry.models import RegistryFinding, RegistryRun
from municipalities.registry.port import Deleted, Registered, RegistryError, Removed, Unknown
from municipalities.registry.queries import to_ask_about

Kind, State = RegistryFinding.Kind, RegistryFinding.State

COLUMN_OF = {
    Kind.NAME: "register_name",
    Kind.FORM: "organisation_form",
    Kind.ADDRESS: "address",
}
"""Where the portal keeps what a finding is about."""

STATUS_OF = {
    Kind.DELETED: RegistryStatus.DELETED,
    Kind.REMOVED: RegistryStatus.REMOVED,
    Kind.UNKNOWN: RegistryStatus.UNKNOWN,
}
"""What becomes of an organisation that is gone from the registry."""

GIVE_UP_AFTER = 5
"""Failures in a row."""

RUN_AT_ONCE = 7_404_110
"""The key of the lock that one run holds."""


class AlreadyRunning(Exception):
    """Another process asks the registry just now."""


def refresh(registry, *, since=None):
    """Ask about every organisation, or those with changes since a day; returns the run.

    Each organisation is a transaction of its own, so that a run that is killed loses nothing.
    Raises AlreadyRunning, and RegistryError where the changes cannot be asked for at all.
    """
    with _alone():
        organisations = to_ask_about()
        if since:
            changed = set(registry.changed_since(since))
            organisations = organisations.filter(organisation_number__in=changed)
        run = RegistryRun.objects.create(began_at=timezone.now(), since=since)
        _ask_about_each(registry, list(organisations), run)
        run.ended_at = timezone.now()
        run.save(update_fields=["ended_at"])
    run.refresh_from_db()
    return run


@contextmanager
def _alone():
    """One run at a time; the lock goes with the connection, also when the process is killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUN_AT_ONCE])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN_AT_ONCE])


def _ask_about_each(registry, organisations, run):
    """Stops where the registry is down: each failure takes its time, and there are hundreds."""
    in_a_row = 0
    for organisation in organisations:
        in_a_row = 0 if _ask(registry, organisation, run) else in_a_row + 1
        if in_a_row == GIVE_UP_AFTER:
            _fail(run, "", "The registry does not answer. The rest was not asked about.")
            return


def _fail(run, organisation_number, problem):
    run.failures.append([organisation_number, problem])
    run.save(update_fields=["failures"])


def _ask(registry, organisation, run):
    """Ask about one organisation; whether there was an answer."""
    try:
        answer = registry.look_up(organisation.organisation_number)
    except RegistryError as error:
        _fail(run, organisation.organisation_number, str(error))
        return False
    with transaction.atomic():
        found = observe(organisation, answer, run=run, now=timezone.now())
        RegistryRun.objects.filter(pk=run.pk).update(asked=F("asked") + 1, found=F("found") + found)
    return True


@transaction.atomic
def observe(organisation, answer, *, run, now):
    """Keep what the registry says otherwise; returns how many findings are new.

    An address is filled in where none is known. What waits and is no longer so is superseded; what
    was rejected is not told again until it changes.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if isinstance(answer, Registered) and answer.address and not organisation.address:
        organisation.address = answer.address
        organisation.save(update_fields=["address"])
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


def _differences(organisation, answer):
    """{kind: (in the portal, in the registry)} of what is not the same."""
    match answer:
        case Registered():
            told = {
                Kind.NAME: answer.name,
                Kind.FORM: answer.organisation_form,
                Kind.ADDRESS: answer.address or organisation.address,
            }
            here = {kind: getattr(organisation, COLUMN_OF[kind]) for kind in told}
            return {kind: (here[kind], told[kind]) for kind in told if here[kind] != told[kind]}
        case Deleted():
            return {Kind.DELETED: ("", answer.on.isoformat())}
        case Removed():
            return {Kind.REMOVED: ("", answer.on.isoformat() if answer.on else "")}
        case Unknown():
            return {Kind.UNKNOWN: ("", "")}


def _was_rejected(organisation, kind, after):
    newest = organisation.registry_findings.filter(
        kind=kind, state__in=[State.ACCEPTED, State.REJECTED]
    ).first()
    return newest and newest.state == State.REJECTED and newest.after == after


@transaction.atomic
def accept_findings(keys, *, by, now):
    """Let the portal say what the registry says; returns how many were accepted.

    Who is gone from the registry is marked so, with the day where the registry gave one; what it
    has agreed and owns stays until a reform moves it. Raises ValidationError where one has been
    decided meanwhile.
    """
    found = _to_decide(keys)
    for finding in found:
        _take_over(finding)
        _move(finding, State.ACCEPTED, decided_at=now, decided_by=by)
    return len(found)


@transaction.atomic
def reject_findings(keys, *, by, reason, now):
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


def _to_decide(keys):
    """The findings, locked; all of them wait, or none is decided."""
    # The organisations first, as a run locks them: of the two one waits for the other
    about = RegistryFinding.objects.filter(pk__in=keys).values("organisation")
    bodies = Organisation.objects.select_for_update(no_key=True).filter(pk__in=about)
    list(bodies.order_by("pk"))
    found = list(
        RegistryFinding.objects.select_for_update(of=["self"])
        .select_related("organisation")
        .filter(pk__in=keys, state=State.WAITING)
    )
    if not keys:
        raise ValidationError(_("Choose at least one finding."), code="nothing_chosen")
    if len(found) != len(set(keys)):
        raise ValidationError(
            _("Some of this is decided or no longer so. Look again."), code="finding_has_moved_on"
        )
    return found


def _take_over(finding):
    organisation = Organisation.objects.filter(pk=finding.organisation_id)
    if finding.kind in STATUS_OF:
        status, day = STATUS_OF[finding.kind], finding.after or None
        organisation.update(registry_status=status, deregistered_on=day)
        return
    column = COLUMN_OF[finding.kind]
    if not organisation.filter(**{column: finding.before}).update(**{column: finding.after}):
        raise ValidationError(
            _("%(name)s has changed since it was found. Ask the registry again."),
            code="organisation_has_changed",
            params={"name": finding.organisation.name},
        )


def _move(finding, state, **decision):
    """The only writer of the state."""
    RegistryFinding.objects.filter(pk=finding.pk).update(state=state, **decision)
