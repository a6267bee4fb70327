"""Mail about accessions, in the organisation's written standard."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agreements.accessions.models import Accession
from agreements.accessions.next_steps import next_step
from agreements.accessions.queries import accessions_with_parties, last_note
from municipalities.mail import send_to_each
from municipalities.people.models import Role
from municipalities.people.queries import people_with_role
from municipalities.worker.kinds import transactional_task


@transactional_task
def tell_signatory(accession_id):
    """Tell who signed what KS has answered: countersigned, returned or rejected."""
    accession = accessions_with_parties().get(pk=accession_id)
    with translation.override(accession.organisation.language):
        send_to_each(
            [accession.signed_by.email],
            subject=_("KS has answered: %(framework)s") % {"framework": accession.framework},
            template="accessions/mail/decision.txt",
            context={"accession": accession, "reason": last_note(accession)},
        )


@transactional_task
def send_invitation(accession_id):
    """Invite an organisation to join."""
    _write_to_organisation(
        accession_id,
        subject=gettext_noop("Invitation to join: %(framework)s"),
        template="accessions/mail/invitation.txt",
    )


@transactional_task
def remind_organisation(accession_id):
    """Remind an organisation of a case that waits for it."""
    _write_to_organisation(
        accession_id,
        subject=gettext_noop("Reminder: %(framework)s"),
        template="accessions/mail/reminder.txt",
    )


def _write_to_organisation(accession_id, *, subject, template):
    """To those who can answer: its signatories and administrators."""
    accession = Accession.objects.select_related("organisation", "framework").get(pk=accession_id)
    with translation.override(accession.organisation.language):
        send_to_each(
            sorted(addresses_of(accession.organisation)),
            subject=_(subject) % {"framework": accession.framework},
            template=template,
            context={
                "accession": accession,
                "step": next_step(accession),
                "today": timezone.localdate(),
            },
        )


def addresses_of(organisation):
    """The e-mail addresses of the organisation's signatories and administrators."""
    return {
        person.email
        for role in (Role.SIGNATORY, Role.ADMINISTRATOR)
        for person in people_with_role(organisation, role)
    }
