"""What is done in an accession case. move_accession alone writes an accession's state."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.documents import accession_offer, offer_to_countersign
from agreements.accessions.issuing import issue_declaration_soon
from agreements.accessions.joining_conditions import (
    check_authority,
    check_case,
    check_may_join,
    conditions_of_case,
    conditions_to_join,
)
from agreements.accessions.mail import notify_officers, notify_signatory
from agreements.accessions.models import Accession, AccessionAct, ConditionOverride
from agreements.accessions.next_steps import CORRECTION_PERIOD
from agreements.accessions.queries import open_case, override_of
from agreements.accessions.shown_conditions import as_kept, check_seen
from agreements.accessions.states import (
    ALLOWED_FROM,
    ALLOWED_FROM_BY_REVERSAL,
    DECISIONS,
    OVERRIDABLE,
    AccessionState,
    ActKind,
)
from agreements.frameworks.models import FrameworkAgreement, TermsVersion
from agreements.frameworks.queries import terms_in_force
from agreements.signing.models import Signature
from agreements.signing.port import Offer, Proof, record_signature
from municipalities.access import roles_in
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation

AUTHORITY_FIELDS = (
    "grounds",
    "grounds_reference",
    "budget_authority",
    "first_contact",
    "second_contact",
)
"""What is said when signing: on what authority, and who answers for the money and for questions."""


@transaction.atomic
def start_accession(
    organisation: Organisation, framework: FrameworkAgreement, *, by: User, now: datetime
) -> Accession:
    """Begin to join, or go on where somebody has begun; returns the case."""
    _lock(organisation)
    accession = open_case(organisation, framework)
    if accession is None:
        check_may_join(organisation, framework, on=timezone.localdate(now))
        return create_case(organisation, framework, AccessionState.STARTED, by=by, now=now)
    if accession.state == AccessionState.INVITED:
        move_accession(accession, AccessionState.STARTED, by=by, now=now)
    return accession


@transaction.atomic
def sign_accession(
    organisation: Organisation,
    framework: FrameworkAgreement,
    *,
    by: User,
    submission: dict[str, Any],
    proof: Proof,
    now: datetime,
) -> Accession:
    """Join the framework agreement with the signature of `by`, and send the case to KS.

    `submission` holds what is STATED, shown_sha256 (the text that was read must be the one in
    force) and, if there is one, grounds_document. `proof` is how the person was known. Signing
    twice at once is one signature: the organisation's row is locked while the gate looks.
    """
    _lock(organisation)
    today = timezone.localdate(now)
    check_may_join(organisation, framework, on=today)
    check_authority(organisation, by=by, submission=submission)
    _check_contacts(organisation, submission)
    terms = terms_in_force(framework, today)
    offer = _offer_that_was_read(organisation, terms, submission["shown_sha256"])
    accession = start_accession(organisation, framework, by=by, now=now)
    move_accession(
        accession,
        AccessionState.SUBMITTED,
        by=by,
        now=now,
        signature=record_signature(offer, proof, by=by, now=now),
        terms_version=terms,
        **{name: submission[name] for name in AUTHORITY_FIELDS},
        grounds_document=submission.get("grounds_document"),
        signed_at=now,
        signed_by=by,
        signed_name=by.name,
    )
    notify_officers.enqueue(accession.pk)
    return accession


def _offer_that_was_read(
    organisation: Organisation, terms: TermsVersion | None, shown_sha256: str
) -> Offer:
    """The offer with this hash, in the language it was read in."""
    for language, _name in settings.LANGUAGES if terms else ():
        offer = accession_offer(organisation, terms, language=language)
        if offer.sha256 == shown_sha256:
            return offer
    raise ValidationError(
        _("The terms have changed since you opened the page. Read them and sign again."),
        code="terms_changed",
    )


def _check_contacts(organisation: Organisation, submission: dict[str, Any]) -> None:
    contacts = [submission["first_contact"], submission["second_contact"]]
    if contacts[0] == contacts[1]:
        raise ValidationError(
            {"second_contact": ValidationError(_("Choose two different contacts."), "one_contact")}
        )
    if not all(roles_in(contact, organisation) for contact in contacts):
        raise ValidationError(
            _("A contact must have a role in your organisation."), code="contact_of_another"
        )


def decline_accession(accession: Accession, *, by: User, reason: str, now: datetime) -> None:
    """Say no to joining; nothing but the reason is asked for."""
    move_accession(accession, AccessionState.DECLINED, by=by, now=now, note=reason)


@transaction.atomic
def approve_accession(
    accession: Accession, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """Find the case in order: every joining condition still holds. KS' signature remains."""
    _check_not_own(accession, by=by)
    check_case(accession, on=timezone.localdate(now))
    move_accession(accession, AccessionState.APPROVED, by=by, now=now, seen=seen)


