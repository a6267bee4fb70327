"""Laws of prices, tried on many: what the docstring of pricing.py promises."""

from datetime import date, timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.basket.prices import price_basket
from agreements.basket.queries import basket_of
from agreements.catalogue.price_terms import price_terms
from agreements.catalogue.pricing import build_up, line_net, order_amount
from agreements.catalogue.queries import products_for
from agreements.models import FrameworkDiscount, LevelsEnd, ResellerMarkup
from agreements.money import to_ore
from tests import agreement_factories as make

prices = st.decimals(min_value=0, max_value=9_999_999, places=2)
percents = st.decimals(min_value=0, max_value=100, places=2)
quantities = st.integers(min_value=1, max_value=1_000_000)
TODAY = date(2026, 6, 1)
in_database = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(
    list_price=prices,
    level_price=prices,
    discount_percent=percents,
    markup_percent=percents,
    vat_percent=percents,
    quantity=quantities,
)
def test_a_build_up_adds_up(**given_values):
    made = build_up(**given_values)
    assert made.line_net + made.vat == made.gross
    assert made.line_net == made.quantity * made.unit_net
    assert made.level_price - made.discount + made.markup == made.unit_net
    assert made.unit_net + made.saved == made.list_price
    assert 0 <= made.discounted_price <= made.level_price
    assert made.discounted_price <= made.unit_net
    assert all(to_ore(step) == step for step in (made.unit_net, made.line_net, made.gross))


@given(st.lists(st.tuples(quantities, prices), max_size=20), percents)
def test_the_sum_of_the_lines_is_the_order(lines, vat_percent):
    nets = [line_net(quantity=quantity, unit_net=unit_net) for quantity, unit_net in lines]
    amount = order_amount(nets, vat_percent=vat_percent)
    assert amount.net == sum(nets)
    assert amount.net + amount.vat == amount.gross


def test_each_named_place_rounds_once_and_half_up():
    made = build_up(
        list_price=Decimal("12.00"),
        level_price=Decimal("10.05"),
        discount_percent=Decimal("10"),
        markup_percent=Decimal("2.50"),
        vat_percent=Decimal("25"),
        quantity=3,
    )
    # 9.045 is 9.05; 9.27625 is 9.28; 27.84 and 6.96 are exact.
    assert (made.discounted_price, made.unit_net) == (Decimal("9.05"), Decimal("9.28"))
    assert (made.line_net, made.vat, made.gross) == (
        Decimal("27.84"),
        Decimal("6.96"),
        Decimal("34.80"),
    )


def test_software_that_costs_nothing_is_priced_like_any_other():
    made = build_up(
        list_price=Decimal(0),
        level_price=Decimal(0),
        discount_percent=Decimal(10),
        markup_percent=Decimal(5),
        vat_percent=Decimal(25),
    )
    assert (made.unit_net, made.gross, made.saved) == (0, 0, 0)


def unfrozen():
    """Rows that hold already may be written."""
    return pgtrigger.ignore(
        "agreements.FrameworkDiscount:framework_discount_in_force_is_frozen",
        "agreements.ResellerMarkup:reseller_markup_in_force_is_frozen",
    )


def on_sale(agreement, on=TODAY):
    return {product.name: product for product in products_for(agreement, on)}


@pytest.fixture
def discounted(framework, agreement):
    """Set the discount and the reseller's mark-up of the framework, frozen or not."""

    def set_to(discount, markup):
        with unfrozen():
            FrameworkDiscount.objects.update_or_create(
                framework=framework, valid_from=TODAY, defaults={"percent": discount}
            )
            ResellerMarkup.objects.update_or_create(
                framework=framework,
                reseller=agreement.reseller,
                valid_from=TODAY,
                defaults={"percent": markup},
            )

    return set_to


@pytest.mark.django_db
@in_database
@given(level_price=prices, discount=percents, markup=percents)
def test_the_database_builds_prices_as_the_arithmetic_does(
    agreement, framework, discounted, level_price, discount, markup
):
    product = make.product(framework, net=level_price)
    discounted(discount, markup)
    found = products_for(agreement, TODAY).get(pk=product.pk)
    expected = build_up(
        list_price=level_price,
        level_price=level_price,
        discount_percent=discount,
        markup_percent=markup,
        vat_percent=Decimal(25),
    )
    assert (found.list_price, found.unit_net) == (expected.list_price, expected.unit_net)


@pytest.mark.django_db
@in_database
@given(
    lists=st.dictionaries(st.integers(1, 60), st.tuples(prices, st.none() | prices), max_size=5),
    asked=st.integers(0, 61),
)
def test_the_price_at_any_date_is_the_row_in_force(agreement, lists, asked):
    framework = make.framework()
    agreement.accession.framework = framework
    product = make.product(framework, net="1.00")
    level = agreement.price_level
    for day, (common, own) in lists.items():
        start = framework.starts_on + timedelta(days=day)
        made = make.price_list(framework, version=f"liste {day}", valid_from=start)
        make.price(product, price_list=made, net=common)
        if own is not None:
            make.price(product, price_list=made, net=own, price_level=level)
    in_force = max((day for day in lists if day <= asked), default=None)
    common, own = lists.get(in_force, (Decimal("1.00"), None))
    expected = common if own is None else own
    found = products_for(agreement, framework.starts_on + timedelta(days=asked)).get()
    assert found.unit_net == expected


