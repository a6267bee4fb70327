"""What a mandate opens among the orders."""

from django.db.models.query import QuerySet

from agreements.mandates.models import Mandate
from agreements.mandates.page_mandates import mandates_for_page
from agreements.mandates.queries import covering
from agreements.orders.models import Order
from municipalities.register.models import Organisation


def mandates_for_order(
    organisation: Organisation, *, order_number: str, **_address
) -> QuerySet[Mandate]:
    """The mandates in force today that cover the order of the address."""
    year, _, sequence = order_number.partition("-")
    if not (year.isdecimal() and sequence.isdecimal()):
        return mandates_for_page(organisation).none()
    ordered = Order.objects.filter(organisation=organisation, year=year, sequence=sequence)
    framework = ordered.values("volume_licence_agreement__accession__framework")
    return mandates_for_page(organisation).filter(covering(framework[:1]))
