"""What people are shown before orders go to their resellers, and an agreement is cancelled."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.frameworks.queries import ceilings_of
from agreements.orders.approvals import check_approval, limit_of
from agreements.orders.cancelling import check_may_cancel
from agreements.orders.models import Basket, OrderTemplate
from agreements.orders.states import OrderState
from municipalities import formatting
from municipalities.confirmation import Confirmation, fact
from municipalities.people.models import Role


def approval_of(order, *, by, mandate=None):
    """What approving an order does: who asked for what, the sum, and where it goes."""
    away, refusals = _asked_whether_it_may(order, by=by, mandate=mandate)
    reseller = order.volume_licence_agreement.reseller
    return Confirmation(
        heading=_("Approve order %(number)s") % {"number": order.number},
        button=_("Approve order %(number)s and send it") % {"number": order.number},
        facts=(
            *what_is_asked(order),
            *sums_of(order),
            fact(_("Your limit"), _limit(order, by=by, mandate=mandate)),
            fact(_("You stand in for"), away and away.name),
            fact(_("Ordered by all together"), *_ceilings(order), is_background=True),
            fact(_("Reseller"), reseller.name),
            fact(_("Sent to"), reseller.email),
        ),
        consequences=(_leaves_at_once(order, reseller),),
        refusals=tuple(refusals),
    )


def approval_of_several(orders, *, by):
    """What approving several orders does, each for itself; also returns those that can be.

    An order that cannot be approved is listed with the reason, and is not in the sum.
    """
    asked = [(order, _asked_whether_it_may(order, by=by)[1]) for order in orders]
    approvable = [order for order, refusals in asked if not refusals]
    count = len(approvable)
    confirmation = Confirmation(
        heading=_("Approve the chosen orders"),
        button=ngettext("Approve %(count)s order", "Approve %(count)s orders", count)
        % {"count": count},
        facts=(
            *(fact(order.number, *_in_short(order), *refusals) for order, refusals in asked),
            fact(_("Sum without VAT"), formatting.kroner(sum(one.net for one in approvable))),
            fact(_("Sum with VAT"), formatting.kroner(sum(one.gross for one in approvable))),
        ),
        consequences=(
            _("Each order goes to its reseller at once. You cannot call it back from here."),
        ),
        refusals=() if approvable else (_("None of these can be approved by you now."),),
    )
    return confirmation, approvable


def _asked_whether_it_may(order, *, by, mandate=None):
    """Whose place the approver takes, or None; and the sentences of what stands in the way."""
    if order.state != OrderState.SUBMITTED:
        return None, [_("The order has moved on since you opened the page.")]
    try:
        with transaction.atomic():
            return check_approval(order, by=by, now=timezone.now(), mandate=mandate), []
    except ValidationError as refusal:
        return None, refusal.messages


def what_is_asked(order):
    """What an order asks for, by whom and for what part, as Facts."""
    submitted = f"{order.submitted_by.name}, {formatting.moment(order.submitted_at)}"
    return (
        fact(_("Kind"), order.get_kind_display()),
        fact(_("Changes order"), order.corrects and order.corrects.number),
        fact(_("Asked for by"), submitted, _on_behalf(order)),
        fact(_("Segment"), order.segment_name),
        fact(_("Buyer reference"), order.buyer_reference),
        fact(_("Cost centre"), order.cost_centre),
        fact(_("Agreement"), order.volume_licence_agreement.number),
        fact(_("Order lines"), *(_line(line) for line in order.lines.all())),
    )


def _line(line):
    quantity, net = formatting.whole(line.quantity), formatting.kroner(line.net)
    return f"{quantity} × {line.name}: {net}"


def sums_of(order):
    """What an order costs, as Facts."""
    rate = {"percent": formatting.percent(order.vat_percent)}
    return (
        fact(_("Net"), formatting.kroner(order.net)),
        fact(_("VAT %(percent)s") % rate, formatting.kroner(order.vat)),
        fact(_("To pay with VAT"), formatting.kroner(order.gross)),
    )


def _limit(order, *, by, mandate):
    limit = limit_of(by, order.organisation, Role.APPROVER, mandate=mandate)
    if limit is None:
        return _("No limit")
    return _("%(limit)s net") % {"limit": formatting.kroner(limit)}


def _ceilings(order):
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


def _leaves_at_once(order, reseller):
    if order.lowers:
        sentence = _("The change goes to %(reseller)s at once. You cannot call it back from here.")
    else:
        sentence = _("The order goes to %(reseller)s at once. You cannot call it back from here.")
    return sentence % {"reseller": reseller.name}


def _in_short(order):
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


def _on_behalf(order):
    if order.mandate is None:
        return ""
    parties = {
        "representative": order.representative_name,
        "owner": order.buyer_name,
    }
    return _("%(representative)s on behalf of %(owner)s") % parties


def cancelling_of(agreement, *, by):
    """What cancelling an agreement does, and what goes along with it."""
    baskets = Basket.objects.filter(volume_licence_agreement=agreement, lines__isnull=False)
    templates = OrderTemplate.objects.filter(volume_licence_agreement=agreement)
    names = {"number": agreement.number}
    return Confirmation(
        heading=_("Cancel agreement %(number)s") % names,
        button=_("Cancel agreement %(number)s") % names,
        facts=(
            fact(_("Framework agreement"), agreement.accession.framework.name),
            fact(_("Programme"), agreement.programme.name),
            fact(_("Reseller"), agreement.reseller.name),
            fact(_("Drawn up"), _drawn_up(agreement)),
            fact(_("Baskets that are emptied"), *_owners(baskets)),
            fact(_("Templates that are deleted"), *templates.values_list("name", flat=True)),
        ),
        consequences=(
            _("Nobody can order under the agreement any more. You can draw up a new one."),
        ),
        refusals=tuple(_refusals_to_cancel(agreement, by=by)),
        is_harmful=True,
    )


def _drawn_up(agreement):
    return f"{agreement.drawn_up_by.name}, {formatting.moment(agreement.drawn_up_at)}"


def _owners(baskets):
    return baskets.order_by("user__name").values_list("user__name", flat=True).distinct()


def _refusals_to_cancel(agreement, *, by):
    try:
        check_may_cancel(agreement, by=by)
    except ValidationError as refusal:
        return refusal.messages
    return []
