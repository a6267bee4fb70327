"""The real reforms of 2008 to 2024, replayed with accessions and licences on every municipality."""

from datetime import date

import pytest
from django.db.models import Q, Sum

from agreements.holdings.queries import positions
from agreements.models import Accession, LedgerEntry
from agreements.reforms import actions
from agreements.reforms.drafting import draft_plan
from municipalities.models import MunicipalityNumber, Organisation
from municipalities.register.structure import by_day, changes
from municipalities.register.tables import Tables
from tests import agreement_factories as make
from tests.agreements.reforms.history import moment, plans_of, settle
from tests.reforms import approve

pytestmark = pytest.mark.load

COUNTS = {
    2007: 431,
    2008: 430,
    2012: 429,
    2013: 428,
    2017: 426,
    2018: 422,
    2020: 356,
    2024: 357,
}

SHARES = {
    "Stokke deles": [("Sandefjord", 24), ("Tønsberg", 73)],
    "Snillfjord deles": [("Heim", 56), ("Hitra", 29), ("Orkland", 28)],
    "Tysfjord - Divtasvuodna deles": [("Hábmer - Hamarøy", 30), ("Narvik", 32)],
    "Ålesund deles": [("Haram", 91), ("Ålesund", 556)],
}
"""What the keys of history.py give of what they divide, both products together."""


@pytest.fixture
def framework(db):
    """A framework agreement that has lasted since 2003."""
    made = make.framework(
        starts_on=date(2003, 12, 1),
        ends_on=date(2030, 12, 31),
        announced_on=date(2003, 11, 1),
        accession_opens_on=date(2003, 12, 1),
        long_term_reason="Historia er lang",
    )
    return made


def municipalities_on(day):
    """The municipalities that have a number on a day: {number: organisation}."""
    standing = MunicipalityNumber.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
    )
    return {
        number.number: number.organisation for number in standing.select_related("organisation")
    }


def licences_of(organisations, day):
    """How many of each product the organisations have from a day on: {product: quantity}."""
    entries = LedgerEntry.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), organisation__in=organisations
    )
    return dict(entries.order_by("product").values_list("product").annotate(Sum("quantity")))


def owned(organisation, day):
    """How many licences of both products an organisation has on a day."""
    return sum(position.quantity for position in positions(organisation, day))


def carry_out_history(country, *, cast):
    """Draft, approve and carry out every reform on its day; yield each day when it is over."""
    for day, together in by_day(changes()):
        for facts in list(plans_of(day, together, country)):
            plan = draft_plan(facts, by=cast.kari, now=moment(day))
            approve(plan, by=cast.knut, now=moment(day))
            actions.carry_out(plan, by=cast.kari, now=moment(day))
        yield day


@pytest.fixture
def country(cast, framework):
    """The municipalities of 2007, with perpetual licences and others until the end of 2030."""
    products = [make.product(framework), make.product(framework, term_months=12)]
    return settle(framework, *products, cast=cast)


def test_history_is_replayed_and_no_licence_is_lost(cast, country):
    bodies = Organisation.objects.exclude(name__in=["Nordvik kommune", "Sørvåg kommune"])
    counts = {2007: len(municipalities_on(date(2007, 12, 31)))}
    before = licences_of(bodies, date(2007, 12, 31))
    shares = {}
    for day in carry_out_history(country, cast=cast):
        standing = municipalities_on(day)
        counts[day.year] = len(standing)
        assert standing == country.by_number
        assert licences_of(bodies, day) == before
        assert licences_of(list(standing.values()), day) == before
        shares |= divided_on(day)
    assert counts.items() >= COUNTS.items()
    assert set(counts.values()) == set(COUNTS.values())
    now = {row["number"] for row in Tables.read().municipalities}
    assert municipalities_on(date(2024, 1, 1)).keys() == now
    assert shares == SHARES
    check_the_end(bodies)


def divided_on(day):
    """Of what was divided on a day: how much it had, and how much each part took over."""
    splits = actions.ReformPlan.objects.filter(kind="split", takes_effect_on=day)
    return {
        plan.title: sorted(
            plan.transfers.values_list("incoming__organisation__name")
            .annotate(Sum("incoming__quantity"))
            .order_by()
        )
        for plan in splits
    }


def check_the_end(bodies):
    """Who is gone has nothing, everybody there has one accession, and nothing is negative."""
    gone = bodies.exclude(dissolved_on=None)
    there = bodies.filter(dissolved_on=None)
    assert licences_of(gone, date(2024, 1, 1)).keys() <= {
        product for product, total in licences_of(gone, date(2024, 1, 1)).items() if total == 0
    }
    assert Accession.objects.filter(state="countersigned").count() == len(there) == 357
    assert all(owned(body, date(2024, 1, 1)) > 0 for body in there)
    holdings = LedgerEntry.objects.values("volume_licence_agreement", "product", "valid_to")
    assert not holdings.annotate(total=Sum("quantity")).filter(total__lt=0).exists()
