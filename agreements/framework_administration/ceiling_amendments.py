"""Moving a ceiling's maximum: one case officer proposes it, another confirms it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.frameworks.models import Ceiling, CeilingAmendment
from municipalities.people.models import User


@transaction.atomic
def propose_ceiling(
    ceiling: Ceiling, *, maximum_value, maximum_quantity, reason: str, by: User, now: datetime
) -> CeilingAmendment:
    """Propose other maximums (net kroner, units); nothing holds before they are confirmed.

    Raises ValidationError for a draft, for what is the same or below what is ordered, where a
    proposal waits already, and where a maximum would go away.
    """
    ceiling = _locked(ceiling)
    if ceiling.framework.announced_on is None:
        raise ValidationError(
            _("The agreement is a draft. Change the ceiling in the draft."), code="is_a_draft"
        )
    amendment = CeilingAmendment(
        ceiling=ceiling,
        old_value=ceiling.maximum_value,
        new_value=maximum_value,
        old_quantity=ceiling.maximum_quantity,
        new_quantity=maximum_quantity,
        reason=reason,
        proposed_at=now,
        proposed_by=by,
    )
    amendment.full_clean()
    _amended(ceiling, amendment)
    amendment.save()
    return amendment


@transaction.atomic
def confirm_ceiling(amendment: CeilingAmendment, *, by: User, now: datetime) -> CeilingAmendment:
    """Let the proposed maximums hold. Another case officer than the one who proposed them."""
    ceiling = _locked(amendment.ceiling)
    amendment = _waiting(amendment)
    check_second_officer(amendment, by)
    if (ceiling.maximum_value, ceiling.maximum_quantity) != (
        amendment.old_value,
        amendment.old_quantity,
    ):
        raise ValidationError(
            _("The maximum has moved since this was proposed. Propose it anew."),
            code="ceiling_moved",
        )
    amended = _amended(ceiling, amendment)
    amendment.confirmed_at, amendment.confirmed_by = now, by
    amendment.save(update_fields=["confirmed_at", "confirmed_by"])
    amended.save(update_fields=["maximum_value", "maximum_quantity"])
    return amendment


@transaction.atomic
def withdraw_ceiling(amendment: CeilingAmendment, *, by: User, now: datetime) -> None:
    """Take a proposal back; its own proposer may, and any other case officer."""
    amendment = _waiting(amendment)
    amendment.withdrawn_at, amendment.withdrawn_by = now, by
    amendment.save(update_fields=["withdrawn_at", "withdrawn_by"])


def check_second_officer(amendment: CeilingAmendment, person: User) -> None:
    """Refuse whoever proposed it."""
    if amendment.proposed_by_id == person.pk:
        raise ValidationError(
            _("You proposed this maximum. A colleague must confirm it."), code="own_proposal"
        )


def _locked(ceiling: Ceiling) -> Ceiling:
    return (
        Ceiling.objects.select_for_update(of=["self"])
        .select_related("framework")
        .get(pk=ceiling.pk)
    )


def _waiting(amendment: CeilingAmendment) -> CeilingAmendment:
    amendment = CeilingAmendment.objects.select_for_update().get(pk=amendment.pk)
    if not amendment.is_waiting:
        raise ValidationError(_("This is already confirmed or withdrawn."), code="already_decided")
    return amendment


def _amended(ceiling: Ceiling, amendment: CeilingAmendment):
    """The ceiling as it then is. Raises ValidationError where it cannot be so."""
    new = {"maximum_value": amendment.new_value, "maximum_quantity": amendment.new_quantity}
    for name, value in new.items():
        if value is None and getattr(ceiling, name) is not None:
            missing = ValidationError(
                _("A stated maximum cannot go away. Write the new one."), code="maximum_missing"
            )
            raise ValidationError({name: missing})
        setattr(ceiling, name, value)
    ceiling.full_clean()
    return ceiling
