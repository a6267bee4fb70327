"""Keeping orders under the ceilings of a framework agreement.

An order reserves what it asks for when it is submitted, on the ceiling of the whole agreement
and on that of each lot; what is taken back releases it. Each ceiling is one row, and the update
that counts an order is also the check: of orders racing for the last units exactly those that
fit get through.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from agreements.frameworks.models import Ceiling, CeilingOverride, FrameworkAgreement
from municipalities import formatting
from municipalities.constraints import filled
from municipalities.people.models import User


@dataclass(frozen=True)
class CeilingUse:
    """What counts against a ceiling: net kroner and units."""

    value: Decimal
    quantity: int

    def __add__(self, other) -> "CeilingUse":
        return CeilingUse(self.value + other.value, self.quantity + other.quantity)


def reserve(framework: FrameworkAgreement, uses) -> None:
    """Count an order against the ceilings. `uses` is {lot id or None: Use}; None is without a lot.

    A use below zero gives back, and each ceiling counts what is left of all that meet it. To be
    called inside the order's transaction. Raises ValidationError with the figures when a ceiling
    would be broken.
    """
    for ceiling, use in _affected_ceilings(framework, uses):
        counted = Ceiling.objects.filter(_has_room_for(use), pk=ceiling.pk).update(
            used_value=F("used_value") + use.value, used_quantity=F("used_quantity") + use.quantity
        )
        if not counted:
            ceiling.refresh_from_db()
            raise _exceeded(ceiling, use)


def release_uses(framework: FrameworkAgreement, uses) -> None:
    """Give back what an order had reserved."""
    for ceiling, use in _affected_ceilings(framework, uses):
        Ceiling.objects.filter(pk=ceiling.pk).update(
            used_value=F("used_value") - use.value, used_quantity=F("used_quantity") - use.quantity
        )


@transaction.atomic
def override_ceiling(
    ceiling: Ceiling, *, extra_value, extra_quantity, reason: str, by: User, now: datetime
) -> CeilingOverride:
    """Let more be ordered than the maximum, by so many net kroner and units."""
    override = CeilingOverride(
        ceiling=ceiling,
        extra_value=extra_value,
        extra_quantity=extra_quantity,
        reason=reason,
        made_at=now,
        made_by=by,
    )
    override.full_clean()
    override.save()
    Ceiling.objects.filter(pk=ceiling.pk).update(
        extra_value=F("extra_value") + extra_value,
        extra_quantity=F("extra_quantity") + extra_quantity,
    )
    return override


def check_override(ceiling: Ceiling, **more) -> None:
    """Refuse what would let nothing through, before anybody is shown it. Raises ValidationError."""
    CeilingOverride(ceiling=ceiling, **more).full_clean(exclude=["ceiling", "made_at", "made_by"])


def check_fits(ceiling: Ceiling, use) -> None:
    """Refuse to count more on a ceiling than it allows. Raises ValidationError with the figures."""
    is_above = (ceiling.allowed_value is not None and use.value > ceiling.allowed_value) or (
        ceiling.allowed_quantity is not None and use.quantity > ceiling.allowed_quantity
    )
    if is_above:
        raise ValidationError(
            _(
                "%(agreement)s would count %(value)s and %(units)s units, which is more than its "
                "maximum. Let more through first, with a reason."
            ),
            code="more_is_ordered",
            params={
                "agreement": str(ceiling.lot or ceiling.framework),
                "value": formatting.kroner(use.value),
                "units": formatting.whole(use.quantity),
            },
        )


def _affected_ceilings(framework: FrameworkAgreement, uses):
    """Each ceiling that these uses meet, with the use: the whole agreement first, then the lots.

    Always in this order, so that two orders never wait for each other.
    """
    for ceiling in Ceiling.objects.filter(framework=framework).select_related("framework", "lot"):
        if ceiling.lot_id is None:
            yield ceiling, sum(uses.values(), CeilingUse(Decimal(0), 0))
        elif ceiling.lot_id in uses:
            yield ceiling, uses[ceiling.lot_id]


def _has_room_for(use) -> Q:
    """The condition that a use fits; what does not grow always does, under a kept maximum."""
    value_fits = Q(used_value__lte=F("maximum_value") + F("extra_value") - use.value)
    quantity_fits = Q(used_quantity__lte=F("maximum_quantity") + F("extra_quantity") - use.quantity)
    return (Q(maximum_value=None) | value_fits) & (Q(maximum_quantity=None) | quantity_fits)


def _exceeded(ceiling: Ceiling, use) -> ValidationError:
    figures = {"agreement": str(ceiling.lot or ceiling.framework)}
    allowed_value, allowed_quantity = ceiling.allowed_value, ceiling.allowed_quantity
    is_too_dear = allowed_value is not None and ceiling.used_value + use.value > allowed_value
    if allowed_quantity is not None and not is_too_dear:
        figures |= {
            "left": formatting.whole(allowed_quantity - ceiling.used_quantity),
            "asked": formatting.whole(use.quantity),
        }
    else:
        # Room may have come while we looked: what has a maximum in kroner alone tells of it
        figures |= {
            "left": formatting.kroner(filled(allowed_value) - ceiling.used_value),
            "asked": formatting.kroner(use.value),
        }
    return ValidationError(
        _(
            "%(agreement)s has %(left)s left to order for, and you ask for %(asked)s. "
            "Order less, or ask KS."
        ),
        code="ceiling_reached",
        params=figures,
    )
