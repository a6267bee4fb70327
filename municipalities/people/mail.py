"""Mail about roles, in the organisation's written standard, sent by the worker."""

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from municipalities.people.models import Invitation, Membership
from municipalities.people.queries import INVITATION_DAYS, administrators_of


@task
def send_role_request(membership_id):
    """Tell the organisation's administrators that someone asks for a role."""
    membership = _membership(membership_id)
    organisation = membership.organisation
    recipients = [row.user.email for row in administrators_of(organisation)]
    with translation.override(organisation.language):
        subject = _("%(person)s asks for a role") % {"person": membership.user}
        _send(
            subject,
            "people/mail/role_request.txt",
            {"membership": membership, "path": reverse("people", args=[_number(organisation)])},
            recipients,
        )


@task
def send_decision(membership_id):
    """Tell the person that their request is confirmed or declined."""
    membership = _membership(membership_id)
    with translation.override(membership.organisation.language):
        _send(
            _("Your role in %(organisation)s") % {"organisation": membership.organisation},
            "people/mail/decision.txt",
            {"membership": membership, "path": reverse("my_page")},
            [membership.user.email],
        )


@task
def send_invitation(invitation_id):
    """Invite a colleague."""
    invitation = Invitation.objects.select_related("organisation", "invited_by").get(
        pk=invitation_id
    )
    with translation.override(invitation.organisation.language):
        _send(
            _("Invitation from %(organisation)s") % {"organisation": invitation.organisation},
            "people/mail/invitation.txt",
            {
                "invitation": invitation,
                "path": reverse("invitation_accept", args=[invitation.token]),
                "days": INVITATION_DAYS,
            },
            [invitation.email],
        )


def _membership(membership_id):
    return Membership.objects.select_related("user", "organisation").get(pk=membership_id)


def _number(organisation):
    return organisation.organisation_number


def _send(subject, template, context, recipients):
    """One message to each, so that nobody sees the others' addresses."""
    body = render_to_string(template, context | {"site": settings.SITE_URL})
    for recipient in recipients:
        send_mail(subject, body, None, [recipient])
