"""Writing an order with everything it is placed under; the database freezes it."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.frameworks.queries import terms_in_force
from agreements.orders.models import Order, OrderLine, OrderStep
from agreements.orders.segments import placed_for

OPTIONAL_FACTS = (
    "kind",
    "cost_sharing_key",
    "requisition_number",
    "delivery_contact",
    "delivery_email",
    "requested_delivery_from",
    "requested_delivery_to",
)
"""What a submission may say besides what it must."""


def place_order(agreement, priced, *, by, submission, now):
    """Write the order with everything it is placed under, its lines and its first step."""
    order = Order(
        submission_key=submission["submission_key"],
        buyer_reference=submission["buyer_reference"],
        cost_centre=submission["cost_centre"],
        submitted_at=now,
        submitted_by=by,
        mandate=submission["mandate"],
        **{name: submission[name] for name in OPTIONAL_FACTS if submission.get(name)}
        | placed_for(submission),
        **_placed_under(agreement, priced, on=timezone.localdate(now)),
    )
    with _withdrawn_list_refused():
        order.save()
    OrderLine.objects.bulk_create(_lines(order, priced))
    OrderStep.objects.create(
        order=order, state=order.state, at=now, by=by, mandate=submission["mandate"]
    )
    return order


def _placed_under(agreement, priced, *, on):
    """The number of the order, and the agreement, terms and prices that hold on its day."""
    organisation_id = agreement.accession.organisation_id
    return {
        "organisation_id": organisation_id,
        "volume_licence_agreement": agreement,
        "year": on.year,
        "sequence": next_sequence(organisation_id, on.year),
        "terms_version": terms_in_force(agreement.accession.framework, on),
        "co_term_on": priced.co_term_on,
        "price_list": priced.terms.price_list,
        "price_level": agreement.price_level.code if agreement.price_level else "",
        "discount_percent": priced.terms.discount_percent,
        "markup_percent": priced.terms.markup_percent,
        "counting_basis": agreement.counting_basis,
        "vat_percent": priced.amount.vat_percent,
        "net": priced.amount.net,
        "vat": priced.amount.vat,
        "gross": priced.amount.gross,
    }


def _lines(order, priced):
    """The basket's lines as they are now; the database freezes them."""
    for position, line in enumerate(priced.lines, start=1):
        yield OrderLine(
            order=order,
            position=position,
            product=line.product,
            lot_id=line.product.lot_id,
            part_number=line.product.part_number,
            name=line.product.name,
            unit=line.product.unit,
            pool=line.product.pool,
            price_level=line.level_code,
            points=line.product.unit_points,
            quantity=line.quantity,
            unit_net=line.unit_net,
            net=line.net,
            term_months=line.term_months,
            last_day=line.last_day,
        )


def next_sequence(organisation_id, year):
    """The next order number of the year; the organisation's row is locked by who asks."""
    newest = (
        Order.objects.filter(organisation=organisation_id, year=year).order_by("-sequence").first()
    )
    return newest.sequence + 1 if newest else 1


def basket_changed():
    """The refusal when what was seen is not what would be ordered."""
    return ValidationError(
        _("The basket or its prices have changed since you opened the page. Look again."),
        code="basket_changed",
    )


@contextmanager
def _withdrawn_list_refused():
    """Say so when the price list was withdrawn at this very moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "order_price_list_is_not_withdrawn" not in str(error):
            raise
        raise basket_changed() from error
