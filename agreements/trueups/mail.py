"""Mail about true-ups, in the organisation's written standard."""

from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.trueups.models import TrueUp
from agreements.trueups.queries import people_to_notify
from municipalities import formatting
from municipalities.mail import send_to_each
from municipalities.worker.kinds import transactional_task


@transactional_task
def send_true_up_request(true_up_id) -> None:
    """Ask those who order and sign to count, and to answer by the last day."""
    true_up = TrueUp.objects.select_related(
        "volume_licence_agreement__accession__organisation"
    ).get(pk=true_up_id)
    organisation = true_up.volume_licence_agreement.accession.organisation
    with translation.override(organisation.language):
        send_to_each(
            sorted(people_to_notify(organisation).values_list("email", flat=True)),
            subject=_("Yearly true-up of %(agreement)s")
            % {"agreement": true_up.volume_licence_agreement.number},
            template="trueups/mail/ask.txt",
            context={"true_up": true_up, "organisation": organisation},
        )


@transactional_task
def notify_reseller_of_decrease(true_up_id) -> None:
    """Notify the reseller of what there are fewer of from the anniversary on, and who has
    signed.
    """
    true_up = TrueUp.objects.select_related(
        "signature",
        "volume_licence_agreement__reseller",
        "volume_licence_agreement__accession__organisation",
    ).get(pk=true_up_id)
    agreement = true_up.volume_licence_agreement
    organisation = agreement.accession.organisation
    with translation.override(organisation.language):
        send_to_each(
            [agreement.reseller.email],
            subject=_("Fewer subscriptions under %(agreement)s from %(day)s")
            % {"agreement": agreement.number, "day": formatting.day(true_up.anniversary)},
            template="trueups/mail/fewer.txt",
            context={
                "true_up": true_up,
                "organisation": organisation,
                "counts": true_up.counts.filter(counted__lt=F("held")).select_related("product"),
            },
        )
