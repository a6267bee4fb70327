"""Drawing up the organisation's own volume licence agreement."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.joining_conditions import check_may_draw_up
from agreements.accessions.models import Accession, PoolLevel, VolumeLicenceAgreement
from agreements.frameworks.models import FrameworkAgreement
from agreements.periods import last_day_of_term
from agreements.price_levels.levels import level_table
from agreements.price_levels.models import ProductPool, Programme
from agreements.price_levels.models.levels import PriceLevel
from municipalities import formatting
from municipalities.mail_hold.switch import numbers_to_skip
from municipalities.people.models import User


@transaction.atomic
def draw_up_agreement(
    accession: Accession, *, by: User, terms, now: datetime
) -> VolumeLicenceAgreement:
    """Draw up the organisation's own volume licence agreement.

    `terms` holds programme, reseller, counting_basis, counted_quantity, starts_on and, for a
    programme that counts points, `points` as {pool: expected}. The price level follows from
    these and is fixed for the term. Raises ValidationError.
    """
    Accession.objects.select_for_update(no_key=True).get(pk=accession.pk)
    agreement, pool_levels = draft_agreement(accession, by=by, terms=terms, now=now)
    agreement.save()
    for pool_level in pool_levels:
        pool_level.agreement = agreement
    PoolLevel.objects.bulk_create(pool_levels)
    return agreement


def draft_agreement(accession: Accession, *, by: User, terms, now: datetime):
    """The agreement that drawing up would make, and its pools' levels; nothing is stored."""
    check_may_draw_up(accession, on=timezone.localdate(now))
    _check_terms(accession.framework, terms)
    terms = dict(terms)
    points = terms.pop("points", None) or {}
    programme = terms["programme"]
    pool_levels = _pool_levels(programme, points, on=terms["starts_on"])
    agreement = VolumeLicenceAgreement(
        accession=accession,
        number=next_number(accession),
        price_level=_one_level(programme, terms),
        ends_on=last_day_of_term(terms["starts_on"], months=programme.term_months),
        renewal_months=programme.renewal_months,
        notice_months=programme.notice_months,
        drawn_up_at=now,
        drawn_up_by=by,
        **terms,
    )
    agreement.full_clean(exclude=["accession", "drawn_up_by"])
    return agreement, pool_levels


def give_notice(agreement: VolumeLicenceAgreement, *, by: User, now: datetime) -> None:
    """End an agreement that renews itself with the term in which the notice is in time."""
    standing = VolumeLicenceAgreement.objects.filter(
        pk=agreement.pk, notice_given_at=None, renewal_months__isnull=False
    )
    if not standing.update(notice_given_at=now, notice_given_by=by):
        raise ValidationError(
            _("Notice is given already, or the agreement ends by itself."), code="no_notice_needed"
        )
    agreement.refresh_from_db()


def _check_terms(framework: FrameworkAgreement, terms) -> None:
    """Refuse a programme, a reseller or a start that is not the framework agreement's."""
    if terms["programme"].framework_id != framework.pk:
        raise ValidationError(
            _("Choose a programme of this framework agreement."), code="programme_of_another"
        )
    if not framework.resellers.filter(pk=terms["reseller"].pk, is_active=True).exists():
        raise ValidationError(
            _("Choose a reseller that delivers under this agreement."), code="reseller_of_another"
        )
    if not framework.starts_on <= terms["starts_on"] <= framework.ends_on:
        raise ValidationError(
            _("The start must be between %(first)s and %(last)s, while the framework is in force."),
            code="starts_outside_framework",
            params={
                "first": formatting.day(framework.starts_on),
                "last": formatting.day(framework.ends_on),
            },
        )


def _one_level(programme: Programme, terms) -> PriceLevel | None:
    """The level that the number counted gives; None where there is none, or one a pool."""
    if programme.is_per_pool:
        return None
    table = level_table(programme, terms["starts_on"])
    level = table.level_for(terms["counted_quantity"])
    if level is None and table.steps:
        raise _below_minimum(table)
    return level


def _pool_levels(programme: Programme, points, *, on: date):
    """The levels that the points expected give, a pool at a time; a pool below has none."""
    if not programme.is_per_pool:
        return []
    tables = {pool: level_table(programme, on, pool=pool) for pool in ProductPool.values}
    reached = [
        PoolLevel(pool=pool, price_level=level, points=points.get(pool) or 0)
        for pool, table in tables.items()
        if (level := table.level_for(points.get(pool) or 0))
    ]
    if not reached:
        raise _below_minimum(tables[ProductPool.APPLICATION])
    return reached


def _below_minimum(table) -> ValidationError:
    minimum = table.steps[0].minimum if table.steps else 0
    return ValidationError(
        _("This programme starts at %(minimum)s. Choose another programme."),
        code="below_minimum",
        params={"minimum": minimum},
    )


def next_number(accession: Accession) -> str:
    """The framework's reference, the organisation's number and a running number."""
    drawn_up = VolumeLicenceAgreement.objects.filter(
        accession__organisation=accession.organisation, accession__framework=accession.framework
    )
    count = drawn_up.count() + 1 + numbers_to_skip(since=None, now=timezone.now())
    number = accession.organisation.organisation_number
    return f"{accession.framework.reference}-{number}-{count:02}".upper()
