"""Mail about accessions, in the organisation's written standard."""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agreements.accessions.models import AccessionMessage
from agreements.accessions.next_steps import next_step, steps_after_countersigning
from agreements.accessions.queries import accessions_with_parties, last_note, people_to_notify
from agreements.accessions.states import ActKind, MessageChannel
from municipalities.mail import send_to_each
from municipalities.officer_mail.models import Subject
from municipalities.officer_mail.queries import immediate_recipients
from municipalities.worker.kinds import transactional_task

SUBJECTS = {
    ActKind.INVITED: gettext_noop("Invitation to join: %(framework)s"),
    ActKind.REMINDED: gettext_noop("Reminder: %(framework)s"),
}
TEMPLATES = {
    ActKind.INVITED: "accessions/mail/invitation.txt",
    ActKind.REMINDED: "accessions/mail/reminder.txt",
}


@transactional_task
def notify_signatory(accession_id: int) -> None:
    """Notify who signed, and the contacts, what KS has answered: signed, returned or rejected."""
    accession = accessions_with_parties().get(pk=accession_id)
    with translation.override(accession.organisation.language):
        send_to_each(
            [person.email for person in people_to_notify(accession)],
            subject=_("KS has answered: %(framework)s") % {"framework": accession.framework},
            template="accessions/mail/decision.txt",
            context={
                "accession": accession,
                "reason": last_note(accession),
                "steps": steps_after_countersigning(accession, on=timezone.localdate()),
            },
        )


@transactional_task
def notify_officers(accession_id: int) -> None:
    """Notify the case officers who want it at once that a case waits for KS."""
    accession = accessions_with_parties().get(pk=accession_id)
    with translation.override("nb"):
        send_to_each(
            immediate_recipients(Subject.CASES),
            subject=_("A case waits for KS: %(organisation)s")
            % {"organisation": accession.organisation},
            template="accessions/mail/new_case.txt",
            context={"accession": accession},
        )


def write_messages(act, recipients) -> list[AccessionMessage]:
    """Write the e-mails of an invitation or a reminder to the outbox; returns them.

    `recipients` (message_queries.Recipients) without an address gives none: a letter does.
    """
    accession = act.accession
    organisation = accession.organisation
    with translation.override(organisation.language):
        outgoing = send_to_each(
            recipients.addresses,
            subject=_(SUBJECTS[act.kind]) % {"framework": accession.framework},
            template=TEMPLATES[act.kind],
            context={
                "accession": accession,
                "step": next_step(accession),
                "is_official": recipients.channel == MessageChannel.OFFICIAL,
                "role_path": reverse("role_request", args=[organisation.organisation_number]),
            },
            is_kept=True,
        )
    return AccessionMessage.objects.bulk_create(
        AccessionMessage(
            act=act, channel=recipients.channel, outgoing=one, written_at=one.written_at
        )
        for one in outgoing
    )
