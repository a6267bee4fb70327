"""Selecting baskets and order templates."""

from agreements.basket.models import Basket, OrderTemplate


def basket_of(user, agreement):
    """The person's basket under an agreement, or None."""
    return Basket.objects.filter(user=user, volume_licence_agreement=agreement).first()


def templates_of(organisation):
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
