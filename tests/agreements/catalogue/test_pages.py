"""The catalogue as its readers meet it: searching, comparing, prices and files."""

import csv
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from agreements.catalogue.filters import ProductFilter
from agreements.catalogue.history import HistoricPrice, plot_points, price_history
from agreements.models import BasketLine, Product
from agreements.spreadsheets import as_text
from tests import agreement_factories as make
from tests.page import squeezed
from tests.query_counts import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def orderer(cast, signed_in):
    return signed_in(cast.nordvik.orderer)


@pytest.fixture
def address(agreement):
    """The address of a page of the catalogue."""

    def of(name="catalogue", *more):
        number = agreement.accession.organisation.organisation_number
        return reverse(name, args=[number, agreement.number, *more])

    return of


def found(client, url, **query):
    return [product.name for product in client.get(url, query).context["page_obj"]]


@pytest.fixture
def shelf(framework):
    """Products to look for."""
    names = {
        "Brukerlisenser": {"pool": "application", "publisher": "Fjord"},
        "Databasetjener": {"pool": "server", "purchase_unit": "year"},
        "Lisensavtale": {"publisher": "Fjord", "kind": "subscription"},
    }
    return {name: make.product(framework, name=name, **facts) for name, facts in names.items()}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("lisens", ["Brukerlisenser", "Lisensavtale"]),
        ("LISENS fjord", ["Brukerlisenser", "Lisensavtale"]),
        ("lisens bruker", ["Brukerlisenser"]),
        ("brukerlisnser", ["Brukerlisenser"]),
        ("databsetjener", ["Databasetjener"]),
        ("%", []),
        ("zzzzzz", []),
    ],
)
def test_search_looks_inside_words_and_forgives_a_typo(orderer, address, shelf, words, names):
    assert found(orderer, address(), q=words) == names


def test_exact_hits_keep_out_what_only_looks_like_them(orderer, address, shelf):
    page = orderer.get(address(), {"q": "lisens"})
    assert page.context["filter"].misspelt is False
    assert orderer.get(address(), {"q": "lisesavtale"}).context["filter"].misspelt is True


def test_filters_narrow_together(orderer, address, shelf):
    assert found(orderer, address(), pool="server") == ["Databasetjener"]
    assert found(orderer, address(), publisher="Fjord", kind="subscription") == ["Lisensavtale"]
    assert found(orderer, address(), purchase_unit="year") == ["Databasetjener"]


def choices(client, url):
    """{field: the values that can be chosen}, without the one that means any."""
    form = client.get(url).context["filter"].form
    return {
        name: [value for value, _label in field.choices if value]
        for name, field in form.fields.items()
        if hasattr(field, "choices")
    }


def test_each_choice_finds_something_and_what_all_share_is_not_asked_for(
    orderer, address, framework, shelf
):
    gone = timezone.localdate() - timedelta(days=1)
    make.product(framework, purchase_unit="month", publisher="Utgått", sold_until=gone)
    make.product(framework, purchase_unit="three_years", net=None)
    assert choices(orderer, address()) == {
        "kind": ["licence", "subscription"],
        "pool": ["application", "server"],
        "publisher": ["Fjord", "Programhuset"],
        "purchase_unit": ["once", "year"],
    }
    Product.objects.update(purchase_unit="once", publisher="Fjord", pool="")
    assert choices(orderer, address()) == {"kind": ["licence", "subscription"]}
    assert len(found(orderer, address(), purchase_unit="year")) == len(shelf)


@pytest.mark.load
@pytest.mark.parametrize("query", [{}, {"q": "lisens"}, {"pool": "server"}])
def test_as_many_queries_for_ten_products_as_for_ten_thousand(
    orderer, address, framework, shelf, query
):
    orderer.get(address(), query)
    few, _page = queries_of(lambda: orderer.get(address(), query))
    _ten_thousand(framework)
    many, page = queries_of(lambda: orderer.get(address(), query))
    assert len(many) == len(few)
    assert page.context["page_obj"].paginator.count > 9_000


def _ten_thousand(framework):
    price_list = framework.price_lists.first()
    product_model, price_model = (
        type(framework.products.first()),
        type(price_list.prices.first()),
    )
    products = product_model.objects.bulk_create(
        product_model(
            framework=framework,
            part_number=f"ABC-{n:05}",
            name=f"Lisenspakke {n}",
            publisher=f"Hus {n % 40}",
            kind="licence",
            unit="each",
            pool="server",
        )
        for n in range(10_000)
    )
    price_model.objects.bulk_create(
        price_model(price_list=price_list, product=product, net=Decimal(n))
        for n, product in enumerate(products)
    )


def test_a_product_is_put_in_the_basket_without_leaving_the_page(orderer, address, office):
    url = address("basket_set_line", office.pk)
    told = orderer.post(url, {"quantity": "3", "stay": "catalogue"}, HTTP_HX_REQUEST="true")
    assert told.status_code == 200
    assert "<html" not in told.text
    assert "3 i kurven" in told.text
    assert BasketLine.objects.get().quantity == 3
    told = orderer.post(url, {"quantity": "0"}, HTTP_HX_REQUEST="true")
    assert "ds-validation-message" in told.text
    assert BasketLine.objects.get().quantity == 3


