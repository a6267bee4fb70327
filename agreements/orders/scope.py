"""What a mandate opens among the orders."""

from django.db.models.query import QuerySet

from agreements.mandates.models import Mandate
from agreements.mandates.queries import covering
from agreements.mandates.scope import for_some
from agreements.orders.models import Order
from municipalities.register.models import Organisation


def for_order(organisation: Organisation, *, order_number: str, **_address) -> QuerySet[Mandate]:
    """The mandates in force today that cover the order of the address."""
    year, _, sequence = order_number.partition("-")
    if not (year.isdecimal() and sequence.isdecimal()):
        return for_some(organisation).none()
    ordered = Order.objects.filter(organisation=organisation, year=year, sequence=sequence)
    framework = ordered.values("volume_licence_agreement__accession__framework")
    return for_some(organisation).filter(covering(framework[:1]))
