"""What people do with baskets and orders. move_order alone writes an order's state."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.catalogue.queries import products_for
from agreements.frameworks.ceilings import reserve
from agreements.mandates.actions import check_mandate
from agreements.orders.answer_mail import notify_of_recording
from agreements.orders.approvals import check_approval, check_limit
from agreements.orders.attachments import attach
from agreements.orders.basket_prices import price_lines
from agreements.orders.ceilings import release, uses_of
from agreements.orders.eligibility import check_asked_for, check_common_last_day, check_may_order
from agreements.orders.mail import ask_approvers, tell_of_withdrawn_order, tell_submitter
from agreements.orders.models import Basket, BasketLine, Dispatch, LineSettlement, Order, OrderStep
from agreements.orders.models.proposals import OPEN_STATES
from agreements.orders.order_files import check_order_file
from agreements.orders.placing import (
    basket_changed,
    check_key_is_free,
    delivery_refusals,
    place_order,
)
from agreements.orders.queries import open_quantities, submitted_order
from agreements.orders.renewals import check_holds
from agreements.orders.settlements import Part, record_settlements
from agreements.orders.states import FOLLOWS, TAKEN_BACK, OrderState
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
    [line] = _set_lines(agreement, [BasketLine(product=product, quantity=quantity)], by=by)
    return line


@transaction.atomic
def fill_basket(agreement, lines, *, by, now):
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


def _set_lines(agreement, lines, *, by):
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


def end_together(basket, *, last_day, today):
    """Let the basket's rights for a time end on a common day; None: each after its own term."""
    check_common_last_day(last_day, on=today)
    Basket.objects.filter(pk=basket.pk).update(co_term_on=last_day)


def take_out_of_basket(agreement, product_id, *, by):
    """Remove a product from the person's basket; nothing happens if it is not there."""
    BasketLine.objects.filter(
        basket__user=by, basket__volume_licence_agreement=agreement, product=product_id
    ).delete()


@transaction.atomic
def submit_order(agreement, *, by, submission, now, mandate=None):
    """Turn the person's basket into an order, and empty the basket; the rest as order_lines.

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
    order = order_lines(
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
def order_lines(agreement, lines, *, by, submission, now, mandate=None, co_term_on=None):
    """Order lines of a basket or a true-up at today's prices; every new order is made here.

    `lines` are rows with `product` and `quantity`; who calls sees to it that they are ordered once.
    `submission` holds submission_key, seen_net (the net sum the person saw), buyer_reference and
    cost_centre, and what it wants of segment, attachments (kept documents) and
    placing.OPTIONAL_FACTS. `mandate` is what lets somebody of another organisation order; that
    one's order limit holds. What ends, ends on `co_term_on` at the latest. Raises ValidationError.
    """
    # One submission at a time in an organisation: order numbers then have no gap.
    Organisation.objects.select_for_update(no_key=True).get(pk=agreement.accession.organisation_id)
    # It may be cancelled since it was read
    agreement.refresh_from_db(fields=["withdrawn_at", "withdrawn_by"])
    today, facts = timezone.localdate(now), {**submission, "mandate": mandate}
    _check_may_submit(agreement, facts, co_term_on=co_term_on, on=today)
    priced = price_lines(lines, agreement=agreement, on=today, co_term_on=co_term_on)
    _check_as_seen(priced, seen_net=facts["seen_net"])
    check_holds(agreement, priced, on=today)
    owner = agreement.accession.organisation
    check_limit(by, owner, Role.ORDERER, net=priced.amount.net, mandate=mandate)
    order = place_order(agreement, priced, by=by, submission=facts, now=now)
    check_order_file(order, on=today)
    attach(order, submission.get("attachments", ()))
    reserve(agreement.accession.framework, uses_of(order.lines.all()))
    count_order(order)
    ask_approvers.enqueue(order.pk)
    return order


def _check_may_submit(agreement, facts, *, co_term_on, on):
    """Refuse an order that nobody may place on the day, whatever its lines."""
    mandate = facts["mandate"]
    check_may_order(agreement, on=on, mandates=[mandate] if mandate else [])
    if passed := delivery_refusals(facts, on=on):
        raise ValidationError(passed)
    check_asked_for(agreement, facts | {"co_term_on": co_term_on}, on=on)


def _check_as_seen(priced, *, seen_net):
    """Refuse lines that are no longer sold, and another net sum than the person saw."""
    if priced.missing:
        raise ValidationError(
            _("%(product)s can no longer be ordered. Remove it from the basket."),
            code="product_not_for_sale",
            params={"product": priced.missing[0].name},
        )
    if priced.amount.net != seen_net:
        raise basket_changed()


@transaction.atomic
def approve_order(order, *, by, now, mandate=None):
    """Approve a submitted order and queue its message to the reseller, together or not at all.

    Refused with the same sentences as a submission of today would be (eligibility.py).
    """
    away = check_approval(order, by=by, now=now, mandate=mandate)
    step = {"on_behalf_of": away, "mandate": mandate}
    reseller = order.volume_licence_agreement.reseller
    answer_by = reseller.answer_deadline(timezone.localdate(now))
    approval = {"approved_by": by, "approved_at": now, "answer_by": answer_by}
    move_order(order, OrderState.APPROVED, by=by, now=now, **step, **approval)
    return Dispatch.objects.create(order=order, recipient=reseller.email, queued_at=now)


@transaction.atomic
def return_order(order, *, by, reason, now, mandate=None):
    """Send a submitted order back to who submitted it, with a reason."""
    move_order(order, OrderState.RETURNED, by=by, now=now, reason=reason, mandate=mandate)
    tell_submitter.enqueue(order.pk)


@transaction.atomic
def withdraw_order(order, *, by, now, mandate=None):
    """Take back an order that nobody has approved yet; a colleague's too, who is told."""
    move_order(order, OrderState.WITHDRAWN, by=by, now=now, mandate=mandate)
    if order.submitted_by_id != by.pk:
        tell_of_withdrawn_order.enqueue(order.pk)


