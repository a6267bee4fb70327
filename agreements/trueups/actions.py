"""Opening true-ups, answering them, and reminding the silent. Only here is a state written."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.query import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.accessions.states import AccessionState
from agreements.accessions.terms import term_on
from agreements.basket.actions import create_order
from agreements.basket.prices import OrderedProduct
from agreements.holdings.actions import reduce_to
from agreements.one_by_one import for_each
from agreements.orders.models.order import Order
from agreements.orders.states import OrderKind
from agreements.signing.port import Offer, Proof, record_signature
from agreements.trueups.differences import Difference, compare
from agreements.trueups.documents import Statement, counts_offer
from agreements.trueups.mail import notify_reseller_of_decrease, send_true_up_request
from agreements.trueups.models import TrueUp, TrueUpCount, TrueUpReduction
from agreements.trueups.queries import (
    HeldProduct,
    counted,
    held_under,
    true_ups_to_remind,
    unanswered_true_ups,
)
from agreements.trueups.states import TrueUpState
from agreements.trueups.window import window_ahead
from municipalities.people.models import User


def open_true_ups(now: datetime) -> int:
    """Open what is due, and ask for an answer; returns how many. Run it every day.

    Raises SomeFailedError when the others are done.
    """
    return sum(for_each(lambda agreement: _open_and_ask(agreement, now=now), _counting(now)))


def open_due(now: datetime) -> None:
    """Open every true-up whose window has begun, and ask nobody: demonstration data."""
    for agreement in _counting(now):
        _open(agreement, now=now)


def _counting(now: datetime) -> QuerySet[VolumeLicenceAgreement]:
    """The agreements in their time whose programme has true-ups."""
    return VolumeLicenceAgreement.objects.filter(
        programme__has_true_up=True,
        accession__state=AccessionState.COUNTERSIGNED,
        withdrawn_at=None,
        starts_on__lte=timezone.localdate(now),
    ).select_related("accession__framework")


@transaction.atomic
def _open_and_ask(agreement: VolumeLicenceAgreement, *, now: datetime) -> bool:
    """Open the agreement's true-up and queue its mail, together; False where there was nothing."""
    true_up = _open(agreement, now=now)
    if true_up:
        send_true_up_request.enqueue(true_up.pk)
    return bool(true_up)


def _open(agreement: VolumeLicenceAgreement, *, now: datetime) -> TrueUp | None:
    """The agreement's true-up, if its window has begun and nobody has opened it."""
    today = timezone.localdate(now)
    term = term_on(agreement, today)
    window = window_ahead(starts_on=agreement.starts_on, ends_on=term.ends_on, on=today)
    if window is None or today < window.opens_on:
        return None
    true_up, is_new = TrueUp.objects.get_or_create(
        volume_licence_agreement=agreement,
        anniversary=window.anniversary,
        defaults={
            "opens_on": window.opens_on,
            "closes_on": window.closes_on,
            "opened_at": now,
        },
    )
    return true_up if is_new else None


@transaction.atomic
def sign_counts(
    true_up: TrueUp, shown: Statement, *, by: User, proof: Proof, now: datetime
) -> None:
    """Answer with a signature: that nothing has changed, or that there are fewer of something.

    `shown` is the Statement the person saw. What there are fewer of is lowered from the
    anniversary on, as far as it would last longer, and the reseller is notified. Raises
    ValidationError where it is answered already, where more is used than is held, or where the text
    is not what was shown.
    """
    today = timezone.localdate(now)
    true_up = _locked(true_up)
    _check_can_be_answered(true_up, on=today)
    held = held_under(true_up.volume_licence_agreement, today)
    difference = difference_of(true_up, held, shown.counts)
    if difference.more:
        raise ValidationError(
            _("You use more than you hold. Let an orderer order the difference."),
            code="more_is_ordered",
        )
    offer = check_as_shown(true_up, held, shown)
    signature = record_signature(offer, proof, by=by, now=now)
    _keep_counts(true_up, shown.counts, held)
    _lower(true_up, by=by, now=now)
    state = TrueUpState.FEWER if difference.fewer else TrueUpState.NO_CHANGE
    _answer(true_up, state, now=now, signature=signature)
    if difference.fewer:
        notify_reseller_of_decrease.enqueue(true_up.pk)


