"""What a mandate opens among an organisation's own agreements."""

from django.db.models.query import QuerySet

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.mandates.models import Mandate
from agreements.mandates.page_mandates import mandates_for_page
from agreements.mandates.queries import covering
from municipalities.register.models import Organisation


def mandates_for_agreement(
    organisation: Organisation, *, agreement_number: str, **_address
) -> QuerySet[Mandate]:
    """The mandates in force today that cover the volume licence agreement of the address."""
    framework = VolumeLicenceAgreement.objects.filter(
        accession__organisation=organisation, number=agreement_number
    ).values("accession__framework")
    return mandates_for_page(organisation).filter(covering(framework[:1]))
