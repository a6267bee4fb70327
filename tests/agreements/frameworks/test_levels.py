"""The published tables of price levels, at their edges; dates, pools and what ended."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from agreements.models import FixedLevel, LevelsEnd, LevelThreshold, PoolLevel
from agreements.price_levels.known_levels import ENTERPRISE, SELECT, SELECT_PLUS
from agreements.price_levels.levels import level_table
from agreements.price_levels.queries import kinds_without_levels, price_level_for
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def code(programme, measured, *, on=TODAY, pool=""):
    level = price_level_for(programme, measured, on=on, pool=pool)
    return level.code if level else None


@pytest.fixture
def programme_of():
    """A programme with the thresholds of a table, measured as said."""
    framework = make.framework()

    def made(table, measure="quantity"):
        return make.programme(framework, name="Tabell", levels=table.items(), level_measure=measure)

    return made


@pytest.mark.parametrize(
    ("counted", "level"),
    [
        (249, None),
        (250, "A"),
        (2_399, "A"),
        (2_400, "B"),
        (5_999, "B"),
        (6_000, "C"),
        (14_999, "C"),
        (15_000, "D"),
        (1_000_000, "D"),
    ],
)
def test_enterprise_levels(programme_of, counted, level):
    assert code(programme_of(ENTERPRISE), counted) == level


@pytest.mark.parametrize(
    ("points", "level"),
    [
        (1_499, None),
        (1_500, "A"),
        (11_999, "A"),
        (12_000, "B"),
        (29_999, "B"),
        (30_000, "C"),
        (74_999, "C"),
        (75_000, "D"),
    ],
)
@pytest.mark.parametrize(
    ("table", "measure", "part"), [(SELECT, "points_term", 1), (SELECT_PLUS, "points_year", 3)]
)
def test_select_levels_and_select_plus_is_a_third(
    programme_of, table, measure, part, points, level
):
    assert code(programme_of(table, measure), points // part, pool="server") == level


def test_a_threshold_of_a_pool_goes_before_the_one_of_all(programme_of):
    programme = programme_of({"A": 500})
    make.price_level(programme, "A", pool="server", minimum=800)
    assert code(programme, 500, pool="system") == "A"
    assert code(programme, 799, pool="server") is None


def test_thresholds_change_and_levels_end_from_their_day(programme_of):
    programme = programme_of({"A": 250, "B": 2_400})
    a, b = programme.price_levels.order_by("code")
    LevelThreshold.objects.create(price_level=a, valid_from=TODAY, minimum=500)
    LevelThreshold.objects.create(price_level=b, valid_from=TODAY, minimum=None)
    eve = TODAY - timedelta(days=1)
    assert [code(programme, 300, on=day) for day in (eve, TODAY)] == ["A", None]
    assert [code(programme, 2_400, on=day) for day in (eve, TODAY)] == ["B", "A"]


def test_a_fixed_level_holds_from_its_day_until_it_is_ended(programme_of):
    programme = programme_of({"A": 250, "D": 15_000})
    d = programme.price_levels.get(code="D")
    FixedLevel.objects.create(programme=programme, valid_from=TODAY, price_level=d)
    end = TODAY + timedelta(days=30)
    FixedLevel.objects.create(programme=programme, valid_from=end, price_level=None)
    days = (TODAY - timedelta(days=1), TODAY, end)
    assert [code(programme, 10, on=day) for day in days] == [None, "D", None]


def test_a_fixed_level_is_of_its_own_programme(programme_of):
    foreign = make.programme(make.framework(), name="Annet").price_levels.first()
    with pytest.raises(DatabaseError, match="fixed_level_of_its_programme"):
        FixedLevel.objects.create(
            programme=programme_of(ENTERPRISE), valid_from=TODAY, price_level=foreign
        )


def test_a_kind_loses_its_levels_on_the_day(programme_of):
    programme = programme_of(ENTERPRISE)
    day = date(2025, 11, 1)
    LevelsEnd.objects.create(programme=programme, product_kind="subscription", ended_from=day)
    assert kinds_without_levels(programme, day - timedelta(days=1)) == []
    assert kinds_without_levels(programme, day) == ["subscription"]


def test_the_way_to_the_next_level(programme_of):
    table = level_table(programme_of(ENTERPRISE), TODAY)
    assert (table.base.code, table.next_step(2_399).minimum) == ("A", 2_400)
    assert table.next_step(15_000) is None


def test_each_pool_has_its_own_level_under_an_agreement(cast, accession):
    plus = make.programme(
        accession.framework, name="Plus", levels=SELECT_PLUS.items(), level_measure="points_year"
    )
    points = {"application": 4_000, "server": 499, "system": 500}
    made = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, programme=plus, points=points
    )
    levels = {row.pool: row.price_level.code for row in made.pool_levels.all()}
    assert (made.price_level, levels) == (None, {"application": "B", "system": "A"})


def test_the_level_of_an_agreement_is_fixed(cast, accession, agreement):
    other = accession.framework.programmes.get().price_levels.get(code="B")
    with pytest.raises(DatabaseError, match="agreement_level_is_fixed_for_its_term"):
        type(agreement).objects.filter(pk=agreement.pk).update(price_level=other)


def test_the_level_of_a_pool_is_fixed(agreement):
    level = agreement.price_level
    PoolLevel.objects.create(agreement=agreement, pool="server", price_level=level, points=1)
    with pytest.raises(DatabaseError, match="pool_level_is_fixed_for_its_term"):
        PoolLevel.objects.update(points=2)