@transaction.atomic
def order_difference(
    true_up: TrueUp,
    shown: Statement,
    *,
    by: User,
    seen_net: Decimal,
    facts: dict[str, Any],
    now: datetime,
) -> Order:
    """Answer with an order of what is used beyond what is held; returns the order.

    `shown` is the Statement and `seen_net` the net sum that the person saw, in kroner; `facts`
    holds buyer_reference and cost_centre. The order goes the way of every order, beside the
    person's basket; a second click with the same counts finds it again. Raises ValidationError.
    """
    today, counts = timezone.localdate(now), shown.counts
    true_up = _locked(true_up)
    if order := _ordered_already(true_up, counts, by=by):
        return order
    _check_can_be_answered(true_up, on=today)
    agreement = true_up.volume_licence_agreement
    held = held_under(agreement, today)
    more = difference_of(true_up, held, counts).more
    if not more:
        raise ValidationError(
            _("There is nothing to order. Let a signatory sign for what you have counted."),
            code="nothing_to_order",
        )
    check_as_shown(true_up, held, shown)
    submission = {
        **facts,
        "kind": OrderKind.TRUE_UP,
        # Any key will do: the lock and the answer let a true-up order once
        "submission_key": uuid.uuid4(),
        "seen_net": seen_net,
    }
    lines = [
        OrderedProduct(row.product, more[row.product.pk])
        for row in held
        if row.is_counted and row.product.pk in more
    ]
    order = create_order(agreement, lines, by=by, submission=submission, now=now)
    _keep_counts(true_up, counts, held)
    _answer(true_up, TrueUpState.ORDERED, now=now, order=order)
    return order


def difference_of(
    true_up: TrueUp, held: Sequence[HeldProduct], counts: dict[int, int]
) -> Difference:
    """The Difference between counts and what is held, as the agreement's programme counts."""
    programme = true_up.volume_licence_agreement.programme
    return compare(held, counts, allows_decrease=programme.allows_subscription_decrease)


def check_as_shown(true_up: TrueUp, held: Sequence[HeldProduct], shown: Statement) -> Offer:
    """The Offer of a Statement's counts; refuses counts that the person was not shown."""
    offer = counts_offer(true_up, held, shown.counts, language=shown.language)
    if offer.sha256 != shown.sha256:
        raise ValidationError(
            _("The counts have changed since the page was shown. Look through them again."),
            code="counts_not_shown",
        )
    return offer


def _locked(true_up: TrueUp) -> TrueUp:
    """The true-up as it is now; two answers at once wait for each other."""
    return TrueUp.objects.select_for_update(of=["self"]).get(pk=true_up.pk)


def _ordered_already(true_up: TrueUp, counts: dict[int, int], *, by: User) -> Order | None:
    """The order of the difference of the same counts by the same person: a second click."""
    if true_up.order is None or true_up.order.submitted_by_id != by.pk:
        return None
    kept = dict(true_up.counts.values_list("product", "counted"))
    return true_up.order if counts.items() <= kept.items() else None


def _check_can_be_answered(true_up: TrueUp, *, on: date) -> None:
    if true_up.state != TrueUpState.OPEN:
        raise ValidationError(_("The true-up is answered already."), code="already_answered")
    if not unanswered_true_ups(on).filter(pk=true_up.pk).exists():
        raise ValidationError(
            _("The time to answer is over, or the agreement has ended or passed on."),
            code="agreement_over",
        )


def _keep_counts(true_up: TrueUp, counts: dict[int, int], held: Sequence[HeldProduct]) -> None:
    TrueUpCount.objects.bulk_create(
        TrueUpCount(
            true_up=true_up,
            product_id=product,
            held=quantity,
            counted=counts.get(product, quantity),
        )
        for product, quantity in counted(held).items()
    )


def _lower(true_up: TrueUp, *, by: User, now: datetime) -> None:
    """Post what there are fewer of from the anniversary on, and say by which count."""
    for count in true_up.counts.filter(counted__lt=F("held")).select_related("product"):
        entries = reduce_to(
            true_up.volume_licence_agreement,
            count.product,
            quantity=count.counted,
            from_day=true_up.anniversary,
            posting={"posted_by": by, "posted_at": now},
        )
        TrueUpReduction.objects.bulk_create(
            TrueUpReduction(count=count, entry=entry) for entry in entries
        )


def _answer(true_up: TrueUp, state: TrueUpState, *, now: datetime, **with_what: Any) -> None:
    TrueUp.objects.filter(pk=true_up.pk).update(state=state, answered_at=now, **with_what)


def remind_unanswered_true_ups(now: datetime) -> int:
    """Remind those who have not answered, each at most once a week; returns how many.

    Who has nobody to write to is left out: a reminder that nobody gets is none.
    """
    due = true_ups_to_remind(now)
    return sum(_remind(due, key, now=now) for key in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _remind(due: QuerySet[TrueUp], key: int, *, now: datetime) -> bool:
    """Note the reminder and queue its mail, together; False where another has just done so."""
    if not due.filter(pk=key).order_by().update(reminded_at=now):
        return False
    send_true_up_request.enqueue(key)
    return True
