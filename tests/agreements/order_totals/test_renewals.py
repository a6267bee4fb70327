"""Price levels fixed anew: at a renewal, and year by year where points count."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from agreements.approvals import actions as approvals_actions
from agreements.catalogue.price_terms import price_terms
from agreements.daily.steps import fix_price_levels
from agreements.models import RenewedLevel
from agreements.order_totals.renewals import renew_levels
from agreements.orders.states import OrderState
from tests import agreement_factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db

LEVELS = [("A", 100), ("B", 400), ("C", 1000)]


def on(year, month=6, day=1):
    return datetime(year, month, day, 11, tzinfo=UTC)


@pytest.fixture
def framework():
    """In force for four years, so that a term of one can be renewed."""
    return make.framework(ends_on=on(2029, 12, 31).date())


@pytest.fixture
def server(framework):
    """A product of the server pool at 1000 kr, one for all levels, of 10 points."""
    product = make.product(framework, name="Tjener", pool="server", net=None)
    make.price(product, net="1000", points=10)
    return product


def begin(cast, accession, *, measure, **terms):
    """Nordvik's agreement from 1 June 2026, under a programme of one year."""
    programme = make.programme(
        accession.framework,
        name=f"Måles i {measure}",
        levels=LEVELS,
        level_measure=measure,
        term_months=12,
        **terms.pop("programme", {}),
    )
    return make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, programme=programme, now=on(2026), **terms
    )


def level(agreement, at):
    """The code of the level in the server pool on a day."""
    return price_terms(agreement, at.date()).own["server"].code


def renewed(agreement):
    return [
        (
            row.valid_from.year,
            row.price_level.code,
            row.measured,
            row.carried_points,
            row.is_on_hold,
        )
        for row in agreement.renewed_levels.order_by("valid_from", "pool")
    ]


def order(cast, agreement, product, quantity, *, at):
    return make.order(agreement, by=cast.nordvik.orderer, lines={product: quantity}, now=at)


def test_a_term_keeps_its_level_and_the_renewed_one_gets_what_was_ordered(cast, accession, server):
    agreement = begin(cast, accession, measure="quantity")
    order(cast, agreement, server, 450, at=on(2026, 7))
    assert renew_levels(on(2027, 5, 31)) == 0
    assert level(agreement, on(2027, 5, 31)) == "A"
    assert renew_levels(on(2027)) == 1
    assert renewed(agreement) == [(2027, "B", 450, 0, False)]
    assert level(agreement, on(2027)) == "B"
    assert level(agreement, on(2027, 5, 31)) == "A"
    assert renew_levels(on(2027)) == 0


def test_orders_taken_back_or_placed_later_do_not_count(cast, accession, server):
    agreement = begin(cast, accession, measure="quantity")
    returned = order(cast, agreement, server, 450, at=on(2026, 7))
    approvals_actions.return_order(
        returned, by=cast.nordvik.approver, reason="Nei", now=on(2026, 7)
    )
    order(cast, agreement, server, 900, at=on(2027))
    renew_levels(on(2027, 6, 2))
    assert renewed(agreement) == [(2027, "A", 200, 0, False)]


def test_every_renewal_that_was_missed_is_fixed(cast, accession, server):
    agreement = begin(cast, accession, measure="quantity")
    order(cast, agreement, server, 450, at=on(2027, 7))
    renew_levels(on(2028, 7))
    assert renewed(agreement) == [(2027, "A", 200, 0, False), (2028, "B", 450, 0, False)]


def test_an_agreement_under_notice_gets_no_level_after_its_end(cast, accession, server):
    agreement = begin(cast, accession, measure="quantity")
    agreement.notice_given_at, agreement.notice_given_by = on(2026, 7), cast.nordvik.signatory
    agreement.save()
    assert renew_levels(on(2028)) == 0


def test_points_of_the_term_give_each_pool_its_level(cast, accession, server):
    agreement = begin(cast, accession, measure="points_term", points={"server": 100})
    order(cast, agreement, server, 100, at=on(2026, 7))
    renew_levels(on(2027))
    assert renewed(agreement) == [(2027, "C", 1000, 0, False)]


