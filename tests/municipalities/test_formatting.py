"""Numbers, money and dates as Norwegians write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import translation

from municipalities import formatting
from municipalities.templatetags.formats import icon, page_numbers

SPACE = "\N{NO-BREAK SPACE}"


def written(text):
    """The expected text, with its spaces unbreakable."""
    return text.replace(" ", SPACE)


def test_an_organisation_number_is_grouped_in_threes():
    assert formatting.organisation_number("958935420") == written("958 935 420")


def test_no_organisation_number_is_empty():
    assert formatting.organisation_number("") == ""


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("1234.5"), "1 234,50 kr"),
        (Decimal("0"), "0,00 kr"),
        (Decimal("999.99"), "999,99 kr"),
        (Decimal("12345678.9"), "12 345 678,90 kr"),
        (Decimal("-1234.50"), "−1 234,50 kr"),
        (Decimal("0.005"), "0,01 kr"),
        (1500, "1 500,00 kr"),
        (None, ""),
    ],
)
def test_kroner_have_comma_spaces_and_two_decimals(amount, text):
    assert formatting.kroner(amount) == written(text)


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (Decimal("25.00"), "25 %"),
        (Decimal("12.50"), "12,5 %"),
        (Decimal("0"), "0 %"),
        (Decimal("0.00"), "0 %"),
        (Decimal("100"), "100 %"),
        (Decimal("-3.25"), "−3,25 %"),
        (15, "15 %"),
        (None, ""),
    ],
)
def test_a_percentage_drops_idle_decimals(rate, text):
    assert formatting.percent(rate) == written(text)


def test_a_day_is_written_with_day_month_and_year():
    assert formatting.day(date(2026, 3, 5)) == "05.03.2026"


def test_no_day_and_no_moment_are_empty():
    assert formatting.day(None) == ""
    assert formatting.moment(None) == ""


def test_the_day_of_a_moment_is_the_day_in_norway():
    assert formatting.day(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == "23.11.2026"


def test_a_moment_is_written_in_norwegian_winter_time():
    instant = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)
    assert formatting.moment(instant) == f"23.11.2026 kl.{SPACE}07.15"


def test_a_moment_is_written_in_norwegian_summer_time_whatever_its_own_zone():
    instant = datetime(2026, 7, 1, 22, 5, tzinfo=timezone(timedelta(hours=-3)))
    assert formatting.moment(instant) == f"02.07.2026 kl.{SPACE}03.05"


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_templates_write_the_same_in_both_languages(language):
    source = (
        "{% load formats %}{{ number|organisation_number }}|{{ amount|kroner }}|{{ rate|percent }}"
        "|{{ date|day }}|{{ instant|moment }}"
    )
    values = {
        "number": "958935420",
        "amount": Decimal("1234.5"),
        "rate": Decimal("25"),
        "date": date(2026, 11, 23),
        "instant": datetime(2026, 11, 23, 6, 15, tzinfo=UTC),
    }
    with translation.override(language):
        page = Template(source).render(Context(values))
    assert page.split("|") == [
        written("958 935 420"),
        written("1 234,50 kr"),
        written("25 %"),
        "23.11.2026",
        "23.11.2026 " + written("kl. 07.15"),
    ]


def test_an_icon_is_inline_and_hidden_from_screen_readers():
    page = Template('{% load formats %}{% icon "ShoppingBasket" %}').render(Context())
    assert page.startswith('<svg class="icon" aria-hidden="true" focusable="false" ')
    assert page.endswith("</svg>")


def test_an_unknown_icon_fails():
    with pytest.raises(FileNotFoundError):
        icon("NoSuchIcon")


def test_a_long_list_shows_the_pages_around_and_at_the_ends():
    page = Paginator(range(1000), 25).page(20)
    assert [str(number) for number in page_numbers(page)] == ["1", "…", "19", "20", "21", "…", "40"]
