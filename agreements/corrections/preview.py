"""What a change of a confirmed order does, shown before it is submitted."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.approvals.actions import check_limit
from agreements.order_totals.volume import lowered_sums, tiers_before_and_after
from agreements.price_levels.models import LevelMeasure
from municipalities import formatting
from municipalities.confirmation import Confirmation, Fact, fact
from municipalities.people.models import Role, User


def preview_of(change, *, by: User, facts, on: date) -> Confirmation:
    """The Confirmation of an OrderChange; `facts` holds buyer_reference and reason."""
    order, rate = change.order, formatting.percent(change.amount.vat_percent)
    reseller, number = order.volume_licence_agreement.reseller.name, {"number": order.number}
    return Confirmation(
        heading=_("End order %(number)s") % number
        if change.is_end
        else _("Change order %(number)s") % number,
        button=_("Send the end for approval")
        if change.is_end
        else _("Send the change for approval"),
        facts=(
            *(fact(lowered.line.name, *_texts(lowered)) for lowered in change.lines),
            fact(_("What is left"), _what_is_left(change)),
            fact(_("Counts from"), _("The day the reseller confirms")),
            fact(_("Net"), formatting.kroner(change.amount.net)),
            fact(_("VAT %(percent)s") % {"percent": rate}, formatting.kroner(change.amount.vat)),
            fact(_("Sum with VAT"), formatting.kroner(change.amount.gross)),
            *_levels(change, on=on),
            fact(_("Reseller"), reseller),
            fact(_("Buyer reference"), facts["buyer_reference"]),
            fact(_("Reason"), facts["reason"]),
        ),
        consequences=(
            _("A colleague must approve it. Then it goes to %(reseller)s.")
            % {"reseller": reseller},
            _("Until the reseller confirms, you have what you have now."),
        ),
        refusals=_refusals(change, by=by),
        is_harmful=change.is_end,
    )


def _refusals(change, *, by: User) -> tuple[str, ...]:
    """What stands in the way of this person submitting it."""
    try:
        check_limit(by, change.order.organisation, Role.ORDERER, net=change.amount.net)
    except ValidationError as refusal:
        return tuple(refusal.messages)
    return ()


def _texts(lowered) -> tuple[str, str, str]:
    """A line: from how many to how many, what that is in kroner, and how long the rest lasts."""
    numbers = {
        "left": formatting.whole(lowered.left),
        "quantity": formatting.whole(lowered.quantity),
        "fewer": formatting.whole(lowered.fewer),
    }
    line, net = lowered.line, formatting.kroner(lowered.net)
    price = f"{formatting.kroner(line.agreed.unit_net)} {line.get_unit_display()}"
    return (
        _("From %(left)s to %(quantity)s: %(fewer)s fewer") % numbers,
        _("%(price)s, as when it was ordered: %(net)s") % {"price": price, "net": net},
        _last_day(lowered),
    )


def _last_day(lowered) -> str:
    last_day = {"day": formatting.day(lowered.last_day)}
    if not lowered.quantity and lowered.last_day:
        return _("Ends when the reseller confirms, and %(day)s at the latest") % last_day
    if not lowered.quantity:
        return _("Ends when the reseller confirms")
    if lowered.last_day:
        return _("The rest lasts until %(day)s") % last_day
    return _("The rest is perpetual")


def _what_is_left(change) -> str:
    number = {"number": change.order.number}
    if change.is_end:
        return _("Nothing is left of order %(number)s") % number
    return _("The rest of order %(number)s stays as it is") % number


def _levels(change, *, on: date) -> list[Fact]:
    """What fewer means for points, price levels and the pooled volume."""
    programme = change.order.volume_licence_agreement.programme
    if programme.level_measure == LevelMeasure.NONE:
        return [fact(_("Price level"), _("None: the programme has no price levels"))]
    sums = lowered_sums(change.lines)
    points = sum(points for _quantity, points in sums.values())
    facts = [
        fact(_("Points"), points and _("%(points)s fewer") % {"points": formatting.whole(points)}),
        fact(
            _("Price level"),
            _("Your own level stays until it is fixed the next time"),
            _("What you give up does not count then"),
        ),
    ]
    if programme.pools_volume:
        facts.append(_pooled(change, sums, on=on))
    return facts


def _pooled(change, sums, *, on: date) -> Fact:
    """What all members together have ordered less, and the level that it gives."""
    quantity = sum(quantity for quantity, _points in sums.values())
    tiers = tiers_before_and_after(change.order, sums, on=on)
    moved = [_moved(*pair) for pair in tiers if pair[0].level != pair[1].level]
    return fact(
        _("Ordered by all together"),
        _("%(fewer)s fewer") % {"fewer": formatting.whole(quantity)},
        *moved or [_("The price level it gives does not change")],
        # Others order meanwhile
        is_background=True,
    )


def _moved(before, after) -> str:
    """A level that the pooled volume no longer gives."""
    levels = {
        "before": before.level.code,
        "after": after.level.code if after.level else _("none"),
    }
    sentence = _("The price level it gives goes from %(before)s to %(after)s") % levels
    return f"{before.pool_name}: {sentence}" if before.pool else sentence
