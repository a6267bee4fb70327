"""What must hold before a plan is approved, and still when it is carried out."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.reforms.drafting import DIVIDED
from agreements.reforms.models import HoldingKey, ReformAllocation, ReformPlan
from agreements.reforms.municipality_numbers import check_numbers
from agreements.reforms.plan_parties import check_parties
from agreements.reforms.queries import (
    corrections_in_progress,
    holdings_from,
    predecessor_parties,
)
from municipalities import formatting
from municipalities.register.models import Organisation


def check_can_be_carried_out(plan: ReformPlan) -> None:
    """Refuse a plan that does not fit what its parties are and have now."""
    parties = list(plan.parties.select_related("organisation"))
    check_parties(plan, parties)
    check_numbers(plan, parties)
    for party in predecessor_parties(plan):
        _check_corrections(party.organisation)
        holdings = holdings_from(party.organisation, plan.takes_effect_on)
        _check_not_lowered_since(plan, holdings)
        if plan.kind in DIVIDED:
            check_shares(plan, party, holdings)


def _check_corrections(organisation: Organisation) -> None:
    """Refuse while an order that lowers what is to pass on is with the reseller."""
    order = corrections_in_progress([organisation]).first()
    if order:
        raise ValidationError(
            _("Order %(number)s of %(organisation)s lowers licences and waits for the reseller."),
            code="correction_in_progress",
            params={"number": order.number, "organisation": organisation.name},
        )


def _check_not_lowered_since(plan: ReformPlan, holdings) -> None:
    """Refuse to shorten licences that come with assurance: they are perpetual, or not at all."""
    lowered = next((holding for holding in holdings if _ends_assured(holding)), None)
    if lowered:
        raise ValidationError(
            _("%(product)s was lowered after %(day)s. Draft the reform for a later day."),
            code="lowered_since",
            params={
                "product": lowered.product.name,
                "day": formatting.day(plan.takes_effect_on),
            },
        )


def _ends_assured(holding) -> bool:
    return any(part.assured_to and part.valid_to for part in holding.parts)


def check_shares(plan: ReformPlan, predecessor, holdings) -> None:
    """Refuse shares that do not add up, holding by holding: every licence goes somewhere, once.

    A dissolved predecessor gives everything away; a predecessor that continues keeps the rest.
    """
    owned = {holding.key: holding for holding in holdings}
    shared: Counter[HoldingKey] = Counter()
    for share in ReformAllocation.objects.filter(party__plan=plan):
        shared[share.holding_key] += share.quantity
    if gone := shared.keys() - owned.keys():
        raise ValidationError(
            _("Holdings have changed since the shares were written. Divide again."),
            code="holdings_changed",
            params={"count": len(gone)},
        )
    _check_each(owned, shared, is_dissolved=predecessor.is_dissolved)


def _check_each(owned, shared, *, is_dissolved) -> None:
    """Refuse by name one holding that does not add up, and by number several with a rest."""
    too_many = [key for key in owned if shared[key] > owned[key].quantity]
    too_few = [key for key in owned if is_dissolved and shared[key] < owned[key].quantity]
    if len(too_few) > 1 and not too_many:
        raise ValidationError(
            ngettext(
                "%(number)s holding is not fully divided. Divide all its licences before the "
                "reform can be carried out.",
                "%(number)s holdings are not fully divided. Divide all the licences before the "
                "reform can be carried out.",
                len(too_few),
            ),
            code="not_all_divided",
            params={"number": len(too_few)},
        )
    for key in [*too_many, *too_few]:
        raise ValidationError(
            _("%(owned)s of %(product)s are owned, and %(shared)s are divided."),
            code="shares_do_not_add_up",
            params={
                "product": owned[key].product.name,
                "owned": owned[key].quantity,
                "shared": shared[key],
            },
        )
