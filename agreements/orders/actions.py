"""What people do with baskets and orders. move_order alone writes an order's state."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.catalogue.queries import products_for
from agreements.cost_sharing.queries import keys_in_force
from agreements.frameworks.ceilings import reserve
from agreements.holdings.actions import post_order, post_reduction
from agreements.mandates.actions import check_mandate
from agreements.orders.approvals import check_limit, check_may_approve
from agreements.orders.attachments import attach
from agreements.orders.basket_prices import price_basket
from agreements.orders.ceilings import give_back, release, uses_of
from agreements.orders.eligibility import check_may_order
from agreements.orders.mail import ask_approvers, tell_submitter
from agreements.orders.models import Basket, BasketLine, Dispatch, Order, OrderStep
from agreements.orders.placing import basket_changed, place_order
from agreements.orders.renewals import check_holds
from agreements.orders.states import COUNTED, FOLLOWS, OrderState
from agreements.orders.volume import count_order
from municipalities.people.models import Role
from municipalities.register.models import Organisation


@transaction.atomic
def put_in_basket(agreement, product_id, *, by, quantity, now):
    """Set how many of a product the person's basket holds; returns the line."""
    check_may_order(agreement, on=timezone.localdate(now))
    product = products_for(agreement, timezone.localdate(now)).filter(pk=product_id).first()
    if product is None:
        raise ValidationError(
            _("This product cannot be ordered under your agreement."), code="product_not_for_sale"
        )
    basket, _made = Basket.objects.get_or_create(user=by, volume_licence_agreement=agreement)
    line = BasketLine(basket=basket, product=product, quantity=quantity)
    line.clean_fields()
    BasketLine.objects.bulk_create(
        [line],
        update_conflicts=True,
        unique_fields=["basket", "product"],
        update_fields=["quantity"],
    )
    return line


def end_together(basket, *, last_day, today):
    """Let the basket's rights for a time end on a common day; None: each after its own term."""
    _check_common_last_day(last_day, today=today)
    Basket.objects.filter(pk=basket.pk).update(co_term_on=last_day)


def _check_common_last_day(last_day, *, today):
    if last_day and last_day <= today:
        raise ValidationError(
            _("The common last day must be after today. Choose another, or none."),
            code="co_term_has_passed",
        )


def take_out_of_basket(agreement, product_id, *, by):
    """Remove a product from the person's basket; nothing happens if it is not there."""
    BasketLine.objects.filter(
        basket__user=by, basket__volume_licence_agreement=agreement, product=product_id
    ).delete()


@transaction.atomic
def submit_order(agreement, *, by, submission, now, mandate=None):
    """Turn the person's basket into an order at today's prices, and empty the basket.

    `mandate` is what lets somebody of another organisation order; that one's order limit holds.

    `submission` holds submission_key, seen_net (the net sum the person saw), buyer_reference and
    cost_centre, and what it wants of segment, attachments (kept documents) and
    placing.OPTIONAL_FACTS. The same basket submitted twice is one order: the second call returns
    it. Raises ValidationError.
    """
    # One submission at a time in an organisation: order numbers then have no gap.
    Organisation.objects.select_for_update(no_key=True).get(pk=agreement.accession.organisation_id)
    key = submission["submission_key"]
    done = Order.objects.filter(
        submission_key=key, submitted_by=by, volume_licence_agreement=agreement
    ).first()
    if done:
        return done
    basket = _basket_to_submit(agreement, by=by, key=key)
    facts = {**submission, "mandate": mandate}
    priced = _priced_to_submit(basket, agreement, facts=facts, by=by, on=timezone.localdate(now))
    order = place_order(agreement, priced, by=by, submission=facts, now=now)
    attach(order, submission.get("attachments", ()))
    reserve(agreement.accession.framework, uses_of(order.lines.all()))
    count_order(order)
    basket.delete()
    ask_approvers.enqueue(order.pk)
    return order


def _priced_to_submit(basket, agreement, *, facts, by, on):
    """The basket with its prices, when nothing stands in the way of an order on the day."""
    mandate = facts["mandate"]
    check_may_order(agreement, on=on)
    if mandate:
        check_mandate(mandate, agreement, on=on)
    _check_key(facts.get("cost_sharing_key"), agreement, mandate, on=on)
    _check_common_last_day(basket.co_term_on, today=on)
    priced = _price_as_seen(basket, agreement, seen_net=facts["seen_net"], on=on)
    check_holds(agreement, priced, on=on)
    house = mandate.representative if mandate else agreement.accession.organisation
    check_limit(by, house, Role.ORDERER, net=priced.amount.net)
    return priced


