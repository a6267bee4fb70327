"""What a signatory is shown, where nothing is to be ordered."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from agreements.accessions.documents import official_name
from agreements.signing.port import Offer
from agreements.trueups.models import TrueUp
from municipalities import formatting


@dataclass(frozen=True)
class Statement:
    """What a person saw: counts, {product id: how many are used}, in a language, as a text."""

    counts: dict
    language: str
    sha256: str


def counts_offer(true_up: TrueUp, held, counts, *, language: str) -> Offer:
    """What is used of each thing that is held, and the sentence that it is all there is in use.

    What is not counted is as it was; of what there are fewer, the text says from when.
    """
    agreement = true_up.volume_licence_agreement
    with translation.override(language):
        consent = _("We use no more than this. There is nothing to order.")
        anniversary = formatting.day(true_up.anniversary)
        heading = [
            _("Answer to the true-up"),
            official_name(agreement.accession.organisation),
            f"{agreement.number}, {anniversary}",
        ]
        lines = [_line(row, counts, anniversary) for row in held]
    return Offer(text="\n".join([*heading, *lines]), consent_text=consent)


def _line(row, counts, anniversary) -> str:
    line = f"{row.quantity} {row.product.part_number} {row.product.name}"
    if not row.is_counted:
        return f"{line} ({row.counting_basis})"
    counted = counts.get(row.product.pk, row.quantity)
    if counted == row.quantity:
        return line
    fewer = _("%(counted)s from %(day)s") % {"counted": counted, "day": anniversary}
    return f"{line}, {fewer}"
