"""Pooled volume: what counts, what it lifts, and that no old order moves."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from agreements.approvals import actions as approvals_actions
from agreements.basket.prices import price_basket, saving_at_next_level
from agreements.basket.queries import basket_of
from agreements.catalogue.price_terms import price_terms
from agreements.catalogue.queries import products_for
from agreements.dispatch import sending
from agreements.models import PooledVolume
from agreements.order_totals.volume import rebuild_volume
from agreements.periods import counting_year
from tests import agreement_factories as make
from tests.page import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def plus(framework):
    """Points per pool a year, pooled: A from 0, B from 100, C from 300."""
    return make.programme(
        framework,
        name="Samlet",
        levels=[("A", 0), ("B", 100), ("C", 300)],
        level_measure="points_year",
        pools_volume=True,
    )


@pytest.fixture
def home(cast, accession, plus):
    """Nordvik's agreement under it."""
    return make.volume_licence_agreement(accession, by=cast.nordvik.orderer, programme=plus)


@pytest.fixture
def neighbour(cast, framework, plus):
    """Sørvåg's agreement under it."""
    accession = make.accession(
        cast.sorvag.organisation, framework, by=cast.sorvag.signatory, officer=cast.kari
    )
    return make.volume_licence_agreement(accession, by=cast.sorvag.orderer, programme=plus)


@pytest.fixture
def server(framework, plus):
    """10 points each; 100, 90 and 80 kroner at A, B and C."""
    product = make.product(framework, name="Tjener", pool="server", net=None)
    for level, net in zip(plus.price_levels.order_by("code"), ("100", "90", "80"), strict=True):
        make.price(product, net=net, price_level=level, points=10)
    return product


def price(agreement):
    return products_for(agreement, timezone.localdate()).get(name="Tjener").unit_net


def kept(framework):
    return {row.pool: (row.quantity, row.points) for row in framework.pooled_volumes.all()}


def test_one_members_order_lifts_the_level_of_another(cast, home, neighbour, server, framework):
    assert price(home) == 100
    make.order(neighbour, by=cast.sorvag.orderer, lines={server: 9})
    assert price(home) == 100
    make.order(neighbour, by=cast.sorvag.orderer, lines={server: 1})
    assert price(home) == 90
    assert kept(framework) == {"server": (10, 100)}


def test_a_new_level_rewrites_no_old_order(cast, home, neighbour, server):
    old = make.order(home, by=cast.nordvik.orderer, lines={server: 1})
    make.order(neighbour, by=cast.sorvag.orderer, lines={server: 30})
    old.refresh_from_db()
    assert (old.net, old.lines.get().price_level) == (Decimal("100.00"), "A")
    new = make.order(home, by=cast.nordvik.orderer, lines={server: 1})
    assert (new.net, new.lines.get().price_level) == (Decimal("80.00"), "C")


def test_the_level_that_pages_and_orders_show_is_the_one_that_prices_hold_at(
    cast, framework, home, neighbour, plus, signed_in
):
    """Volume over all pools: one level whatever is bought."""
    plus.level_measure = "quantity"
    plus.save()
    office = make.product(framework, name="Kontor", pool="application", net=None)
    for level in plus.price_levels.all():
        make.price(office, net="50", price_level=level, points=1)
    client, orderer = signed_in(cast.nordvik.orderer), cast.nordvik.orderer
    number = cast.nordvik.organisation.organisation_number
    for bought, code in [(299, "B"), (1, "C")]:
        make.order(neighbour, by=cast.sorvag.orderer, lines={office: bought})
        catalogue = client.get(reverse("catalogue", args=[number, home.number])).content.decode()
        assert f"Prisnivå {code}." in catalogue
        page = squeezed(client.get(home.get_absolute_url()).content.decode())
        assert f"Dere kjøper i dag på prisnivå</dt><dd>{code}<" in page
    placed = make.order(home, by=orderer, lines={office: 1})
    assert (placed.price_level, placed.lines.get().price_level) == ("C", "C")


def test_volume_in_one_pool_lifts_no_other(cast, home, neighbour, server, framework, plus):
    office = make.product(framework, name="Kontor", pool="application", net=None)
    for level in plus.price_levels.all():
        make.price(office, net="50", price_level=level, points=1)
    make.order(neighbour, by=cast.sorvag.orderer, lines={office: 500})
    assert price(home) == 100