@transaction.atomic
def countersign_accession(
    accession: Accession,
    *,
    by: User,
    proof: Proof,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Put KS' name under an approved accession; both have signed from now.

    Every joining condition is asked about once more: between approval and signature things change.
    The worker issues the declaration.
    """
    _check_not_own(accession, by=by)
    check_case(accession, on=timezone.localdate(now))
    offer = offer_to_countersign(accession)
    move_accession(
        accession,
        AccessionState.COUNTERSIGNED,
        by=by,
        now=now,
        seen=seen,
        signature=record_signature(offer, proof, by=by, now=now),
        countersigned_at=now,
        countersigned_by=by,
        countersigned_name=by.name,
    )
    notify_signatory.enqueue(accession.pk)
    issue_declaration_soon.enqueue(accession.pk)


@transaction.atomic
def return_accession(
    accession: Accession,
    *,
    by: User,
    reason: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Send the case back for correction; the signatory signs again."""
    answer_by = min(
        timezone.localdate(now) + CORRECTION_PERIOD, accession.framework.accession_closes_on
    )
    move_accession(
        accession,
        AccessionState.RETURNED,
        by=by,
        now=now,
        note=reason,
        seen=seen,
        answer_by=answer_by,
    )
    notify_signatory.enqueue(accession.pk)


@transaction.atomic
def reject_accession(
    accession: Accession,
    *,
    by: User,
    joining_condition: str,
    reason: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Refuse the accession because a joining condition fails, with a reason the organisation
    sees.
    """
    move_accession(
        accession,
        AccessionState.REJECTED,
        by=by,
        now=now,
        note=reason,
        joining_condition=joining_condition,
        seen=seen,
    )
    notify_signatory.enqueue(accession.pk)


def terminate_accession(accession: Accession, *, by: User, reason: str, now: datetime) -> None:
    """End an accession that both have signed."""
    move_accession(accession, AccessionState.TERMINATED, by=by, now=now, note=reason)


@transaction.atomic
def override_condition(
    organisation: Organisation,
    framework: FrameworkAgreement,
    *,
    joining_condition: str,
    reason: str,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> ConditionOverride:
    """Waive one joining condition for an organisation, with a reason."""
    if joining_condition not in OVERRIDABLE:
        raise ValidationError(
            _("KS cannot make an exception from this condition."),
            code="condition_cannot_be_overridden",
        )
    _lock(organisation)
    if override_of(organisation, framework):
        raise ValidationError(
            _("KS has already made an exception from one condition."), code="already_overridden"
        )
    kept = as_kept(conditions_to_join(organisation, framework, on=timezone.localdate(now)))
    if seen is not None:
        check_seen(kept, seen)
    override = ConditionOverride(
        organisation=organisation,
        framework=framework,
        joining_condition=joining_condition,
        reason=reason,
        conditions=kept,
        made_at=now,
        made_by=by,
    )
    override.full_clean()
    override.save()
    return override


def create_case(
    organisation: Organisation,
    framework: FrameworkAgreement,
    state: AccessionState,
    *,
    by: User,
    now: datetime,
    note: str = "",
    **fields: Any,
) -> Accession:
    """A new case in its first state, with the act that began it."""
    accession = Accession(
        organisation=organisation, framework=framework, state=state, begun_at=now, **fields
    )
    accession.full_clean(exclude=["organisation", "framework"])
    accession.save()
    AccessionAct.objects.create(accession=accession, kind=state, at=now, by=by, note=note)
    return accession


@transaction.atomic
def restore_accession(accession: Accession, *, by: User, note: str, now: datetime) -> None:
    """Give back to an organisation what a reform had taken over, when the reform is reversed."""
    movable = ALLOWED_FROM_BY_REVERSAL[AccessionState.COUNTERSIGNED]
    _write_state(accession, AccessionState.COUNTERSIGNED, after=movable)
    AccessionAct.objects.create(
        accession=accession, kind=ActKind.REVERSED, at=now, by=by, note=note
    )


@transaction.atomic
def move_accession(
    accession: Accession,
    state: AccessionState,
    *,
    by: User | None,
    now: datetime,
    note: str = "",
    joining_condition: str = "",
    signature: Signature | None = None,
    seen: str | None = None,
    **fields: Any,
) -> None:
    """Move a case to a state it may reach from where it is, and record the act.

    With restore_accession the only writer of the state column. Of two people at the same moment
    one moves the case; the other is refused with the code already_decided. `by` is None for the
    portal itself. A decision keeps what the gate says at that moment; `seen` is the hash of what
    the page has shown of it (shown_conditions.py), where a person decides on a page.
    """
    conditions = None
    if state in DECISIONS:
        conditions = as_kept(conditions_of_case(accession, on=timezone.localdate(now)))
        if seen is not None:
            check_seen(conditions, seen)
        if by and not accession.assigned_to_id:
            # Who decides in a case that is nobody's has taken it
            fields["assigned_to"] = by
    _write_state(accession, state, after=ALLOWED_FROM[state], **fields)
    AccessionAct.objects.create(
        accession=accession,
        kind=state,
        at=now,
        by=by,
        note=note,
        joining_condition=joining_condition,
        signature=signature,
        conditions=conditions,
    )


def _write_state(accession: Accession, state: AccessionState, *, after: Any, **fields: Any) -> None:
    movable = Accession.objects.filter(pk=accession.pk, state__in=after)
    if not movable.update(state=state, **fields):
        raise already_decided()
    accession.refresh_from_db()


def already_decided() -> ValidationError:
    """The refusal to whoever comes second."""
    return ValidationError(
        _("The case has changed since you opened the page."), code="already_decided"
    )


def _check_not_own(accession: Accession, *, by: User) -> None:
    if accession.signed_by_id == by.pk:
        raise ValidationError(
            _("You signed this accession yourself. A colleague must decide."),
            code="own_signature",
        )


def _lock(organisation: Organisation) -> None:
    lock_organisation(organisation.pk)