def _check_key(key, agreement, mandate, *, on):
    """Refuse a cost-sharing key of somebody else's, or one that does not hold on the day."""
    houses = [agreement.accession.organisation_id]
    houses += [mandate.representative_id] if mandate else []
    if key and not keys_in_force(houses, on).filter(pk=key.pk).exists():
        raise ValidationError(
            _("The cost-sharing key does not hold today. Choose another."), code="key_is_over"
        )


def _basket_to_submit(agreement, *, by, key):
    basket = Basket.objects.filter(
        user=by, volume_licence_agreement=agreement, submission_key=key
    ).first()
    if basket is None or not basket.lines.exists():
        raise ValidationError(
            _("Your basket is empty. Choose products first."), code="basket_empty"
        )
    return basket


def _price_as_seen(basket, agreement, *, seen_net, on):
    priced = price_basket(basket, agreement=agreement, on=on)
    if priced.missing:
        raise ValidationError(
            _("%(product)s can no longer be ordered. Remove it from the basket."),
            code="product_not_for_sale",
            params={"product": priced.missing[0].name},
        )
    if priced.amount.net != seen_net:
        raise basket_changed()
    return priced


@transaction.atomic
def approve_order(order, *, by, now, mandate=None):
    """Approve a submitted order and queue its message to the reseller, together or not at all."""
    away = check_may_approve(order, by=by, now=now, mandate=mandate)
    step = {"on_behalf_of": away, "mandate": mandate}
    approval = {"approved_by": by, "approved_at": now}
    move_order(order, OrderState.APPROVED, by=by, now=now, **step, **approval)
    recipient = order.volume_licence_agreement.reseller.email
    return Dispatch.objects.create(order=order, recipient=recipient, queued_at=now)


@transaction.atomic
def return_order(order, *, by, reason, now, mandate=None):
    """Send a submitted order back to who submitted it, with a reason."""
    move_order(order, OrderState.RETURNED, by=by, now=now, reason=reason, mandate=mandate)
    tell_submitter.enqueue(order.pk)


def withdraw_order(order, *, by, now, mandate=None):
    """Take back an order that nobody has approved yet."""
    move_order(order, OrderState.WITHDRAWN, by=by, now=now, mandate=mandate)


@transaction.atomic
def confirm_order(order, *, by, reseller_reference, now, mandate=None):
    """Record that the reseller has confirmed; the lines become entries in the holdings ledger.

    What a correction lowers is free again only now, under the ceilings and in the pooled volume.
    """
    facts = {"mandate": mandate, "reseller_reference": reseller_reference}
    move_order(order, OrderState.CONFIRMED, by=by, now=now, **facts)
    if not order.lowers:
        post_order(order, by=by, now=now)
        return
    post_reduction(order, by=by, now=now)
    count_order(order)
    give_back(order)


@transaction.atomic
def move_order(order, state, *, by, now, reason="", on_behalf_of=None, mandate=None, **fields):
    """Move an order to a state it may reach from where it is, and record the step.

    The only writer of the state column. Of two people at the same moment one moves the order;
    the other is refused with the code order_has_moved_on. `by` is None for the portal itself;
    `mandate` is what lets somebody of another organisation move it.
    """
    if mandate:
        check_mandate(mandate, order.volume_licence_agreement, on=timezone.localdate(now))
    movable = Order.objects.filter(pk=order.pk, state__in=FOLLOWS[state])
    if not movable.update(state=state, **fields):
        raise ValidationError(
            _("The order has moved on since you opened the page."), code="order_has_moved_on"
        )
    step = {"on_behalf_of": on_behalf_of, "mandate": mandate, "reason": reason}
    OrderStep.objects.create(order=order, state=state, at=now, by=by, **step)
    order.refresh_from_db()
    if state not in COUNTED and not order.lowers:
        count_order(order, sign=-1)
        release(order)


def order_again(order, *, by, now):
    """Put an order's lines back in the person's basket; returns the names no longer for sale."""
    if order.lowers:
        raise ValidationError(
            _("This order lowers another. Order that one again."), code="order_is_a_correction"
        )
    lines = order.lines.select_related("product")
    return fill_basket(order.volume_licence_agreement, lines, by=by, now=now)


@transaction.atomic
def fill_basket(agreement, lines, *, by, now):
    """Put lines' products and quantities in the person's basket; returns names not for sale."""
    for_sale = products_for(agreement, timezone.localdate(now)).in_bulk()
    gone = []
    for line in lines:
        if line.product_id in for_sale:
            put_in_basket(agreement, line.product_id, by=by, quantity=line.quantity, now=now)
        else:
            gone.append(line.product.name)
    return gone
