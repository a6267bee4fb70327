"""What an organisation's holdings consist of from a day on, purchase by purchase."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DateField, Q, Sum, Value
from django.db.models.functions import Greatest

from agreements.holdings.models import LedgerEntry
from municipalities.register.models import Organisation

KIND = ("volume_licence_agreement_id", "product_id", "unit", "counting_basis", "segment_id")
"""What is never negative; so says the database (ledger_never_negative)."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tranche:
    """So many of a kind at one price, from a first to a last day; `valid_to` None: perpetual.

    Named as in a ledger entry. One that has been lowered is positive, and ends where it was.
    """

    volume_licence_agreement_id: int
    product_id: int
    unit: str
    counting_basis: str
    segment_id: int | None
    valid_from: date
    valid_to: date | None
    unit_net: Decimal | None
    assured_to: date | None
    quantity: int

    @property
    def last_day(self) -> date:
        """The last day it is there."""
        return self.valid_to or date.max

    def meets(self, other):
        """Whether both are there on some day."""
        return self.valid_from <= other.last_day and other.valid_from <= self.last_day

    def without(self, quantity, other):
        """What is left when so many are taken on the days on which another part is there."""
        if self.quantity != quantity:
            yield replace(self, quantity=self.quantity - quantity)
        if self.valid_from < other.valid_from:
            yield replace(self, quantity=quantity, valid_to=other.valid_from - ONE_DAY)
        if other.last_day < self.last_day:
            yield replace(self, quantity=quantity, valid_from=other.last_day + ONE_DAY)


def tranches_from(organisation: Organisation, day: date):
    """The Parts of the organisation's holdings from a day on, by product, agreement and days.

    What has begun already begins on the day. What is given up from a later day on ends the day
    before, so that no Part is negative and every day is what the ledger says.
    """
    fields = [
        name for name in Tranche.__dataclass_fields__ if name not in ("valid_from", "quantity")
    ]
    rows = (
        LedgerEntry.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day), organisation=organisation
        )
        .annotate(begins=Greatest("valid_from", Value(day, DateField())))
        .values("begins", *fields)
        .annotate(total=Sum("quantity"))
        .exclude(total=0)
        .order_by(
            "product__name",
            "volume_licence_agreement__number",
            *KIND,
            "begins",
            "valid_to",
            "unit_net",
            "assured_to",
        )
    )
    kinds = defaultdict(list)
    for row in rows:
        part = Tranche(valid_from=row.pop("begins"), quantity=row.pop("total"), **row)
        kinds[tuple(row[name] for name in KIND)].append(part)
    return [part for parts in kinds.values() for part in _positive(parts)]


def _positive(parts):
    """Parts of one kind, with what was lowered taken out of what stands."""
    standing = [part for part in parts if part.quantity > 0]
    for part in parts:
        if part.quantity < 0:
            _subtract(standing, part)
    return standing


def _subtract(standing, lowered) -> None:
    """Take a negative part out of those that stand, the most like it first.

    There is always one: no day has a negative holding.
    """
    left = [lowered]
    while left:
        taking = left.pop()
        part = min(filter(taking.meets, standing), key=lambda part: _difference_rank(part, lowered))
        quantity = min(part.quantity, -taking.quantity)
        place = standing.index(part)
        standing[place : place + 1] = part.without(quantity, taking)
        left += taking.without(-quantity, part)


def _difference_rank(part, lowered):
    """How far a part is from being the one that was lowered; of the same, the latest begun."""
    return (
        part.assured_to != lowered.assured_to,
        part.unit_net != lowered.unit_net,
        part.valid_to != lowered.valid_to,
        -part.valid_from.toordinal(),
    )
