"""Mail about roles, in the organisation's written standard, sent by the worker."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from municipalities.mail import send_to_each
from municipalities.officer_mail.models import Subject
from municipalities.officer_mail.queries import told_at_once
from municipalities.people.models import Invitation, Membership
from municipalities.people.queries import administrators_of
from municipalities.people.states import INVITATION_DAYS
from municipalities.worker.kinds import transactional_task


@transactional_task
def send_role_requests(membership_ids):
    """Tell the organisation's administrators that someone asks for roles, all in one message."""
    memberships = Membership.objects.filter(pk__in=membership_ids).select_related(
        "user", "organisation"
    )
    person, organisation = memberships[0].user, memberships[0].organisation
    administrators = [row.user.email for row in administrators_of(organisation)]
    if not administrators:
        _tell_officers(person, organisation, memberships)
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


def _tell_officers(person, organisation, memberships):
    """Tell the case officers who want it at once: where nobody is in charge, KS confirms."""
    with translation.override("nb"):
        send_to_each(
            told_at_once(Subject.ROLE_REQUESTS),
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
def send_decision(membership_id):
    """Tell the person that their request is confirmed or declined."""
    membership = Membership.objects.select_related("user", "organisation").get(pk=membership_id)
    with translation.override(membership.organisation.language):
        send_to_each(
            [membership.user.email],
            subject=_("Your role in %(organisation)s") % {"organisation": membership.organisation},
            template="people/mail/decision.txt",
            context={"membership": membership, "path": reverse("my_page")},
        )


@transactional_task
def send_invitation(invitation_id):
    """Invite a colleague."""
    invitation = Invitation.objects.select_related("organisation", "invited_by").get(
        pk=invitation_id
    )
    organisation = invitation.organisation
    with translation.override(organisation.language):
        send_to_each(
            [invitation.email],
            subject=_("Invitation from %(organisation)s") % {"organisation": organisation},
            template="people/mail/invitation.txt",
            context={
                "invitation": invitation,
                "path": reverse("invitation_accept", args=[invitation.token]),
                "days": INVITATION_DAYS,
            },
        )
