"""Writing an order with everything it is placed under; the database freezes it."""

from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.agreement_levels import ALL_POOLS
from agreements.accessions.models import VolumeLicenceAgreement
from agreements.orders.models import Order, OrderLine, OrderStep
from agreements.orders.order_parties import parties_of_order
from municipalities.constraints import broken_constraint
from municipalities.mail_hold.switch import numbers_to_skip
from municipalities.people.models import User

OPTIONAL_FACTS = (
    "kind",
    "replaces",
    "cost_sharing_key",
    "requisition_number",
    "delivery_contact",
    "delivery_email",
    "requested_delivery_from",
    "requested_delivery_to",
)
"""What a submission may say besides what it must."""


def place_order(
    agreement: VolumeLicenceAgreement, priced, *, by: User, submission, now: datetime
) -> Order:
    """Write the order with everything it is placed under, its lines and its first step."""
    order = Order(
        submission_key=submission["submission_key"],
        buyer_reference=submission["buyer_reference"],
        cost_centre=submission["cost_centre"],
        submitted_at=now,
        submitted_by=by,
        mandate=submission["mandate"],
        **{name: submission[name] for name in OPTIONAL_FACTS if submission.get(name)}
        | segment_facts(submission),
        **_placed_under(agreement, priced, now=now),
        **parties_of_order(
            agreement,
            by=by,
            mandate=submission["mandate"],
            cost_sharing_key=submission.get("cost_sharing_key"),
        ),
    )
    with conflicts_as_refusals():
        order.save()
    OrderLine.objects.bulk_create(_lines(order, priced))
    OrderStep.objects.create(
        order=order, state=order.state, at=now, by=by, mandate=submission["mandate"]
    )
    return order


def _placed_under(agreement: VolumeLicenceAgreement, priced, *, now: datetime):
    """The number of the order, the agreement, the terms that were signed, and the day's prices."""
    on = timezone.localdate(now)
    organisation_id = agreement.accession.organisation_id
    return {
        "organisation_id": organisation_id,
        "volume_licence_agreement": agreement,
        "year": on.year,
        "sequence": next_sequence(organisation_id, now=now),
        "terms_version_id": agreement.accession.terms_version_id,
        "co_term_on": priced.co_term_on,
        "price_list": priced.terms.price_list,
        "price_level": _one_level(priced.terms),
        "discount_percent": priced.terms.discount_percent,
        "markup_percent": priced.terms.markup_percent,
        "counting_basis": agreement.counting_basis,
        "vat_percent": priced.amount.vat_percent,
        "net": priced.amount.net,
        "vat": priced.amount.vat,
        "gross": priced.amount.gross,
    }


def _one_level(terms):
    """The code of the level that holds whatever is bought; by pool, each line has its own."""
    level = terms.own[ALL_POOLS]
    return level.code if level else ""


def _lines(order: Order, priced):
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


def next_sequence(organisation_id: int, *, now: datetime) -> int:
    """The next order number of the year; the organisation's row is locked by who asks."""
    orders = Order.objects.filter(organisation=organisation_id, year=timezone.localdate(now).year)
    newest = orders.order_by("-sequence").first()
    if newest is None:
        return 1 + numbers_to_skip(since=None, now=now)
    return newest.sequence + 1 + numbers_to_skip(since=newest.submitted_at, now=now)


def basket_changed() -> ValidationError:
    """The refusal when what was seen is not what would be ordered."""
    return ValidationError(
        _("The lines or their prices have changed since you opened the page. Look again."),
        code="basket_changed",
    )


def check_key_is_free(submission_key) -> None:
    """Refuse a submission whose key another order has: of somebody else, or of another agreement.

    Who has submitted the same thing before is led to that order, and does not come here.
    """
    if Order.objects.filter(submission_key=submission_key).exists():
        raise _key_is_taken()


def _key_is_taken() -> ValidationError:
    return ValidationError(
        _("This page has been submitted already, as another order. Open it again and try anew."),
        code="submission_key_taken",
    )


def delivery_refusals(facts, *, on: date) -> dict[str, ValidationError]:
    """The days of delivery that have passed on a day, as {name of the fact: ValidationError}."""
    names = ("requested_delivery_from", "requested_delivery_to")
    passed = ValidationError(
        _("This day has passed. Choose today or a later day."), code="delivery_in_the_past"
    )
    return {name: passed for name in names if facts.get(name) and facts[name] < on}


@contextmanager
def conflicts_as_refusals():
    """Say so when another was first at this very moment: with the list, the key or the return."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = broken_constraint(error)
        if broken == "order_price_list_is_not_withdrawn":
            raise basket_changed() from error
        if broken == "agreements_order_submission_key_key":
            raise _key_is_taken() from error
        if broken == "order_replaced_once":
            raise ValidationError(
                _("A colleague has corrected the returned order already. Order without it."),
                code="order_is_corrected",
            ) from error
        raise


def segment_facts(submission):
    """What an order says of the segment it is for; its contact receives what nobody else does."""
    segment = submission.get("segment")
    if segment is None:
        return {}
    facts = {"segment": segment, "segment_name": segment.name}
    if not (submission.get("delivery_contact") or submission.get("delivery_email")):
        facts |= {"delivery_contact": segment.contact_name, "delivery_email": segment.contact_email}
    return facts
