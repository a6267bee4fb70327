"""Fixing agreements' price levels anew: at a renewal, and at the yearly check of points.

What an agreement was drawn up at holds for its term. A renewed term gets the level of what was
measured until then: the number counted or, if larger, ordered in any pool; or the points of the
term that ended. Where points count by the year, every anniversary is a check
(price_levels/roll_over.py). An agreement that has a level keeps at least the lowest: it goes on, if
on hold. What was ordered under an agreement that a reform ended counts for the one that goes on
with it.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.models import RenewedLevel, VolumeLicenceAgreement
from agreements.accessions.queries import renewed_levels
from agreements.accessions.states import AccessionState
from agreements.accessions.terms import term_on
from agreements.catalogue.price_terms import price_terms
from agreements.one_by_one import for_each
from agreements.orders.queries import standing_lines
from agreements.periods import add_months, counting_years
from agreements.price_levels.models import LevelMeasure, ProductPool
from agreements.price_levels.roll_over import YearCheck, check_year

ALL_POOLS = ""


def renew_levels(now: datetime) -> int:
    """Fix every level whose day has come; returns for how many agreements. Run it every day."""
    return fix_levels(VolumeLicenceAgreement.objects.all(), now=now)


def fix_levels(agreements, *, now: datetime) -> int:
    """Fix the levels of some agreements whose day has come; returns for how many.

    Raises SomeFailedError when the others are done.
    """
    today = timezone.localdate(now)
    agreements = (
        agreements.filter(
            accession__state=AccessionState.COUNTERSIGNED,
            withdrawn_at=None,
            starts_on__lt=today,
        )
        .exclude(programme__level_measure=LevelMeasure.NONE)
        .select_related("programme", "accession__framework")
        .prefetch_related("renewed_levels")
        .order_by("pk")
    )
    due = [agreement for agreement in agreements if _days_due(agreement, today)]
    return len(for_each(lambda agreement: _renew(agreement, now=now), due))


@transaction.atomic
def _renew(agreement: VolumeLicenceAgreement, *, now: datetime) -> None:
    """Fix what is due, oldest first; two runs at once wait for each other."""
    agreement = (
        VolumeLicenceAgreement.objects.select_for_update(no_key=True, of=["self"])
        .select_related("programme", "accession__framework")
        .get(pk=agreement.pk)
    )
    for since, day in _days_due(agreement, timezone.localdate(now)):
        RenewedLevel.objects.bulk_create(
            RenewedLevel(
                agreement=agreement,
                pool=pool,
                valid_from=day,
                price_level=check.level,
                measured=check.counted,
                carried_points=check.carried_points,
                is_on_hold=check.is_on_hold and not agreement.programme.pools_volume,
                fixed_at=now,
            )
            for pool, check in _checks(agreement, since=since, day=day).items()
            if check.level
        )


def _days_due(agreement: VolumeLicenceAgreement, today: date):
    """The days from which a level is to be fixed, each after the day since when it is measured."""
    last_day = min(today, term_on(agreement, today).ends_on)
    if agreement.programme.level_measure == LevelMeasure.POINTS_YEAR:
        days = counting_years(agreement.starts_on, last_day)
    else:
        days = [agreement.starts_on, *_renewals(agreement, last_day)]
    fixed = max((row.valid_from for row in agreement.renewed_levels.all()), default=days[0])
    return [(since, day) for since, day in zip(days, days[1:], strict=False) if day > fixed]


def _renewals(agreement: VolumeLicenceAgreement, last_day: date):
    """The first days of the renewed terms until a day."""
    first = agreement.ends_on + timedelta(days=1)
    months, day, count = agreement.renewal_months, first, 0
    while months and day <= last_day:
        yield day
        count += 1
        day = add_months(first, months * count)


def _checks(agreement: VolumeLicenceAgreement, *, since, day: date):
    """{pool: check} of what was measured from a day to the day before another."""
    before = day - timedelta(days=1)
    terms = price_terms(agreement, before)
    own = {pool: level for pool, level in terms.own.items() if level}
    if agreement.programme.level_measure == LevelMeasure.QUANTITY:
        numbers = _ordered(agreement, "units", until=before).values()
        measured = max(agreement.counted_quantity, *numbers, 0)
        return {ALL_POOLS: _as_reached(terms.tables[ALL_POOLS], measured)}
    points = _ordered(agreement, F("units") * F("points"), since=since, until=before)
    pools = [pool for pool in ProductPool.values if pool in own or points.get(pool)]
    if agreement.programme.level_measure == LevelMeasure.POINTS_TERM:
        return {pool: _as_reached(terms.tables[pool], points.get(pool, 0)) for pool in pools}
    carried_points = {
        row.pool: row.carried_points for row in renewed_levels(agreement, before).values()
    }
    return {
        pool: _at_least_lowest(
            terms.tables[pool],
            check_year(
                terms.tables[pool],
                points=points.get(pool, 0),
                carried=carried_points.get(pool, 0),
                level=own.get(pool),
            ),
        )
        for pool in pools
    }


def _as_reached(table, measured) -> YearCheck:
    """The level that a term's measure gives, or the lowest."""
    level = table.level_for(measured) or table.base
    return YearCheck(counted=measured, level=level, carried_points=0, is_on_hold=False)


def _at_least_lowest(table, check):
    return replace(check, level=check.level or table.base)


def _ordered(agreement: VolumeLicenceAgreement, measure, *, until, since=None):
    """By pool, the sum of a measure over the agreement's lines that stand, between two days."""
    lines = standing_lines(agreement.accession.framework).filter(
        order__volume_licence_agreement__in=_with_predecessors(agreement)
    )
    counted_at = Coalesce("order__corrects__submitted_at", "order__submitted_at")
    lines = lines.annotate(day=TruncDate(counted_at)).filter(day__lte=until)
    if since:
        lines = lines.filter(day__gte=since)
    return dict(lines.order_by().values_list("pool").annotate(total=Sum(measure)))


def _with_predecessors(agreement: VolumeLicenceAgreement):
    """The agreement, and those ended by reforms that it goes on with."""
    earlier = [one for before in agreement.continues.all() for one in _with_predecessors(before)]
    return [agreement, *earlier]


def check_holds(agreement: VolumeLicenceAgreement, priced, *, on: date) -> None:
    """Refuse a basket that does not reach the lowest threshold of a pool on hold by itself."""
    held = [row for row in renewed_levels(agreement, on).values() if row.is_on_hold]
    for row in held:
        since = {"since": row.valid_from, "until": on}
        if row.pool in _ordered(agreement, "units", **since):
            continue
        points = [
            line.quantity * line.product.unit_points
            for line in priced.lines
            if line.product.pool == row.pool
        ]
        minimum = priced.terms.tables[row.pool].steps[0].minimum
        if points and sum(points) < minimum:
            raise ValidationError(
                _(
                    "Little was ordered of %(pool)s in a year, so the next order must hold at "
                    "least %(minimum)s points. This one holds %(points)s."
                ),
                code="pool_on_hold",
                params={
                    "pool": row.get_pool_display(),
                    "minimum": minimum,
                    "points": sum(points),
                },
            )
