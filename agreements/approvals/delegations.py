"""Standing in for an approver who is away."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.approvals.models import MAX_DELEGATION_DAYS, MIN_PAUSE_DAYS, ApprovalDelegation
from municipalities.constraints import broken_constraint
from municipalities.people.models import Role, User
from municipalities.people.queries import is_administrator, people_with_role
from municipalities.register.models import Organisation


def create_delegation(
    organisation: Organisation, *, delegation: dict, by: User, now: datetime
) -> ApprovalDelegation:
    """Let an approver stand in for another for some days. Raises ValidationError.

    `delegation` holds approver, delegate, starts_on and ends_on. Named by the approver who will
    be away, or by an administrator. Both must be approvers: what a stand-in gains is the other's
    order limit, never a role.
    """
    _check_may_decide(organisation, delegation["approver"], by=by)
    _check_not_own_delegation(delegation, by=by)
    approvers = people_with_role(organisation, Role.APPROVER)
    for person in (delegation["approver"], delegation["delegate"]):
        if not approvers.filter(pk=person.pk).exists():
            raise ValidationError(
                _("%(person)s is not an approver here."),
                code="not_an_approver",
                params={"person": person.name},
            )
    named = ApprovalDelegation(organisation=organisation, named_at=now, named_by=by, **delegation)
    _check_days(delegation, today=timezone.localdate(now))
    named.full_clean()
    try:
        with transaction.atomic():
            named.save()
    except IntegrityError as error:
        broken = broken_constraint(error)
        if broken == "delegation_is_not_chained":
            raise _too_long() from error
        if broken != "delegation_one_at_a_time":
            raise
        raise ValidationError(
            _("Somebody stands in on some of these days already."), code="days_are_taken"
        ) from error
    return named


def revoke_delegation(delegation: ApprovalDelegation, *, by: User, now: datetime) -> None:
    """End a stand-in's time at once."""
    _check_may_decide(delegation.organisation, delegation.approver, by=by)
    standing = ApprovalDelegation.objects.filter(pk=delegation.pk, revoked_at=None)
    if not standing.update(revoked_at=now, revoked_by=by):
        raise ValidationError(_("This is revoked already."), code="delegation_is_revoked")


def _check_not_own_delegation(delegation: dict, *, by: User) -> None:
    """A stand-in gains the other's order limit: nobody gives that to themselves."""
    if delegation["delegate"] == by:
        raise ValidationError(
            _(
                "Nobody makes themselves a stand-in. Let the one who is away, or another "
                "administrator, name you."
            ),
            code="own_stand_in",
        )


def _check_days(delegation: dict, *, today: date) -> None:
    if delegation["ends_on"] < today:
        raise ValidationError(_("The last day has passed already."), code="days_are_over")
    if delegation["ends_on"] - delegation["starts_on"] >= timedelta(days=MAX_DELEGATION_DAYS):
        raise _too_long()


def _too_long() -> ValidationError:
    return ValidationError(
        _(
            "A stand-in can have at most %(days)s days at a time, and those with fewer than "
            "%(pause)s days between them count together. Choose fewer days. Let an administrator "
            "give the colleague a limit of their own if it lasts longer."
        ),
        code="stand_in_too_long",
        params={"days": MAX_DELEGATION_DAYS, "pause": MIN_PAUSE_DAYS},
    )


def _check_may_decide(organisation: Organisation, approver, *, by: User) -> None:
    if by != approver and not is_administrator(by, organisation):
        raise ValidationError(
            _("You can name a stand-in for yourself. Ask an administrator for others."),
            code="not_your_own_absence",
        )
