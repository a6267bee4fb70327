"""Giving a mandate, and revoking it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.mandates.documents import mandate_offer
from agreements.mandates.models import Mandate, MandateFramework
from agreements.mandates.queries import covering, in_force_for, overlapping
from agreements.signing.models import Signature
from agreements.signing.port import Proof, record_signature
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation


@dataclass(frozen=True)
class Signed:
    """A signature on its way: the hash of what was shown, its language, and who it was."""

    shown_sha256: str
    language: str
    proof: Proof


@transaction.atomic
def give_mandate(
    owner: Organisation,
    facts: dict[str, Any],
    *,
    by: User,
    now: datetime,
    signed: Signed | None = None,
) -> Mandate:
    """Let another organisation order on the owner's behalf.

    `facts` holds representative, powers, starts_on, ends_on, frameworks (those it covers; none:
    all) and document, the owner's signed paper; None where it is `signed` in the portal. Raises
    ValidationError.
    """
    # One at a time from an owner: two alike at the same moment would not see each other
    owner = lock_organisation(owner.pk)
    fields = dict(facts)
    frameworks = list(fields.pop("frameworks"))
    check_can_be_given(owner, facts, today=timezone.localdate(now))
    mandate = Mandate(
        owner=owner, framework_count=len(frameworks), given_at=now, given_by=by, **fields
    )
    if signed:
        mandate.signature = _sign(owner, facts, signed, by=by, now=now)
    mandate.full_clean()
    mandate.save()
    MandateFramework.objects.bulk_create(
        MandateFramework(mandate=mandate, framework=framework) for framework in frameworks
    )
    return mandate


def _sign(
    owner: Organisation, facts: dict[str, Any], signed: Signed, *, by: User, now: datetime
) -> Signature:
    """Store the signature under exactly what was shown."""
    offer = mandate_offer(owner, facts, language=signed.language)
    if offer.sha256 != signed.shown_sha256:
        raise ValidationError(
            _("The mandate has changed since you read it. Read it again."), code="mandate_changed"
        )
    return record_signature(offer, signed.proof, by=by, now=now)


def check_can_be_given(owner: Organisation, facts: dict[str, Any], *, today: date) -> None:
    """Refuse what is over already, what is there already, and papers that are not the owner's."""
    if facts["ends_on"] < today:
        passed = ValidationError(_("The last day has passed already."), code="days_are_over")
        raise ValidationError({"ends_on": passed})
    if owner.dissolved_on or facts["representative"].dissolved_on:
        raise ValidationError(
            _("One of the organisations is dissolved."), code="organisation_is_dissolved"
        )
    for party in (owner, facts["representative"]):
        _check_is_registered(party, on=today)
    paper = facts["document"]
    if paper and (paper.organisation_id != owner.pk or paper.withdrawn_at):
        raise ValidationError(
            _("Choose one of your own papers that is in use."), code="not_your_paper"
        )
    if overlapping(owner, facts).exists():
        raise ValidationError(
            _(
                "This organisation already has a mandate from you that overlaps these dates "
                "and agreements."
            ),
            code="mandate_overlaps",
        )


def _check_is_registered(party: Organisation, *, on: date) -> None:
    """Refuse one that the registry has no more; with the sentence that says so of it."""
    if not party.is_registered(on):
        raise ValidationError(
            _("%(name)s: %(deregistration)s It neither gives nor holds a mandate."),
            code="mandate_party_deregistered",
            params={"name": party.name, "deregistration": party.deregistration},
        )


def revoke_mandate(mandate: Mandate, *, by: User, reason: str, now: datetime) -> None:
    """End a mandate at once. Raises ValidationError.

    What has been sent under it stands; what has not goes no further.
    """
    standing = Mandate.objects.filter(pk=mandate.pk, revoked_at=None)
    if not standing.update(revoked_at=now, revoked_by=by, revoked_reason=reason):
        raise ValidationError(_("The mandate is revoked already."), code="mandate_is_revoked")


def check_mandate(mandate: Mandate, agreement: Any, *, on: date) -> None:
    """Hold a mandate as it is until the transaction ends; refuse where it lets nobody act.

    Of an act under it and its revocation at the same moment, one waits for the other. Codes:
    mandate_party_deregistered, mandate_is_over.
    """
    organisation = agreement.accession.organisation_id
    standing = in_force_for(organisation, on).filter(covering(agreement.accession.framework_id))
    held = standing.select_related(None).select_for_update(no_key=True)
    if not held.filter(pk=mandate.pk).exists():
        parties = (mandate.owner_id, mandate.representative_id)
        for party in Organisation.objects.filter(pk__in=parties):
            _check_is_registered(party, on=on)
        raise ValidationError(
            _("The mandate is over or revoked. Nothing more can be done under it."),
            code="mandate_is_over",
        )
