"""What people are shown before an order is approved or withdrawn."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.approvals.actions import check_approval, limit_of
from agreements.frameworks.models import Reseller
from agreements.frameworks.queries import ceilings_of
from agreements.mandates.models import Mandate
from agreements.orders.confirmation_facts import (
    _on_behalf,
    request_facts,
    sum_facts,
    what_a_change_leaves,
)
from agreements.orders.models import Order
from agreements.orders.states import OrderState
from municipalities import formatting
from municipalities.confirmation import Confirmation, fact
from municipalities.people.models import Role, User


def withdrawal_confirmation(order: Order, *, by: User) -> Confirmation:
    """What withdrawing an order that waits for approval does, and who is notified."""
    names = {"number": order.number}
    is_own = order.submitted_by_id == by.pk
    return Confirmation(
        heading=_("Withdraw order %(number)s") % names,
        button=_("Withdraw order %(number)s") % names,
        facts=(
            *request_facts(order),
            *sum_facts(order),
            fact(_("Gets an e-mail"), "" if is_own else order.submitted_by.name),
        ),
        consequences=(
            _("Nobody can approve the order any more, and it goes to no reseller."),
            what_a_change_leaves()
            if order.lowers
            else _("You can order the same again from its page."),
        ),
        refusals=() if order.state == OrderState.SUBMITTED else (_has_moved_on(),),
        is_harmful=True,
    )


def _has_moved_on() -> str:
    return _("The order has changed since you opened the page.")


def approval_confirmation(
    order: Order, *, by: User, mandate: Mandate | None = None
) -> Confirmation:
    """What approving an order does: who asked for what, the sum, and where it goes."""
    away, refusals = _check_for_confirmation(order, by=by, mandate=mandate)
    reseller = order.volume_licence_agreement.reseller
    return Confirmation(
        heading=_("Approve order %(number)s") % {"number": order.number},
        button=_("Approve order %(number)s and send it") % {"number": order.number},
        facts=(
            *request_facts(order),
            *sum_facts(order),
            fact(_("Your limit"), _limit(order, by=by, mandate=mandate)),
            fact(_("You stand in for"), away and away.name),
            fact(_("Ordered by all together"), *_ceilings(order), is_background=True),
            fact(_("Reseller"), reseller.name),
            fact(_("Sent to"), reseller.email),
        ),
        consequences=(_leaves(order, reseller),),
        refusals=tuple(refusals),
    )


def bulk_approval_confirmation(orders, *, by: User):
    """What approving several orders does, each for itself; also returns those that can be.

    An order that cannot be approved is listed with the reason, and is not in the sum.
    """
    asked = [(order, _check_for_confirmation(order, by=by)[1]) for order in orders]
    approvable = [order for order, refusals in asked if not refusals]
    count = len(approvable)
    confirmation = Confirmation(
        heading=_("Approve the chosen orders"),
        button=ngettext("Approve %(count)s order", "Approve %(count)s orders", count)
        % {"count": count},
        facts=(
            *(fact(order.number, *_summary_fact(order), *refusals) for order, refusals in asked),
            fact(_("Sum without VAT"), formatting.kroner(sum(one.net for one in approvable))),
            fact(_("Sum with VAT"), formatting.kroner(sum(one.gross for one in approvable))),
        ),
        consequences=(_("Each order goes to its reseller. You cannot call it back from here."),),
        refusals=() if approvable else (_("None of these can be approved by you now."),),
    )
    return confirmation, approvable


def _check_for_confirmation(order: Order, *, by: User, mandate: Mandate | None = None):
    """Whose place the approver takes, or None; and the sentences of what stands in the way."""
    if order.state != OrderState.SUBMITTED:
        return None, [_has_moved_on()]
    try:
        with transaction.atomic():
            return check_approval(order, by=by, now=timezone.now(), mandate=mandate), []
    except ValidationError as refusal:
        return None, refusal.messages


def _limit(order: Order, *, by: User, mandate: Mandate | None) -> str:
    limit = limit_of(by, order.organisation, Role.APPROVER, mandate=mandate)
    if limit is None:
        return _("No limit")
    return _("%(limit)s net") % {"limit": formatting.kroner(limit)}


def _ceilings(order: Order) -> list[str]:
    """How far each ceiling that stops at a sum is used, this order included."""
    return [
        _("%(agreement)s: %(used)s of %(allowed)s")
        % {
            "agreement": ceiling.lot or order.volume_licence_agreement.accession.framework.name,
            "used": formatting.kroner(ceiling.used_value),
            "allowed": formatting.kroner(ceiling.allowed_value),
        }
        for ceiling in ceilings_of(order.volume_licence_agreement.accession.framework)
        if ceiling.maximum_value is not None
    ]


def _leaves(order: Order, reseller: Reseller) -> str:
    if order.lowers:
        sentence = _("The change goes to %(reseller)s. You cannot call it back from here.")
    else:
        sentence = _("The order goes to %(reseller)s. You cannot call it back from here.")
    return sentence % {"reseller": reseller.name}


def _summary_fact(order: Order):
    """An order in a list of several: the sum, who asked, for what part, and where it goes."""
    amount = _("%(gross)s with VAT") % {"gross": formatting.kroner(order.gross)}
    asked = f"{order.submitted_by.name}, {formatting.day(order.submitted_at)}"
    return (
        amount,
        asked,
        _on_behalf(order),
        order.segment_name,
        order.seller_name,
    )