@pytest.mark.django_db
def test_discount_and_markup_hold_from_their_day(agreement, framework, office, discounted):
    discounted(Decimal(10), Decimal(5))
    eve = TODAY - timedelta(days=1)
    assert [on_sale(agreement, on)["Kontorpakke"].unit_net for on in (eve, TODAY)] == [
        Decimal("100.00"),
        Decimal("94.50"),
    ]
    make.product(framework, name="Annen", net="10.00")
    with unfrozen():
        ResellerMarkup.objects.update(reseller=make.reseller())
    assert on_sale(agreement)["Annen"].unit_net == Decimal("9.00")


@pytest.mark.django_db
def test_what_is_saved_is_measured_from_the_base_level(cast, accession, framework):
    large = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, counted_quantity=5_000
    )
    product = make.product(framework, name="Tjeneste", kind="subscription", net=None)
    a, b = large.programme.price_levels.order_by("code")
    make.price(product, net="100.00", price_level=a)
    make.price(product, net="80.00", price_level=b)
    found = on_sale(large)["Tjeneste"]
    assert (found.list_price, found.unit_net) == (Decimal("100.00"), Decimal("80.00"))
    LevelsEnd.objects.create(
        programme=large.programme, product_kind="subscription", ended_from=TODAY
    )
    assert on_sale(large)["Tjeneste"].unit_net == Decimal("100.00")
    assert on_sale(large, TODAY - timedelta(days=1))["Tjeneste"].unit_net == Decimal("80.00")


@pytest.mark.django_db
def test_each_pool_is_bought_at_its_own_level(cast, accession, framework):
    plus = make.programme(
        framework, name="Plus", levels=[("A", 500), ("B", 4_000)], level_measure="points_year"
    )
    points = {"server": 4_000, "application": 500}
    agreement = make.volume_licence_agreement(
        accession, by=cast.nordvik.orderer, programme=plus, points=points
    )
    for pool in ("server", "application", "system"):
        product = make.product(framework, name=pool, pool=pool, net=None)
        for code, net in (("A", "100.00"), ("B", "80.00")):
            make.price(product, net=net, price_level=plus.price_levels.get(code=code))
    found = {name: product.unit_net for name, product in on_sale(agreement).items()}
    assert found == {"server": Decimal("80.00"), "application": Decimal("100.00")}


@pytest.mark.django_db
def test_what_has_left_the_market_is_not_for_sale(agreement, framework):
    make.product(framework, name="Gammel", sold_until=TODAY)
    assert "Gammel" in on_sale(agreement)
    assert "Gammel" not in on_sale(agreement, TODAY + timedelta(days=1))


@pytest.mark.django_db
def test_an_order_freezes_what_it_was_placed_under(cast, agreement, framework, discounted):
    product = make.product(framework, pool="server", net=None)
    make.price(product, net="100.00", points=15)
    discounted(Decimal(10), Decimal(0))
    made = make.order(agreement, by=cast.nordvik.orderer, lines={product: 2})
    line = made.lines.get()
    assert (made.discount_percent, made.markup_percent) == (10, 0)
    assert (line.pool, line.price_level, line.points) == ("server", "A", 15)
    assert line.net == Decimal("180.00")
    discounted(Decimal(50), Decimal(0))
    line.refresh_from_db()
    assert line.net == Decimal("180.00")


@pytest.mark.django_db
def test_as_many_queries_for_one_product_as_for_many(
    agreement, framework, office, django_assert_num_queries
):
    terms = price_terms(agreement, TODAY)
    for _ in range(2):
        with django_assert_num_queries(1):
            assert list(products_for(agreement, TODAY, terms=terms))
        for _ in range(10):
            make.product(framework)


@pytest.mark.django_db
@pytest.mark.parametrize(("percent", "model"), [(-1, "d"), (101, "d"), (-1, "m"), (101, "m")])
def test_a_percentage_is_between_0_and_100(framework, agreement, percent, model):
    fields = {"framework": framework, "valid_from": TODAY, "percent": percent}
    if model == "d":
        with pytest.raises(DatabaseError, match="framework_discount_is_a_percentage"):
            FrameworkDiscount.objects.create(**fields)
    else:
        with pytest.raises(DatabaseError, match="reseller_markup_is_a_percentage"):
            ResellerMarkup.objects.create(reseller=agreement.reseller, **fields)


@pytest.mark.django_db
def test_the_basket_is_priced_as_the_catalogue(cast, agreement, office, discounted):
    discounted(Decimal(10), Decimal(5))
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 3})
    basket = basket_of(cast.nordvik.orderer, agreement)
    assert price_basket(basket, agreement=agreement, on=TODAY).amount.net == Decimal("283.50")
