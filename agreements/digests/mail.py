"""The daily mail about what waits for KS."""

from django.utils import translation
from django.utils.translation import gettext as _

from municipalities.mail import send_to_each
from municipalities.officer_mail.queries import officers
from municipalities.worker.kinds import transactional_task


@transactional_task
def send_digest(officer_id, lines) -> None:
    """Write to a case officer what waited when the mail was queued, as (label, number, path).

    Nobody is written to who has ceased to be a case officer in the meantime.
    """
    recipients = officers().filter(pk=officer_id).values_list("email", flat=True)
    with translation.override("nb"):
        send_to_each(
            list(recipients),
            subject=_("What waits for KS today"),
            template="digests/mail/digest.txt",
            context={"lines": [(_(label), number, path) for label, number, path in lines]},
        )
