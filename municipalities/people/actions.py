"""Asking for, confirming and ending roles, and inviting colleagues."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from municipalities.people.mail import (
    send_decision,
    send_invitation,
    send_role_request,
)
from municipalities.people.models import Invitation, Membership, Role
from municipalities.people.queries import administrators_of, invitations_to, waiting
from municipalities.register.models import Organisation


@transaction.atomic
def request_role(user, organisation, *, role, now):
    """Ask for a role; it is in force when somebody with the right to has confirmed it."""
    membership = _make_membership(user, organisation, role=role, requested_at=now)
    send_role_request.enqueue(membership.pk)
    return membership


@transaction.atomic
def confirm_membership(membership, *, by, now):
    """Put a requested role in force.

    By an administrator of the organisation; the first administrator by a KS case officer.
    Nobody confirms their own role. Of two at the same moment one decides.
    """
    _check_may_decide(membership, by=by)
    _decide(membership, confirmed_at=now, confirmed_by=by)
    send_decision.enqueue(membership.pk)


@transaction.atomic
def decline_membership(membership, *, by, now):
    """Say no to a requested role."""
    _check_may_decide(membership, by=by)
    _decide(membership, declined_at=now, declined_by=by)
    send_decision.enqueue(membership.pk)


@transaction.atomic
def end_membership(membership, *, by, now):
    """End a role in force: one's own, or by an administrator.

    The last administrator stays: without one nobody could let anybody in. The organisation is
    locked while it is counted, so that of two who leave at once one stays.
    """
    organisation = lock(membership.organisation)
    if membership.user_id != by.pk and not _is_administrator(by, organisation):
        raise ValidationError(
            _("Only an administrator ends other people's roles."), code="not_administrator"
        )
    is_last = administrators_of(organisation).exclude(pk=membership.pk).count() == 0
    if membership.role == Role.ADMINISTRATOR and is_last:
        raise ValidationError(
            _("You are the last administrator. Let in another administrator first."),
            code="last_administrator",
        )
    in_force = Membership.objects.filter(
        pk=membership.pk, confirmed_at__isnull=False, ended_at=None
    )
    if not in_force.update(ended_at=now, ended_by=by):
        raise ValidationError(_("This role has already ended."), code="already_ended")


@transaction.atomic
def invite(organisation, *, email, role, by, now):
    """Invite a colleague to a role, by e-mail in the organisation's written standard."""
    invitation = Invitation(
        organisation=organisation, email=email.lower(), role=role, invited_by=by, invited_at=now
    )
    invitation.full_clean(exclude=["organisation", "invited_by"])
    invitation.save()
    send_invitation.enqueue(invitation.pk)
    return invitation


def withdraw_invitation(invitation, *, now):
    """Take back an invitation that nobody has accepted."""
    is_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not is_open.update(withdrawn_at=now):
        raise ValidationError(
            _("This invitation is already accepted or withdrawn."), code="invitation_closed"
        )


@transaction.atomic
def accept_invitation(invitation, *, user, now):
    """Take the role one is invited to; only the owner of the invited address can."""
    lock(invitation.organisation)
    if invitation not in invitations_to(user, now=now):
        raise ValidationError(
            _("This invitation is not to your address, or it is no longer valid."),
            code="invitation_closed",
        )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now, accepted_by=user)
    return _make_membership(
        user,
        invitation.organisation,
        role=invitation.role,
        requested_at=now,
        confirmed_at=now,
        confirmed_by=invitation.invited_by,
    )


def lock(organisation):
    """The organisation's row, held until the transaction ends."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _make_membership(user, organisation, **fields):
    try:
        with transaction.atomic():
            return Membership.objects.create(user=user, organisation=organisation, **fields)
    except IntegrityError as error:
        if "membership_one_open_per_person_and_role" not in str(error):
            raise
        raise ValidationError(
            _("You already have this role, or have asked for it."), code="already_asked"
        ) from None


def _check_may_decide(membership, *, by):
    if membership.user_id == by.pk:
        raise ValidationError(_("Nobody decides about their own role."), code="own_role")
    organisation = lock(membership.organisation)
    if _is_administrator(by, organisation):
        return
    is_first = (
        membership.role == Role.ADMINISTRATOR and not administrators_of(organisation).exists()
    )
    if not (by.is_case_officer and is_first):
        raise ValidationError(
            _("An administrator of the organisation decides about this role."),
            code="not_administrator",
        )


def _is_administrator(user, organisation):
    return administrators_of(organisation).filter(user=user).exists()


def _decide(membership, **fields):
    """Write the one decision; of two at the same moment the second is refused."""
    if not Membership.objects.filter(waiting(), pk=membership.pk).update(**fields):
        raise ValidationError(_("This request is already decided."), code="already_decided")
    membership.refresh_from_db()