@transaction.atomic
def confirm_order(
    order, *, by, reseller_reference, now, mandate=None, answered=None, seen_answers=None
):
    """Record what the reseller has confirmed, as the buyer was told it; colleagues hear of it.

    `answered` is {line id: (confirmed, refused)}; without it all that is open is confirmed. What
    is neither stays open. `seen_answers` as hold_for_answer has it. Raises ValidationError.
    """
    hold_for_answer(order, seen_answers=seen_answers)
    left = open_quantities(order)
    if answered is None:
        answered = {line.pk: (quantity, 0) for line, quantity in left.items()}
    _check_answered(order, left, answered)
    parts = [
        Part.as_ordered(line, quantity, is_confirmed=is_confirmed)
        for line in left
        for quantity, is_confirmed in zip(answered.get(line.pk, (0, 0)), (True, False), strict=True)
        if quantity
    ]
    facts = {"mandate": mandate, "reseller_reference": reseller_reference}
    with translation.override(order.organisation.language):
        reason = _("The buyer has recorded that the reseller refuses the order.")
    settled = settle_order(order, parts, by=by, now=now, reason=reason, **facts)
    notify_of_recording.enqueue([part.pk for part in settled])


def _check_answered(order, left, answered):
    """Refuse what is more than is open, nothing at all, and what a proposal is about."""
    if order.proposals.filter(state__in=OPEN_STATES).exists():
        raise ValidationError(
            _("The reseller has proposed a change. Accept or decline that first."),
            code="proposal_waits",
        )
    if not any(sum(quantities) for quantities in answered.values()):
        raise ValidationError(
            _("Write how many the reseller confirms or refuses of at least one product."),
            code="nothing_is_answered",
        )
    for line, quantity in left.items():
        if sum(answered.get(line.pk, (0, 0))) > quantity:
            raise ValidationError(
                _("Of %(product)s only %(left)s are open."),
                code="more_than_is_open",
                params={"product": line.name, "left": quantity},
            )


@transaction.atomic
def settle_order(
    order, parts, *, by, now, response=None, mandate=None, reseller_reference="", reason=""
):
    """Record what the reseller confirmed and refused of an order that is sent.

    `parts` are settlements.Part. When nothing is open any more, the order is confirmed, or
    rejected where all of it was refused, with the `reason`. What is confirmed becomes entries in
    the ledger; what is refused, or given up by a correction, is free again under the ceilings and
    in the pooled volume. Returns the settled parts. Raises ValidationError where the order is not
    at the reseller.
    """
    hold_for_answer(order)
    if mandate:
        check_mandate(mandate, order.volume_licence_agreement, on=timezone.localdate(now))
    settled = record_settlements(order, parts, by=by, now=now, response=response)
    if reseller_reference:
        Order.objects.filter(pk=order.pk).update(reseller_reference=reseller_reference)
    if not any(open_quantities(order).values()):
        is_confirmed = LineSettlement.objects.filter(
            line__order=order, outcome=LineSettlement.Outcome.CONFIRMED
        ).exists()
        state = OrderState.CONFIRMED if is_confirmed else OrderState.REJECTED
        said = "" if is_confirmed else reason
        move_order(order, state, by=by, now=now, mandate=mandate, reason=said)
    order.refresh_from_db()
    return settled


def hold_for_answer(order, *, seen_answers=None):
    """Hold an order that is at its reseller until the transaction ends; others wait for us.

    `seen_answers` is the order's answer_count when the person looked: what has been answered
    since then, by a colleague or by the same button pressed twice, is not answered again.
    Codes: order_not_sent, order_answered, answered_meanwhile.
    """
    # First the organisation, as everywhere: a reform waits for us, or we for it
    Organisation.objects.select_for_update(no_key=True).get(pk=order.organisation_id)
    check_is_sent(Order.objects.select_for_update(of=["self"]).get(pk=order.pk))
    if seen_answers is not None and seen_answers != _answer_count(order):
        raise ValidationError(
            _(
                "Something was answered after you opened the page. Look at what is open now, and "
                "write what is missing."
            ),
            code="answered_meanwhile",
        )


def _answer_count(order):
    """The order's answer_count, as the database has it."""
    return LineSettlement.objects.filter(line__order=order).count() + order.responses.count()


def check_is_sent(order):
    """Refuse an answer to an order that waits for none. Codes: order_not_sent, order_answered."""
    if order.state in {OrderState.CONFIRMED, OrderState.REJECTED}:
        raise ValidationError(_("The order is answered already."), code="order_answered")
    if order.state != OrderState.SENT:
        raise ValidationError(
            _("The order has not been sent to the reseller, so there is nothing to answer."),
            code="order_not_sent",
        )


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
    if state in TAKEN_BACK and not order.lowers:
        # The ceilings first, as when an order is placed: two orders then never wait for each other
        release(order)
        count_order(order, sign=-1)