def test_without_javascript_the_buyer_comes_back_to_the_same_row_of_the_same_search(
    orderer, address, office
):
    put, data = address("basket_set_line", office.pk), {"quantity": "4", "stay": "catalogue"}
    search = "?q=b%C3%A5t+%26+kontor&kind=licence&page=2"
    page = orderer.get(address() + "?kind=licence&q=kontor&next=//ond.example")
    assert f'action="{put}?q=kontor&amp;kind=licence"' in page.text
    answer = orderer.post(f"{put}{search}&next=//ond.example&publisher=", data)
    assert (answer.status_code, answer.url) == (302, f"{address()}{search}#product-{office.pk}")
    assert orderer.post(put, data).url == f"{address()}#product-{office.pk}"
    answer = orderer.post(put, data | {"stay": "product"})
    assert answer.url == address("catalogue_product", office.pk)


def test_the_catalogue_shows_what_ones_own_basket_holds(
    orderer, cast, signed_in, agreement, address, office, linux
):
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 7})
    for page in (address(), address("catalogue_product", office.pk)):
        shown = orderer.get(page).text
        assert shown.count("7 i kurven") == 1
        assert f'id="quantity-{office.pk}" value="7"' in squeezed(shown)
    cast.nordvik.approver.memberships.update(role="orderer")
    assert "i kurven</a>" not in squeezed(signed_in(cast.nordvik.approver).get(address()).text)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"q": "zzzzzz"}, "Prøv færre ord"),
        ({"pool": "server", "publisher": "Fjord"}, "Ingen produkter passer med alt du har valgt"),
        ({}, "Det er ingen produkter i prislisten"),
    ],
)
def test_an_empty_page_says_why_it_is_empty(orderer, address, framework, query, said, request):
    if query:
        request.getfixturevalue("shelf")
    page = orderer.get(address(), query).text
    assert said in page
    assert ("Vis alle produkter" in page) == bool(query)


def test_the_page_of_a_product_tells_its_end_successor_and_support(
    orderer, address, framework, office, linux
):
    until = timezone.localdate() - timedelta(days=1)
    make.product(framework, name="Støtte", kind="support", supports=linux, net="900.00")
    old = make.product(framework, name="Gammel", sold_until=until, replaced_by=office)
    page = orderer.get(address("catalogue_product", old.pk)).text
    assert "Kontorpakke" in page
    assert address("basket_set_line", old.pk) not in page
    page = orderer.get(address("catalogue_product", linux.pk))
    assert [one.unit_net for one in page.context["support"]] == [Decimal("900.00")]
    foreign = make.product(make.framework())
    assert orderer.get(address("catalogue_product", foreign.pk)).status_code == 404


def test_compare_takes_two_to_four(orderer, address, office, linux):
    def compared(*keys):
        page = orderer.get(address("catalogue_compare"), {"product": keys})
        return [product.name for product in page.context["products"]]

    assert compared(office.pk, linux.pk) == ["Debian GNU/Linux", "Kontorpakke"]
    assert compared(office.pk) == []
    assert compared("x", "²", "9" * 30) == []
    assert compared(*range(1, 6)) == []


def test_the_price_list_as_csv(orderer, address, framework):
    make.product(framework, name="=1+1", net="1234.50")
    file = orderer.get(address("catalogue_csv"))
    assert file["Content-Disposition"].endswith('.csv"')
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert (rows[1][1], rows[1][7]) == ("'=1+1", "1234,50")


def test_the_price_list_as_xlsx_has_no_formula(orderer, address, framework):
    make.product(framework, name="@SUM(A1)", publisher="=cmd", net="5.00")
    file = orderer.get(address("catalogue_xlsx"))
    with zipfile.ZipFile(io.BytesIO(file.content)) as workbook:
        sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
        texts = workbook.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "@SUM(A1)" in texts


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_begins_as_a_formula(start):
    assert as_text(f"{start}1") == f"'{start}1"
    assert as_text("Kontor = 1") == "Kontor = 1"


def test_history_prefers_the_level_and_the_plot_never_leaves_its_frame(agreement, framework):
    product = make.product(framework, net="100.00")
    make.price(product, net="90.00", price_level=agreement.price_level)
    history = price_history(product.prices.select_related("price_list"))
    assert history == [HistoricPrice(framework.starts_on, Decimal("90.00"))]
    free = [HistoricPrice(date(2026, month, 1), Decimal(0)) for month in (1, 2)]
    points = plot_points(free, until=date(2026, 6, 1)).replace(",", " ").split()
    assert all(0 <= int(number) <= 600 for number in points)
    assert plot_points([], until=date(2026, 6, 1)) == ""


def test_the_search_uses_its_index(shelf):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    found = ProductFilter({"q": "lisens"}, Product.objects.order_by()).qs
    assert "product_search" in found.explain()
