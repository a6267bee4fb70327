"""What people do with a basket: fill it, and submit it as an order."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.approvals.actions import check_limit
from agreements.approvals.mail import notify_approvers
from agreements.basket.models import Basket, BasketLine
from agreements.basket.prices import PricedLines, price_lines
from agreements.catalogue.queries import products_for
from agreements.frameworks.ceilings import reserve
from agreements.mandates.models import Mandate
from agreements.order_totals.ceilings import uses_of
from agreements.order_totals.renewals import check_holds
from agreements.order_totals.volume import count_order
from agreements.orders.attachments import attach
from agreements.orders.models.order import Order
from agreements.orders.order_conditions import (
    check_common_last_day,
    check_may_order,
    check_requested,
)
from agreements.orders.order_files import check_order_file
from agreements.orders.placing import (
    basket_changed,
    check_key_is_free,
    delivery_refusals,
    place_order,
)
from agreements.orders.queries import submitted_order
from municipalities.people.models import Role, User
from municipalities.register.locking import lock_organisation


@transaction.atomic
def put_in_basket(
    agreement: VolumeLicenceAgreement, product_id: int, *, by: User, quantity: int, now: datetime
) -> BasketLine:
    """Set how many of a product the person's basket holds; returns the line."""
    check_may_order(agreement, on=timezone.localdate(now))
    product = products_for(agreement, timezone.localdate(now)).filter(pk=product_id).first()
    if product is None:
        raise ValidationError(
            _("This product cannot be ordered under your agreement."), code="product_not_for_sale"
        )
    [line] = _set_lines(agreement, [BasketLine(product=product, quantity=quantity)], by=by)
    return line


@transaction.atomic
def fill_basket(
    agreement: VolumeLicenceAgreement, lines: Any, *, by: User, now: datetime
) -> list[str]:
    """Set many quantities of the person's basket at once; returns the names not for sale.

    `lines` are rows with `product` and `quantity`, such as those of an order or a template.
    """
    today = timezone.localdate(now)
    check_may_order(agreement, on=today)
    wanted = {line.product_id: line for line in lines}
    products = products_for(agreement, today).filter(pk__in=wanted)
    for_sale = set(products.values_list("pk", flat=True))
    # In the order of their keys: two who fill the same basket do not wait for each other
    filled = [BasketLine(product_id=pk, quantity=wanted[pk].quantity) for pk in sorted(for_sale)]
    if filled:
        _set_lines(agreement, filled, by=by)
    return [line.product.name for pk, line in wanted.items() if pk not in for_sale]


def _set_lines(agreement: VolumeLicenceAgreement, lines: Any, *, by: User) -> list[BasketLine]:
    """Write lines into the person's basket, in place of those of the same products."""
    for line in lines:
        # Both are known to exist; to look for them would be two queries a line
        line.clean_fields(exclude=["basket", "product"])
    basket, _made = Basket.objects.get_or_create(user=by, volume_licence_agreement=agreement)
    for line in lines:
        line.basket = basket
    return BasketLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["basket", "product"],
        update_fields=["quantity"],
    )


def set_co_termination(basket: Basket, *, last_day: date | None, today: date) -> None:
    """Let the basket's time-limited rights end on a common day; None: each after its own term."""
    check_common_last_day(last_day, on=today)
    Basket.objects.filter(pk=basket.pk).update(co_term_on=last_day)


def remove_from_basket(agreement: VolumeLicenceAgreement, product_id: int, *, by: User) -> None:
    """Remove a product from the person's basket; nothing happens if it is not there."""
    BasketLine.objects.filter(
        basket__user=by, basket__volume_licence_agreement=agreement, product=product_id
    ).delete()


@transaction.atomic
def submit_order(
    agreement: VolumeLicenceAgreement,
    *,
    by: User,
    submission: dict[str, Any],
    now: datetime,
    mandate: Mandate | None = None,
) -> Order:
    """Turn the person's basket into an order, and empty the basket; the rest as create_order.

    The same basket submitted twice is one order: the second call returns it.
    """
    key = submission["submission_key"]
    # Held, so that of two calls at once the second waits for the order of the first
    basket = (
        Basket.objects.select_for_update()
        .filter(user=by, volume_licence_agreement=agreement, submission_key=key)
        .first()
    )
    done = submitted_order(agreement, key, by=by)
    if done:
        return done
    check_key_is_free(key)
    if basket is None or not basket.lines.exists():
        raise ValidationError(
            _("Your basket is empty. Choose products first."), code="basket_empty"
        )
    order = create_order(
        agreement,
        basket.lines.select_related("product"),
        by=by,
        submission=submission,
        now=now,
        mandate=mandate,
        co_term_on=basket.co_term_on,
    )
    basket.delete()
    return order


@transaction.atomic
def create_order(
    agreement: VolumeLicenceAgreement,
    lines: Iterable[Any],
    *,
    by: User,
    submission: dict[str, Any],
    now: datetime,
    mandate: Mandate | None = None,
    co_term_on: date | None = None,
) -> Order:
    """Order lines of a basket or a true-up at today's prices; every new order is made here.

    `lines` are rows with `product` and `quantity`; who calls sees to it that they are ordered once.
    `submission` holds submission_key, seen_net (the net sum the person saw), buyer_reference and
    cost_centre, and what it wants of segment, attachments (kept documents) and
    orders.placing.OPTIONAL_FACTS. `mandate` is what lets somebody of another organisation order;
    that one's order limit holds. What ends, ends on `co_term_on` at the latest. Raises
    ValidationError.
    """
    # One submission at a time in an organisation: order numbers then have no gap.
    lock_organisation(agreement.accession.organisation_id)
    # It may be cancelled since it was read
    agreement.refresh_from_db(fields=["withdrawn_at", "withdrawn_by"])
    today, facts = timezone.localdate(now), {**submission, "mandate": mandate}
    _check_may_submit(agreement, facts, co_term_on=co_term_on, on=today)
    priced = price_lines(lines, agreement=agreement, on=today, co_term_on=co_term_on)
    _check_unchanged(priced, seen_net=facts["seen_net"])
    check_holds(agreement, priced, on=today)
    owner = agreement.accession.organisation
    check_limit(by, owner, Role.ORDERER, net=priced.amount.net, mandate=mandate)
    order = place_order(agreement, priced, by=by, submission=facts, now=now)
    check_order_file(order, on=today)
    attach(order, submission.get("attachments", ()))
    reserve(agreement.accession.framework, uses_of(order.lines.all()))
    count_order(order)
    notify_approvers.enqueue(order.pk)
    return order


def _check_may_submit(
    agreement: VolumeLicenceAgreement, facts: dict[str, Any], *, co_term_on: date | None, on: date
) -> None:
    """Refuse an order that nobody may place on the day, whatever its lines."""
    mandate = facts["mandate"]
    check_may_order(agreement, on=on, mandates=[mandate] if mandate else [])
    if passed := delivery_refusals(facts, on=on):
        raise ValidationError(passed)
    check_requested(agreement, facts | {"co_term_on": co_term_on}, on=on)


def _check_unchanged(priced: PricedLines, *, seen_net: Decimal) -> None:
    """Refuse lines that are no longer sold, and another net sum than the person saw."""
    if priced.missing:
        raise ValidationError(
            _("%(product)s can no longer be ordered. Remove it from the basket."),
            code="product_not_for_sale",
            params={"product": priced.missing[0].name},
        )
    if priced.amount.net != seen_net:
        raise basket_changed()
