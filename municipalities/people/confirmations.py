"""What people are shown before a role ends or a colleague is invited."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from municipalities import formatting
from municipalities.confirmation import Confirmation, fact
from municipalities.outbox.leaving import when_mail_leaves
from municipalities.people.forms import ROLES
from municipalities.people.models import Membership, Role, User
from municipalities.people.queries import has_other_administrator, unanswered_invitations
from municipalities.people.states import INVITATION_DAYS
from municipalities.register.models import Organisation


def membership_end_confirmation(membership: Membership, *, by: User, now: datetime) -> Confirmation:
    """What ending a role does: whose, where, since when, and what stops with it."""
    person, role = membership.user, membership.get_role_display()
    is_own = person == by
    names = {"role": role.lower(), "person": person.name}
    return Confirmation(
        heading=_("End the role %(role)s") % names,
        button=_("End the role %(role)s of %(person)s") % names,
        facts=(
            fact(_("Person"), person.name, person.email),
            fact(_("Role"), role),
            fact(_("Organisation"), membership.organisation.name),
            fact(_("Since"), formatting.day(membership.confirmed_at)),
            fact(_("Order limit"), _limit(membership)),
            fact(_("Invitations that are withdrawn"), *_cancelled_invitations(membership)),
            *_facts_of_other_packages(membership, now),
        ),
        consequences=(
            _("Your role ends at once. To get it back, an administrator must confirm it anew.")
            if is_own
            else _("The role ends at once. To get it back, the person must be let in anew."),
            *_last_administrator_consequences(membership),
            _("Orders and signatures that are made already stand."),
        ),
        is_harmful=True,
    )


def _last_administrator_consequences(membership: Membership):
    """What follows where the last administrator leaves."""
    is_administrator = membership.role == Role.ADMINISTRATOR
    if not is_administrator or has_other_administrator(membership.organisation, membership.user):
        return []
    return [_("No administrator is left then. KS decides who gets a role until there is one.")]


def _limit(membership: Membership) -> str:
    if membership.order_limit is None:
        return ""
    return _("%(limit)s net") % {"limit": formatting.kroner(membership.order_limit)}


def _cancelled_invitations(membership: Membership):
    """To whom an administrator's unanswered invitations are, which fall with the role."""
    if membership.role != Role.ADMINISTRATOR:
        return []
    sent = unanswered_invitations(membership.organisation).filter(invited_by=membership.user)
    return [f"{one.email}, {one.get_role_display()}" for one in sent]


def _facts_of_other_packages(membership: Membership, now: datetime):
    """What the other parts of the portal know that stops with the role."""
    asked = map(import_string, settings.ROLE_END_FACTS)
    return [one for stops in asked for one in stops(membership, now=now)]


def invitation_confirmation(
    organisation: Organisation, *, email: str, roles, by: User, now: datetime
) -> Confirmation:
    """What inviting a colleague does: who invites whom, to what, and for how long."""
    email = email.lower()
    return Confirmation(
        heading=_("Invite %(email)s") % {"email": email},
        button=_("Send the invitation to %(email)s") % {"email": email},
        facts=(
            fact(_("E-mail address"), email),
            fact(_("Roles"), *(dict(ROLES)[role] for role in roles)),
            fact(_("Organisation"), organisation.name),
            fact(_("Invited by"), by.name),
            fact(_("Answer within"), _("%(days)s days") % {"days": INVITATION_DAYS}),
            when_mail_leaves(now),
        ),
        consequences=(
            _(
                "The invitation is queued at once. Whoever reads mail at this address can take "
                "the roles, until you withdraw the invitation."
            ),
        ),
    )
