"""Changing and ending what is confirmed: an order of its own that lowers lines of another.

Nothing confirmed is taken back. A correcting order refers to the confirmed one, is approved and
sent like any order, and only its confirmation lowers holdings, ceilings and pooled volume. It is
placed under what the confirmed order was placed under: what was bought at a price is given up at
that price. More of something is a new order, at today's price.

What is bought for good never goes down, except that a wrong order can be corrected within
WRONG_ORDER_DAYS days of its confirmation.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.states import AccessionState
from agreements.catalogue.pricing import line_net, order_amount
from agreements.orders.approvals import check_limit
from agreements.orders.mail import ask_approvers
from agreements.orders.models import Order, OrderLine, OrderStep
from agreements.orders.placing import next_sequence
from agreements.orders.queries import lines_left
from agreements.orders.states import OrderKind, OrderState
from municipalities.people.models import Role
from municipalities.register.models import Organisation

WRONG_ORDER_DAYS = 30
"""How long after its confirmation a wrong order for something bought for good can be corrected."""

FROZEN_WITH_THE_ORDER = (
    "organisation_id",
    "volume_licence_agreement_id",
    "segment_id",
    "segment_name",
    "cost_sharing_key_id",
    "cost_centre",
    "requisition_number",
    "delivery_contact",
    "delivery_email",
    "terms_version_id",
    "price_list_id",
    "price_level",
    "discount_percent",
    "markup_percent",
    "counting_basis",
    "vat_percent",
)
"""What a correcting order takes over from the order it corrects."""

FROZEN_WITH_THE_LINE = (
    "product_id",
    "lot_id",
    "part_number",
    "name",
    "unit",
    "pool",
    "price_level",
    "points",
    "unit_net",
    "term_months",
    "last_day",
)


@transaction.atomic
def correct_order(order, *, by, correction, now):
    """Submit an order that lowers a confirmed one; the same submission twice is one order.

    `correction` holds submission_key, buyer_reference, reason, and fewer: {line id: how many
    fewer}. Raises ValidationError.
    """
    # One submission at a time in an organisation, as for new orders
    Organisation.objects.select_for_update(no_key=True).get(pk=order.organisation_id)
    key = correction["submission_key"]
    done = Order.objects.filter(submission_key=key, submitted_by=by, corrects=order).first()
    if done:
        return done
    if not may_be_corrected(order):
        raise ValidationError(
            _("Only a confirmed order can be changed or ended."), code="order_not_confirmed"
        )
    if order.volume_licence_agreement.accession.state == AccessionState.TRANSFERRED:
        raise ValidationError(
            _(
                "What was ordered has passed to %(organisations)s in a reform, and is not given up "
                "here. There, fewer subscriptions can be reported in the yearly true-up, where the "
                "programme lets them go down. Ask KS about anything else."
            ),
            code="order_has_passed_on",
            params={
                "organisations": ", ".join(heir.name for heir in order.organisation.passed_into)
            },
        )
    lines = list(lines_left(order).select_related("ledger_entry"))
    fewer = {pk: quantity for pk, quantity in correction["fewer"].items() if quantity}
    _check_fewer(order, lines, fewer, now=now)
    made = _place(order, lines, fewer, by=by, correction=correction, now=now)
    check_limit(by, order.organisation, Role.ORDERER, net=made.net)
    ask_approvers.enqueue(made.pk)
    return made


def may_be_corrected(order):
    """Whether an order is one that another may lower: confirmed, and itself no correction."""
    return not order.lowers and order.state == OrderState.CONFIRMED


def is_for_good(line):
    """Whether a line's right has no last day."""
    return line.term_months is None


def may_be_lowered(order, line, *, on):
    """Whether a line can be given up on a day: not once its term is over, nor what is for good."""
    if not is_for_good(line):
        return line.ledger_entry.valid_to >= on
    confirmed_on = timezone.localdate(line.ledger_entry.posted_at)
    return on <= confirmed_on + timedelta(days=WRONG_ORDER_DAYS)


def _check_fewer(order, lines, fewer, *, now):
    if not fewer or fewer.keys() - {line.pk for line in lines}:
        raise ValidationError(
            _("Write how many fewer of at least one product."), code="nothing_is_lowered"
        )
    for line in lines:
        if line.pk in fewer:
            _check_line(order, line, fewer[line.pk], on=timezone.localdate(now))


def _check_line(order, line, fewer, *, on):
    """Refuse what cannot be given up, with the sentence that says why."""
    if not may_be_lowered(order, line, on=on):
        if is_for_good(line):
            sentence = _(
                "%(product)s is bought for good and cannot be given back. A wrong order can be "
                "corrected within %(days)s days of its confirmation."
            )
            code = "bought_for_good"
        else:
            sentence, code = _("The term of %(product)s is over."), "term_is_over"
        params = {"product": line.name, "days": WRONG_ORDER_DAYS}
        raise ValidationError(sentence, code=code, params=params)
    if not 0 < fewer <= line.left:
        raise ValidationError(
            _("Of %(product)s there are %(left)s left to give up."),
            code="more_than_is_left",
            params={"product": line.name, "left": line.left},
        )


def _place(order, lines, fewer, *, by, correction, now):
    """Write the correcting order, its lines, and its first step with the reason."""
    today = timezone.localdate(now)
    lowered = [_lowered(line, fewer[line.pk]) for line in lines if line.pk in fewer]
    amount = order_amount([line.net for line in lowered], vat_percent=order.vat_percent)
    ends = all(line.left == fewer.get(line.pk, 0) for line in lines)
    made = Order.objects.create(
        **{name: getattr(order, name) for name in FROZEN_WITH_THE_ORDER},
        kind=OrderKind.END if ends else OrderKind.CHANGE,
        corrects=order,
        year=today.year,
        sequence=next_sequence(order.organisation_id, today.year),
        submission_key=correction["submission_key"],
        buyer_reference=correction["buyer_reference"],
        net=amount.net,
        vat=amount.vat,
        gross=amount.gross,
        submitted_at=now,
        submitted_by=by,
    )
    for position, line in enumerate(lowered, start=1):
        line.order, line.position = made, position
    OrderLine.objects.bulk_create(lowered)
    OrderStep.objects.create(
        order=made, state=made.state, at=now, by=by, reason=correction["reason"]
    )
    return made


def _lowered(line, fewer):
    """A line of the correcting order, not yet on it: so many fewer at the original's price."""
    return OrderLine(
        **{name: getattr(line, name) for name in FROZEN_WITH_THE_LINE},
        corrects=line,
        quantity=-fewer,
        net=line_net(quantity=-fewer, unit_net=line.unit_net),
    )