def test_left_over_points_count_in_the_next_year(cast, accession, server):
    agreement = begin(cast, accession, measure="points_year", points={"server": 100})
    order(cast, agreement, server, 15, at=on(2026, 7))
    order(cast, agreement, server, 35, at=on(2027, 7))
    renew_levels(on(2028))
    assert renewed(agreement) == [(2027, "A", 150, 50, False), (2028, "B", 400, 0, False)]
    assert level(agreement, on(2028, 6, 2)) == "B"


def test_a_missed_level_falls_one_step_and_a_pool_on_hold_asks_for_a_whole_order(
    cast, accession, server
):
    agreement = begin(cast, accession, measure="points_year", points={"server": 1000})
    renew_levels(on(2027))
    assert renewed(agreement) == [(2027, "B", 0, 0, True)]
    with pytest.raises(ValidationError) as refusal:
        order(cast, agreement, server, 9, at=on(2027, 7))
    assert refusal.value.code == "pool_on_hold"
    order(cast, agreement, server, 10, at=on(2027, 7))
    assert order(cast, agreement, server, 1, at=on(2027, 8)).state == OrderState.SUBMITTED


def test_other_pools_are_not_on_hold(cast, accession, server, framework):
    agreement = begin(cast, accession, measure="points_year", points={"server": 100})
    renew_levels(on(2027))
    office = make.product(framework, name="Kontor", pool="application")
    assert order(cast, agreement, office, 1, at=on(2027, 7)).state == OrderState.SUBMITTED


def test_where_all_members_count_together_nobody_is_on_hold(cast, accession, server):
    agreement = begin(
        cast,
        accession,
        measure="points_year",
        points={"server": 100},
        programme={"pools_volume": True},
    )
    renew_levels(on(2027))
    assert [row[-1] for row in renewed(agreement)] == [False]


def test_the_tier_of_all_members_outlives_the_counting_year(cast, accession, server):
    """The framework's years begin on 1 January: what 2026 reached holds through 2027."""
    agreement = begin(
        cast,
        accession,
        measure="points_year",
        points={"server": 100},
        programme={"pools_volume": True},
    )
    order(cast, agreement, server, 45, at=on(2026, 7))
    tier = price_terms(agreement, on(2027, 2).date()).tiers["server"]
    assert (tier.level.code, tier.measured, tier.missing) == ("B", 50, 950)
    tier = price_terms(agreement, on(2028, 2).date()).tiers["server"]
    assert (tier.level.code, tier.measured) == ("A", 0)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_fix_a_level_once(cast, accession, server):
    agreement = begin(cast, accession, measure="quantity")
    outcomes = at_once(*[lambda: renew_levels(on(2027))] * 4)
    assert None not in outcomes
    assert len(renewed(agreement)) == 1


def test_the_nightly_step_fixes_levels(cast, accession, server):
    agreement = begin(cast, accession, measure="quantity")
    agreement.__class__.objects.filter(pk=agreement.pk).update(
        starts_on=on(2025).date(), ends_on=on(2026, 5, 31).date()
    )
    with time_machine.travel(on(2026), tick=False):
        report = fix_price_levels(on(2026))
    assert report == "1 agreements with price levels fixed anew."
    assert len(renewed(agreement)) == 1


def test_what_is_fixed_stays_and_is_of_the_agreements_programme(cast, accession, server):
    agreement = begin(cast, accession, measure="quantity")
    renew_levels(on(2027))
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        RenewedLevel.objects.update(measured=1)
    foreign = make.programme(accession.framework, name="En annen").price_levels.first()
    row = RenewedLevel(
        agreement=agreement,
        valid_from=on(2028).date(),
        price_level=foreign,
        measured=1,
        fixed_at=on(2028),
    )
    with pytest.raises(IntegrityError, match="renewed_level_of_its_programme"):
        row.save()


def test_the_agreements_page_tells_the_renewed_level(cast, accession, server, signed_in):
    agreement = begin(cast, accession, measure="points_year", points={"server": 100})
    RenewedLevel.objects.create(
        agreement=agreement,
        pool="server",
        valid_from=on(2026, 6, 2).date(),
        price_level=agreement.programme.price_levels.get(code="B"),
        measured=430,
        carried_points=30,
        fixed_at=on(2026, 6, 2),
    )
    number = cast.nordvik.organisation.organisation_number
    page = signed_in(cast.nordvik.reader).get(
        reverse("volume_licence_agreement", args=[number, agreement.number])
    )
    assert "B, ved 430 målt; 30 poeng blir med til neste år" in " ".join(
        page.content.decode().split()
    )