@pytest.mark.parametrize("move", ["return_order", "withdraw_order"])
def test_what_is_taken_back_counts_no_more(cast, neighbour, server, framework, move):
    order = make.order(neighbour, by=cast.sorvag.orderer, lines={server: 10})
    extra = {"reason": "Feil"} if move == "return_order" else {}
    getattr(approvals_actions, move)(order, by=cast.sorvag.approver, now=timezone.now(), **extra)
    assert kept(framework) == {"server": (0, 0)}


def test_an_approved_order_goes_on_counting(cast, neighbour, server, framework):
    order = make.order(neighbour, by=cast.sorvag.orderer, lines={server: 10})
    sending.approve_order(order, by=cast.sorvag.approver, now=timezone.now())
    assert kept(framework) == {"server": (10, 100)}


def test_nobody_falls_below_the_level_of_the_agreement(cast, accession, plus, server):
    made = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, programme=plus, points={"server": 300}
    )
    assert price(made) == 80


def test_a_buyer_sees_the_way_to_the_next_level_and_what_it_would_save(
    cast, home, neighbour, server
):
    make.order(neighbour, by=cast.sorvag.orderer, lines={server: 4})
    today = timezone.localdate()
    tier = price_terms(home, today).tiers["server"]
    assert (tier.measured, tier.level.code, tier.missing) == (40, "A", 60)
    make.filled_basket(home, by=cast.nordvik.orderer, lines={server: 5})
    basket = price_basket(basket_of(cast.nordvik.orderer, home), agreement=home, on=today)
    assert saving_at_next_level(basket, agreement=home, on=today) == Decimal("50.00")
    make.order(neighbour, by=cast.sorvag.orderer, lines={server: 40})
    assert price_terms(home, today).tiers["server"].missing is None


def test_users_are_measured_by_the_largest_pool(cast, framework, accession):
    users = make.programme(
        framework, name="Brukere", levels=[("A", 1), ("B", 10)], pools_volume=True
    )
    made = make.volume_licence_agreement(accession, by=cast.nordvik.orderer, programme=users)
    lines = {
        make.product(framework, pool="server"): 6,
        make.product(framework, pool="system"): 7,
    }
    make.order(made, by=cast.nordvik.orderer, lines=lines)
    tier = price_terms(made, timezone.localdate()).tiers[""]
    assert (tier.measured, tier.level.code) == (7, "A")


def test_of_another_year_only_what_is_left_over_counts(cast, home, neighbour, server, framework):
    make.order(neighbour, by=cast.sorvag.orderer, lines={server: 37})
    assert price(home) == 80
    next_year = counting_year(framework.starts_on, timezone.localdate()) + timedelta(days=366)
    tier = price_terms(home, next_year).tiers["server"]
    assert (tier.level.code, tier.measured) == ("C", 70)


def test_a_rebuild_finds_what_is_wrong(cast, neighbour, server, framework, capsys):
    make.order(neighbour, by=cast.sorvag.orderer, lines={server: 4})
    assert rebuild_volume(framework) == 0
    PooledVolume.objects.update(points=1)
    PooledVolume.objects.create(framework=framework, pool="system", year_from=date(2030, 1, 1))
    call_command("rebuild_volume")
    assert "1 kept sums were wrong" in capsys.readouterr().err
    assert kept(framework) == {"server": (4, 40), "system": (0, 0)}
    PooledVolume.objects.all().delete()
    assert rebuild_volume(framework) == 1


def test_volume_is_never_negative(framework):
    with pytest.raises(DatabaseError, match="pooled_volume_is_not_negative"):
        PooledVolume.objects.create(framework=framework, year_from=date(2026, 1, 1), points=-1)


@pytest.mark.parametrize(
    ("start", "day", "year"),
    [
        (date(2026, 3, 1), date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2027, 2, 28), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2027, 3, 1), date(2027, 3, 1)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2025, 2, 28)),
    ],
)
def test_the_counting_year_begins_at_the_anniversary(start, day, year):
    assert counting_year(start, day) == year
