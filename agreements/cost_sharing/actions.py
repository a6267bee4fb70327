"""Recording how cost is shared."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.cost_sharing.models import CostShare, CostSharingKey
from municipalities import formatting
from municipalities.constraints import broken_constraint
from municipalities.people.models import User
from municipalities.register.models import Organisation


@transaction.atomic
def record_key(
    organisation: Organisation,
    *,
    name: str,
    starts_on: date,
    shares: Mapping[Organisation, Decimal],
    by: User,
    now: datetime,
) -> CostSharingKey:
    """Record a key from a day on; `shares` is {organisation: per cent}. Raises ValidationError.

    A key of the same name from an earlier day ends the day before.
    """
    _check_shares(shares, on=timezone.localdate(now))
    key = CostSharingKey(
        organisation=organisation, name=name, starts_on=starts_on, made_at=now, made_by=by
    )
    key.full_clean()
    try:
        with transaction.atomic():
            key.save()
    except IntegrityError as error:
        if broken_constraint(error) != "cost_sharing_key_once_a_day":
            raise
        raise ValidationError(
            _("There is a key of this name from this day already."), code="key_is_there"
        ) from error
    rows = [
        CostShare(key=key, organisation=sharer, percent=percent)
        for sharer, percent in shares.items()
    ]
    for row in rows:
        row.full_clean(exclude=["key"])
    CostShare.objects.bulk_create(rows)
    return key


def _check_shares(shares: Mapping[Organisation, Decimal], *, on: date) -> None:
    """Refuse what is not everything, and a sharer that no longer exists on the day."""
    total = sum(shares.values())
    if total != 100:
        raise ValidationError(
            _("The shares make up %(total)s, and must make up exactly 100 %%."),
            code="shares_are_not_100_percent",
            params={"total": formatting.percent(total)},
        )
    gone = next((one for one in shares if one.dissolved_on or not one.is_registered(on)), None)
    if gone:
        raise ValidationError(
            _("%(organisation)s no longer exists and pays nothing. Name who took over."),
            code="sharer_dissolved",
            params={"organisation": gone.name},
        )
