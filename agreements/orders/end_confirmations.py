"""What people are shown before an order is withdrawn, stopped or said to have arrived.

And before a mandate is revoked: the orders that rest on it go no further.
"""

from django.utils.translation import gettext as _

from agreements.orders.approver_queries import people_behind
from agreements.orders.confirmations import sums_of, what_is_asked
from agreements.orders.models import Order
from agreements.orders.states import OrderState
from municipalities import formatting
from municipalities.confirmation import Confirmation, fact


def withdrawal_of(order, *, by):
    """What withdrawing an order that waits for approval does, and who is told."""
    names = {"number": order.number}
    is_own = order.submitted_by_id == by.pk
    return Confirmation(
        heading=_("Withdraw order %(number)s") % names,
        button=_("Withdraw order %(number)s") % names,
        facts=(
            *what_is_asked(order),
            *sums_of(order),
            fact(_("Gets an e-mail"), "" if is_own else order.submitted_by.name),
        ),
        consequences=(
            _("Nobody can approve the order any more, and it goes to no reseller."),
            _what_a_change_leaves()
            if order.lowers
            else _("You can order the same again from its page."),
        ),
        refusals=() if order.state == OrderState.SUBMITTED else (_has_moved_on(),),
        is_harmful=True,
    )


def stopping_of(order, *, by, reason):
    """What stopping an order that is held back does, and who is told the reason."""
    names = {"number": order.number}
    dispatch = getattr(order, "dispatch", None)
    is_held = order.state == OrderState.APPROVED and dispatch and dispatch.held_at
    told = [person.name for person in people_behind(order) if person.pk != by.pk]
    return Confirmation(
        heading=_("Stop order %(number)s") % names,
        button=_("Stop order %(number)s for good") % names,
        facts=(
            fact(_("Organisation"), order.buyer_name),
            *what_is_asked(order),
            *sums_of(order),
            fact(_("Reseller"), order.seller_name),
            fact(_("Held back because"), dispatch.held_reason if is_held else ""),
            fact(_("Reason"), reason),
            fact(_("Gets an e-mail"), *sorted(told)),
        ),
        consequences=(
            _("The order is never sent. It counts under no ceiling and in no pooled volume."),
            _what_a_change_leaves()
            if order.lowers
            else _("It cannot be started again. Order anew if you need it after all."),
        ),
        refusals=() if is_held else (_("This order is not held back."),),
        is_harmful=True,
    )


def _why_not_arrived(dispatch):
    if not dispatch.is_stuck:
        yield _("This order is on its way or already sent.")
    elif not dispatch.claimed_at:
        yield _("Nobody has begun to send this order.")


def arrival_of(dispatch, order):
    """What it does to say that an interrupted message has arrived; `dispatch` knows `is_stuck`."""
    names = {"number": order.number}
    began_at, last = dispatch.claimed_at, dispatch.attempts.last()
    attempt = last and f"{formatting.moment(last.ended_at)}: {last.get_outcome_display()}"
    return Confirmation(
        heading=_("Order %(number)s has arrived") % names,
        button=_("Mark order %(number)s as sent") % names,
        facts=(
            fact(_("Organisation"), order.buyer_name),
            fact(_("Reseller"), order.seller_name),
            fact(_("Sent to"), dispatch.recipient),
            *sums_of(order),
            fact(_("Sending began"), began_at and formatting.moment(began_at)),
            fact(_("Last attempt"), attempt, dispatch.error),
        ),
        consequences=(
            _(
                "The order counts as sent from now. The portal does not send it again, and those "
                "behind it are told that it is at the reseller."
            ),
            _("Ask the reseller first. If it has not arrived there, send it again instead."),
        ),
        refusals=tuple(_why_not_arrived(dispatch)),
        is_harmful=True,
    )


def revocation_of(mandate, *, reason):
    """What revoking a mandate does: to whom, and which orders go no further."""
    names = {"representative": mandate.representative.name, "owner": mandate.owner.name}
    frameworks = [framework.name for framework in mandate.frameworks.all()]
    return Confirmation(
        heading=_("Revoke the mandate of %(representative)s") % names,
        button=_("Revoke the mandate of %(representative)s") % names,
        facts=(
            fact(_("Owner"), mandate.owner.name),
            fact(_("Representative"), mandate.representative.name),
            fact(_("What they may do"), mandate.get_powers_display()),
            fact(_("Under"), *(frameworks or [_("every framework agreement")])),
            fact(_("Days"), _days(mandate)),
            fact(_("Orders that go no further"), *map(_in_short, _resting_on(mandate))),
            fact(_("Reason"), reason),
        ),
        consequences=(
            _("Nobody can order under the mandate any more. It ends at once, for good."),
            _("What is sent already stands, and your own people follow it up."),
        ),
        refusals=(_("The mandate is revoked already."),) if mandate.revoked_at else (),
        is_harmful=True,
    )


def _resting_on(mandate):
    """The orders that came by a mandate and have not reached their reseller, oldest first."""
    return (
        Order.objects.filter(
            steps__mandate=mandate, state__in=[OrderState.SUBMITTED, OrderState.APPROVED]
        )
        .select_related("submitted_by", "organisation")
        .distinct()
        .order_by("submitted_at", "pk")
    )


def _in_short(order):
    return _("%(number)s: %(net)s without VAT, %(person)s, %(state)s") % {
        "number": order.number,
        "net": formatting.kroner(order.net),
        "person": order.submitted_by.name,
        "state": order.get_state_display().lower(),
    }


def _days(mandate):
    return f"{formatting.day(mandate.starts_on)}–{formatting.day(mandate.ends_on)}"


def _what_a_change_leaves():
    return _("What it would have taken away stays as it is.")


def _has_moved_on():
    return _("The order has moved on since you opened the page.")
