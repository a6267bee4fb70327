"""Selecting baskets and order templates."""

from django.db.models.query import QuerySet

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.basket.models import Basket, OrderTemplate
from municipalities.people.models import User
from municipalities.register.models import Organisation


def basket_of(user: User, agreement: VolumeLicenceAgreement) -> Basket | None:
    """The person's basket under an agreement, or None."""
    return Basket.objects.filter(user=user, volume_licence_agreement=agreement).first()


def templates_of(organisation: Organisation) -> QuerySet[OrderTemplate]:
    """The organisation's order templates by name, each with its lines."""
    return (
        OrderTemplate.objects.filter(volume_licence_agreement__accession__organisation=organisation)
        .select_related(
            "volume_licence_agreement__accession__framework",
            "saved_by",
            "segment",
            "cost_sharing_key",
        )
        .prefetch_related("lines__product")
    )
