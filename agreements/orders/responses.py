"""Taking in what a reseller answers: the order is confirmed or rejected, or its orderer asked."""

from dataclasses import asdict
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.exchange.order_response import read_response
from agreements.orders.actions import confirm_order, move_order
from agreements.orders.mail import pass_on_change, pass_on_reply
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
    stored = OrderResponse(
        order=_answered(response),
        code=response.code,
        number=response.number[:200],
        note=response.note,
        lines=[asdict(line) for line in response.lines],
        sha256=sha256(content).hexdigest(),
        received_at=now,
        received_by=by,
    )
    return _take_in(stored, now=now)


@transaction.atomic
def answer_by_link(link, *, code, now, number="", note="", lines=(), delivery_on=None):
    """Do what a reseller says on the order's page. Raises ValidationError.

    `lines` are dicts of number, quantity and note, as in a file.
    """
    stored = OrderResponse(
        order=link.order,
        code=code,
        number=number,
        note=note,
        lines=list(lines),
        delivery_on=delivery_on,
        link=link,
        received_at=now,
    )
    if link.order.state != OrderState.SENT:
        raise ValidationError(_("The order is answered already."), code="order_answered")
    return _take_in(stored, now=now)


@transaction.atomic
def reply_to_change(response, *, reply, by, now):
    """Answer the change that a reseller proposed, once; the reseller gets the reply by mail."""
    open_change = OrderResponse.objects.filter(
        pk=response.pk, code=OrderResponse.Code.CHANGED, replied_at=None
    )
    if not open_change.update(reply=reply, replied_at=now, replied_by=by):
        raise ValidationError(_("A colleague has replied already."), code="already_replied")
    pass_on_reply.enqueue(response.pk)


def _take_in(response, *, now):
    """Store the answer, and confirm or reject the order, or ask its orderer."""
    order, by = response.order, response.received_by
    _store(response)
    if response.code == OrderResponse.Code.ACCEPTED:
        confirm_order(order, by=by, reseller_reference=response.number[:100], now=now)
    elif response.code == OrderResponse.Code.REJECTED:
        reason = response.note or _("The reseller gave no reason.")
        move_order(order, OrderState.REJECTED, by=by, now=now, reason=reason)
    elif response.code == OrderResponse.Code.CHANGED:
        pass_on_change.enqueue(response.pk)
    return response


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


def _store(response):
    try:
        with transaction.atomic():
            response.save(force_insert=True)
    except IntegrityError as error:
        if "order_response_one_change_waits" in str(error):
            raise ValidationError(
                _("The change proposed before waits for the buyer's reply."), code="change_waits"
            ) from error
        if "order_response_each_file_once" not in str(error):
            raise
        raise ValidationError(
            _("This answer is already taken in."), code="response_already_here"
        ) from error
