"""Taking in what a reseller answers: the order is confirmed or rejected, or its orderer asked."""

from dataclasses import asdict
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.exchange.order_response import read_response
from agreements.orders.actions import confirm_order, move_order
from agreements.orders.mail import pass_on_change
from agreements.orders.models import Order, OrderResponse
from agreements.orders.queries import order_by_number
from agreements.orders.states import OrderState
from municipalities.register.models import Organisation


@transaction.atomic
def import_response(content, *, by, now):
    """Store an order response and do what it says; each file once. Raises ValidationError.

    `by` is None for the portal itself. A change is passed on to who submitted the order, and
    moves nothing: what is ordered under a number stays as it was submitted.
    """
    response = read_response(content)
    order = _answered(response)
    stored = _store(order, response, digest=sha256(content).hexdigest(), by=by, now=now)
    if stored.code == OrderResponse.Code.ACCEPTED:
        confirm_order(order, by=by, reseller_reference=response.number[:100], now=now)
    elif stored.code == OrderResponse.Code.REJECTED:
        reason = response.note or _("The reseller gave no reason.")
        move_order(order, OrderState.REJECTED, by=by, now=now, reason=reason)
    elif stored.code == OrderResponse.Code.CHANGED:
        pass_on_change.enqueue(stored.pk)
    return stored


def _answered(response):
    """The order, if it is this buyer's and went to this seller."""
    try:
        buyer = Organisation.objects.get(organisation_number=response.buyer)
        order = order_by_number(buyer, response.order_number)
    except (Organisation.DoesNotExist, Order.DoesNotExist, ValueError) as error:
        raise ValidationError(
            _("There is no order %(number)s of the buyer in the file."),
            code="response_without_order",
            params={"number": response.order_number[:30]},
        ) from error
    if order.volume_licence_agreement.reseller.organisation_number != response.seller:
        raise ValidationError(
            _("The order went to another reseller than the one who answers."),
            code="response_of_another",
        )
    return order


def _store(order, response, *, digest, by, now):
    try:
        with transaction.atomic():
            return OrderResponse.objects.create(
                order=order,
                code=response.code,
                number=response.number[:200],
                note=response.note,
                lines=[asdict(line) for line in response.lines],
                sha256=digest,
                received_at=now,
                received_by=by,
            )
    except IntegrityError as error:
        raise ValidationError(
            _("This answer is already taken in."), code="response_already_here"
        ) from error
