"""What a signatory is shown when there is nothing to order."""

from django.utils import translation
from django.utils.translation import gettext as _

from agreements.accessions.documents import official_name
from agreements.signing.port import Offer
from municipalities import formatting


def no_change_offer(true_up, held, *, language):
    """The position of the day, and the sentence that it is all there is in use."""
    agreement = true_up.volume_licence_agreement
    with translation.override(language):
        consent = _("We use no more than this. There is nothing to order.")
        heading = [
            _("True-up without change"),
            official_name(agreement.accession.organisation),
            f"{agreement.number}, {formatting.day(true_up.anniversary)}",
        ]
    lines = [f"{row.quantity} {row.product.part_number} {row.product.name}" for row in held]
    return Offer(text="\n".join([*heading, *lines]), consent_text=consent)
