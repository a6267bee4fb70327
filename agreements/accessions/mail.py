"""Mail about accessions, in the organisation's written standard."""

from django.tasks import task
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.accessions.models import Accession
from municipalities.mail import send_to_each


@task
def tell_signatory(accession_id):
    """Tell who signed that KS has countersigned or rejected."""
    accession = Accession.objects.select_related("organisation", "framework", "signed_by").get(
        pk=accession_id
    )
    with translation.override(accession.organisation.language):
        send_to_each(
            [accession.signed_by.email],
            subject=_("KS has answered: %(framework)s") % {"framework": accession.framework},
            template="accessions/mail/decision.txt",
            context={"accession": accession},
        )
