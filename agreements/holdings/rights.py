"""What licences let an organisation use: base licences, step-ups and Software Assurance together.

A step-up turns one base licence of an edition into one of a larger edition, and takes the
assurance of the licence with it. Assurance gives the right to versions that come out while it
lasts; after that, those that were out by its last day may still be used.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter

from django.db.models import Case, Q, Sum, When
from django.db.models.functions import Coalesce

from agreements.catalogue.models import Edition, Product
from agreements.holdings.models import LedgerEntry
from agreements.holdings.queries import (
    SOON,
    in_segment,
    over_holding,
    under_frameworks,
    valid_on,
)
from agreements.segments.models import Segment
from municipalities.register.models import Organisation

RIGHT_GROUP = ("product__edition", "product__steps_up_from", "product__kind")
"""What entries have in common that are summed."""
RIGHT_SUMS = ("licensed_now", "assured", "assured_until", "assured_before")


@dataclass(frozen=True)
class Right:
    """What an organisation may use of an edition on a day.

    `assured` of the licences have assurance, the first of them until `assured_until`;
    `assured_before` is the last day of assurance that has ended.
    """

    edition: Edition
    licensed: int = 0
    stepped_into: int = 0
    stepped_up: int = 0
    assured: int = 0
    assured_until: date | None = None
    assured_before: date | None = None

    @property
    def usable(self) -> int:
        """How many may be used; below zero where more is stepped up than is licensed."""
        return self.licensed + self.stepped_into - self.stepped_up

    @property
    def newest(self) -> int:
        """How many may be used in the newest version."""
        return max(0, min(self.assured, self.usable))

    @property
    def step_ups_without_licence(self) -> int:
        """How many step-ups have no licence to step up."""
        return max(0, -self.usable)

    @property
    def assurance_without_licence(self) -> int:
        """How much assurance has no licence to assure."""
        return max(0, self.assured - max(0, self.usable))

    def ends_soon(self, at) -> bool:
        """Whether some assurance ends within SOON of a day."""
        return bool(self.assured_until and self.assured_until <= at + SOON)


@dataclass
class _Tally:
    """What the ledger says of one edition, before step-ups have moved anything."""

    right: Right
    steps: dict = field(default_factory=dict)
    """{edition stepped into: how many}."""


def rights_on(
    organisation: Organisation, at, *, segment: Segment | None = None, frameworks=None
) -> list[Right]:
    """What may be used on a day, by edition name; products of no edition are left out.

    With a segment only what is its own; with `frameworks` only what is under these.
    """
    tallies = _tallies(_sums(organisation, at, segment, frameworks))
    rights = {key: tally.right for key, tally in tallies.items()}
    for key in _in_step_up_order(tallies):
        for into, steps in tallies[key].steps.items():
            _step_up(rights, key, into, steps)
    return sorted(rights.values(), key=lambda right: right.edition.name)


def _in_step_up_order(tallies):
    """The editions, each after those that step into it; what steps up in a circle comes last."""
    sorter: TopologicalSorter[int] = TopologicalSorter()
    order: list[int] = []
    for key, tally in tallies.items():
        sorter.add(key)
        for into in tally.steps:
            sorter.add(into, key)
    # After this refusal it still hands out what no circle holds back
    with suppress(CycleError):
        sorter.prepare()
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    return [*order, *(key for key in tallies if key not in order)]


def _sums(organisation: Organisation, at, segment: Segment | None, frameworks):
    """What stands on a day by edition and kind, and the ends of assurance on either side of it."""
    ends = Coalesce("assured_to", Case(When(product__kind=Product.Kind.ASSURANCE, then="valid_to")))
    begun = LedgerEntry.objects.filter(
        in_segment(segment),
        under_frameworks(frameworks),
        organisation=organisation,
        valid_from__lte=at,
        product__edition__isnull=False,
    )
    by_end = begun.annotate(ends=ends).values(*RIGHT_GROUP, "ends").annotate(left=Sum("quantity"))
    licensed_now = Coalesce(Sum("quantity", filter=valid_on(at)), 0)
    assured = Coalesce(Sum("quantity", filter=Q(assured_to__gte=at)), 0)
    to_come = Case(When(left__gt=0, ends__gte=at, then="ends"))
    over = Case(When(left__gt=0, ends__lt=at, then="ends"))
    rows = by_end.annotate(
        licensed_now=over_holding("SUM", licensed_now, RIGHT_GROUP),
        assured=over_holding("SUM", assured, RIGHT_GROUP),
        assured_until=over_holding("MIN", to_come, RIGHT_GROUP),
        assured_before=over_holding("MAX", over, RIGHT_GROUP),
    )
    return rows.values(*RIGHT_GROUP, *RIGHT_SUMS).distinct().order_by(*RIGHT_GROUP)


def _tallies(rows):
    rows = list(rows)
    keys = {row[name] for row in rows for name in ("product__edition", "product__steps_up_from")}
    editions = Edition.objects.in_bulk(keys - {None})
    tallies = {key: _Tally(Right(edition)) for key, edition in editions.items()}
    for row in rows:
        tally = tallies[row["product__edition"]]
        if source := row["product__steps_up_from"]:
            steps = tallies[source].steps
            steps[row["product__edition"]] = (
                steps.get(row["product__edition"], 0) + row["licensed_now"]
            )
        else:
            tally.right = _with(tally.right, row)
    return tallies


def _with(right, row):
    """The right with what one kind of product adds to it."""
    is_assurance = row["product__kind"] == Product.Kind.ASSURANCE
    return replace(
        right,
        licensed=right.licensed + (0 if is_assurance else row["licensed_now"]),
        assured=right.assured + (row["licensed_now"] if is_assurance else row["assured"]),
        assured_until=_of(min, right.assured_until, row["assured_until"]),
        assured_before=_of(max, right.assured_before, row["assured_before"]),
    )


def _of(choose, *days):
    return choose((day for day in days if day), default=None)


def _step_up(rights, key, into, steps) -> None:
    """Move licences, and the assurance they have, from one edition to another."""
    source, target = rights[key], rights[into]
    assured = min(steps, source.assured)
    rights[key] = replace(
        source,
        stepped_up=source.stepped_up + steps,
        assured=source.assured - assured,
        assured_until=source.assured_until if assured < source.assured else None,
    )
    rights[into] = replace(
        target,
        stepped_into=target.stepped_into + steps,
        assured=target.assured + assured,
        assured_until=_of(min, target.assured_until, source.assured_until if assured else None),
    )
