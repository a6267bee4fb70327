"""Selecting true-ups, and what they are counted against."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from agreements.accessions.states import AccessionState
from agreements.catalogue.models import Product
from agreements.catalogue.pricing import line_net
from agreements.catalogue.queries import products_for
from agreements.holdings.queries import positions
from agreements.trueups.models import TrueUp
from agreements.trueups.states import TrueUpState


@dataclass(frozen=True)
class Held:
    """How many of a product are held; `unit_net` is today's price of one more, None if not sold."""

    product: Product
    quantity: int
    unit_net: Decimal | None

    def cost_of(self, counted):
        """What the difference to a count costs, net kroner."""
        return line_net(quantity=counted - self.quantity, unit_net=self.unit_net or Decimal(0))


def true_ups_of(organisation):
    """An organisation's true-ups, the next anniversary last answered first."""
    return TrueUp.objects.filter(
        volume_licence_agreement__accession__organisation=organisation
    ).select_related(
        "volume_licence_agreement__accession__organisation",
        "volume_licence_agreement__programme",
        "order__organisation",
        "signature",
    )


def held_under(agreement, on):
    """What is held under an agreement on a day, by product name, with today's prices."""
    held = {
        position.product_id: position.quantity
        for position in positions(agreement.accession.organisation, on)
        if position.agreement_number == agreement.number
    }
    for_sale = products_for(agreement, on).in_bulk(list(held))
    products = Product.objects.filter(pk__in=held).order_by("name", "part_number")
    return [
        Held(
            product=product,
            quantity=held[product.pk],
            unit_net=for_sale[product.pk].unit_net if product.pk in for_sale else None,
        )
        for product in products
    ]


def all_true_ups():
    """Every member's true-ups, soonest last day first, with what KS' list shows."""
    return TrueUp.objects.select_related(
        "volume_licence_agreement__accession__organisation",
        "volume_licence_agreement__accession__framework",
        "order__organisation",
    ).order_by("closes_on", "volume_licence_agreement__accession__organisation__name", "pk")


def is_awaited():
    """The condition that somebody is to answer: the agreement has not ended or passed on."""
    return Q(
        state=TrueUpState.OPEN,
        volume_licence_agreement__accession__state=AccessionState.COUNTERSIGNED,
        volume_licence_agreement__withdrawn_at=None,
    )


def silent():
    """The true-ups that nobody has answered, of agreements that go on."""
    return all_true_ups().filter(is_awaited())


def answer_counts():
    """How many true-ups there are in each state, and how many are late, as one dictionary."""
    return TrueUp.objects.filter(~Q(state=TrueUpState.OPEN) | is_awaited()).aggregate(
        all=Count("pk"),
        **{state.value: Count("pk", filter=Q(state=state)) for state in TrueUpState},
    )
