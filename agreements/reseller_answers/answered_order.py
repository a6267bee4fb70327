"""Finding the order that a reseller's file answers."""

from django.core.exceptions import ValidationError
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from agreements.mandates.models import Mandate
from agreements.mandates.queries import covering
from agreements.orders.models import Order
from agreements.orders.queries import orders_in_full
from municipalities.register.models import Organisation


def answered_order(response, *, organisation: Organisation | None = None) -> Order:
    """The order of a buyer in the file that went to the seller in it. Raises ValidationError.

    A file may name its buyer by more than one number, such as that of a shared service to which it
    was sent. With `organisation`, only one of its orders.
    """
    orders = _orders_of_buyers(response, organisation)
    if not orders:
        raise _no_order(response)
    sold = [order for order in orders if order.seller_organisation_number in response.sellers]
    if not sold:
        raise ValidationError(
            _("The order went to another reseller than the one who answers."),
            code="response_of_another",
        )
    if len(sold) > 1:
        raise ValidationError(
            _(
                "The file names more than one buyer, and each has an order %(number)s. "
                "Ask the reseller to name the one who ordered."
            ),
            code="response_of_two_buyers",
            params={"number": response.order_number[:30]},
        )
    return sold[0]


def mandate_covering(order: Order, mandates, response) -> Mandate | None:
    """Which of these mandates lets the person bring the answer to an order; None for no mandates.

    Raises ValidationError where none covers the order: as if there was none.
    """
    if mandates is None:
        return None
    framework = order.volume_licence_agreement.accession.framework_id
    over = Mandate.objects.filter(covering(framework), pk__in=[one.pk for one in mandates])
    mandate = over.order_by("given_at", "pk").first()
    if mandate is None:
        raise _no_order(response)
    return mandate


def _orders_of_buyers(response, organisation: Organisation | None) -> QuerySet[Order]:
    year, _dash, sequence = response.order_number.partition("-")
    if not (year.isdecimal() and sequence.isdecimal()):
        return Order.objects.none()
    buyers = Organisation.objects.filter(organisation_number__in=response.buyers)
    if organisation:
        buyers = buyers.filter(pk=organisation.pk)
    return orders_in_full().filter(organisation__in=buyers, year=year, sequence=sequence)


def _no_order(response) -> ValidationError:
    return ValidationError(
        _("There is no order %(number)s of the buyer in the file."),
        code="response_without_order",
        params={"number": response.order_number[:30]},
    )
