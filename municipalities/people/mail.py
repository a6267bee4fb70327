"""Mail about roles, in the organisation's written standard, sent by the worker."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from municipalities.mail import send_to_each
from municipalities.officer_mail.models import Subject
from municipalities.officer_mail.queries import immediate_recipients
from municipalities.people.models import Invitation, Membership, User
from municipalities.people.queries import ROLE_ORDER, administrators_of
from municipalities.people.role_changes import RoleChange
from municipalities.people.states import INVITATION_DAYS
from municipalities.register.models import Organisation
from municipalities.worker.kinds import transactional_task


@transactional_task
def send_role_requests(membership_ids) -> None:
    """Notify the organisation's administrators that someone asks for roles, all in one message."""
    memberships = Membership.objects.filter(pk__in=membership_ids).select_related(
        "user", "organisation"
    )
    person, organisation = memberships[0].user, memberships[0].organisation
    others = administrators_of(organisation).exclude(user=person)
    administrators = [row.user.email for row in others]
    if not administrators:
        _notify_officers(person, organisation, memberships)
    with translation.override(organisation.language):
        send_to_each(
            administrators,
            subject=_("%(person)s asks for a role") % {"person": person},
            template="people/mail/role_request.txt",
            context={
                "person": person,
                "organisation": organisation,
                "memberships": memberships,
                "path": reverse("people", args=[organisation.organisation_number]),
            },
        )


def _notify_officers(person: User, organisation: Organisation, memberships) -> None:
    """Notify the case officers who want it at once: where no other administrator is, KS decides."""
    with translation.override("nb"):
        send_to_each(
            immediate_recipients(Subject.ROLE_REQUESTS),
            subject=_("%(person)s asks for a role") % {"person": person},
            template="people/mail/role_request.txt",
            context={
                "person": person,
                "organisation": organisation,
                "memberships": memberships,
                "path": reverse("ks_memberships"),
            },
        )


@transactional_task
def send_decision(membership_ids) -> None:
    """Notify a person which of the roles they asked for in an organisation they have now."""
    memberships = list(
        Membership.objects.filter(pk__in=membership_ids)
        .select_related("user", "organisation")
        .order_by(ROLE_ORDER)
    )
    person, organisation = memberships[0].user, memberships[0].organisation
    with translation.override(organisation.language):
        send_to_each(
            [person.email],
            subject=_("Your role in %(organisation)s") % {"organisation": organisation},
            template="people/mail/decision.txt",
            context={"memberships": memberships, "path": reverse("my_page")},
        )


@transactional_task
def send_role_changes(change_ids) -> None:
    """Notify a person and the organisation's administrators which roles KS gave or ended, and
    why.
    """
    changes = list(
        RoleChange.objects.filter(pk__in=change_ids)
        .select_related("membership__user", "membership__organisation", "changed_by")
        .order_by("pk")
    )
    person, organisation = changes[0].membership.user, changes[0].membership.organisation
    others = administrators_of(organisation).exclude(user=person)
    with translation.override(organisation.language):
        send_to_each(
            [person.email, *(row.user.email for row in others)],
            subject=_("KS has changed roles in %(organisation)s") % {"organisation": organisation},
            template="people/mail/role_changes.txt",
            context={"person": person, "organisation": organisation, "changes": changes},
        )


@transactional_task
def send_invitation(invitation_ids) -> None:
    """Invite a colleague to all the roles in one e-mail; its link is the first one's."""
    invitations = list(
        Invitation.objects.filter(pk__in=invitation_ids)
        .select_related("organisation", "invited_by")
        .order_by(ROLE_ORDER)
    )
    first = invitations[0]
    with translation.override(first.organisation.language):
        send_to_each(
            [first.email],
            subject=_("Invitation from %(organisation)s") % {"organisation": first.organisation},
            template="people/mail/invitation.txt",
            context={
                "invitations": invitations,
                "invitation": first,
                "path": reverse("invitation_accept", args=[first.token]),
                "days": INVITATION_DAYS,
            },
        )
