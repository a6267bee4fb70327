"""From the catalogue through the basket in a real browser: the screen is what is ordered."""

import random

import pytest

from agreements.models import Basket, Order
from tests import agreement_factories as make
from tests.browser.conftest import bokmal

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
BROWSERS = pytest.mark.parametrize(
    "seen_in",
    [{"viewport": DESK}, {"viewport": PHONE}, {"viewport": PHONE, "java_script_enabled": False}],
    ids=["desk", "phone", "without javascript"],
)
SUBMIT = "Submit for approval"


@pytest.fixture
def shop(cast):
    """Nordvik's agreement and some of the products under it."""
    framework = make.framework()
    nordvik = cast.nordvik
    accession = make.accession(
        nordvik.organisation, framework, by=nordvik.signatory, officer=cast.kari
    )
    for number in range(30):
        make.product(framework, name=f"Kontorpakke {number:02}", net="100.00")
    make.product(framework, name="Gratis kontor", net="0.00", kind="free_software")
    return make.volume_licence_agreement(accession, by=nordvik.orderer)


@pytest.fixture
def orderer(cast, shop, visitor):
    """Nordvik's orderer at a page of the agreement, in a browser."""

    def arrive(page, *, viewport=DESK, **browser):
        orderer = visitor(cast.nordvik.orderer, **browser)
        orderer.page.set_viewport_size(viewport)
        return orderer.open(page, cast.nordvik.organisation.organisation_number, shop.number)

    return arrive


def fill(cast, shop):
    """Three products in the basket: two at a price, and one that costs nothing."""
    products = shop.accession.framework.products.order_by("name")[:3]
    lines = {product: number for number, product in enumerate(products, start=5)}
    return make.filled_basket(shop, by=cast.nordvik.orderer, lines=lines)


@pytest.mark.parametrize("typed", ["3", "tre"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_adding_never_moves_what_is_under_the_pointer(orderer, viewport, typed):
    page = orderer("catalogue", viewport=viewport).page
    row = page.locator("tbody tr").nth(12)
    row.locator("input[name=quantity]").fill(typed)
    button = row.get_by_role("button")
    button.scroll_into_view_if_needed()
    before = button.bounding_box()
    button.click()
    row.locator(".in-basket > *").wait_for()
    assert button.bounding_box() == before


def test_without_javascript_the_search_survives_and_the_row_is_in_sight(orderer):
    page = orderer("catalogue", viewport=PHONE, java_script_enabled=False).page
    page.locator("input[name=q]").fill("kontor")
    page.get_by_role("button", name=bokmal("Search"), exact=True).click()
    page.get_by_role("link", name="2", exact=True).click()
    row = page.locator("tbody tr").nth(3)
    name = row.locator("strong").first.inner_text()
    row.locator("input[name=quantity]").fill("4")
    row.get_by_role("button").click()
    assert "q=kontor" in page.url
    assert "page=2" in page.url
    told = page.locator("tr", has_text=name).get_by_text("4 i kurven")
    box = told.bounding_box()
    assert 0 <= box["y"] < PHONE["height"]


@BROWSERS
def test_what_is_typed_is_asked_about_and_ordered(cast, shop, orderer, seen_in):
    fill(cast, shop)
    page = orderer("basket", **seen_in).page
    page.locator("[name=buyer_reference]").fill("Ole Innkjøp")
    page.locator("summary", has_text="Levering").click()
    page.locator("[name=delivery_email]").fill("ole@nordvik.example")
    page.locator("[name$=-quantity]").nth(0).fill("50")
    page.get_by_role("button", name="Fjern").nth(1).click()
    page.get_by_role("button", name=bokmal("Upload a document to attach")).click()
    page.locator("[type=file]").set_input_files(
        {"name": "t.png", "mimeType": "image/png", "buffer": make.PICTURE}
    )
    page.locator("[name=kind]").select_option("other")
    page.locator("[name=title]").fill("Tegning")
    access = page.locator("[name=access][value=open], select[name=access]").first
    access.select_option("open") if access.evaluate("e => e.localName") == "select" else (
        access.check()
    )
    page.get_by_role("button", name=bokmal("Upload"), exact=True).click()
    page.locator("[name$=-quantity]").nth(1).fill("41")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    while not Order.objects.exists():
        shown = [field.input_value() for field in page.locator("[name$=-quantity]").all()]
        page.get_by_role("button", name=bokmal(SUBMIT)).click()
        page.wait_for_load_state()
    order = Order.objects.get()
    assert shown == ["50", "41"]
    assert [line.quantity for line in order.lines.all()] == [50, 41]
    facts = (order.buyer_reference, order.delivery_email)
    assert facts == ("Ole Innkjøp", "ole@nordvik.example")
    assert [one.document.title for one in order.attachments.all()] == ["Tegning"]


def test_enter_in_a_field_updates_and_removes_nothing(cast, shop, orderer):
    fill(cast, shop)
    page = orderer("basket").page
    for name, typed in (("[name$=-quantity]", "9"), ("[name=cost_centre]", "1200")):
        field = page.locator(name).last
        field.fill(typed)
        field.press("Enter")
        page.get_by_text(bokmal("The basket is updated.")).wait_for()
    lines = Basket.objects.get().lines.order_by("product__name")
    assert [line.quantity for line in lines] == [5, 6, 9]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_whatever_is_typed_and_pressed_the_order_is_the_screen(
    cast, shop, orderer, seed, java_script_enabled
):
    dice = random.Random(seed)  # noqa: S311 - a test that can be repeated
    fill(cast, shop)
    page = orderer("basket", java_script_enabled=java_script_enabled).page
    page.locator("[name=buyer_reference]").fill("Ole")
    for _ in range(8):
        fields = page.locator("[name$=-quantity], [name=buyer_reference], [name=cost_centre]")
        for field in fields.all():
            if dice.random() < 0.4:
                field.fill(dice.choice(["1", "7", "x", "33"]))
        shown = {field.get_attribute("name"): field.input_value() for field in fields.all()}
        sums = page.locator("tfoot").inner_text()
        press = dice.choice(["Update the basket", SUBMIT, SUBMIT, "Find more products"])
        page.get_by_role("button", name=bokmal(press)).last.click()
        page.wait_for_load_state()
        if order := Order.objects.first():
            lines = {f"line-{one.product_id}-quantity": one.quantity for one in order.lines.all()}
            assert {name: str(one) for name, one in lines.items()}.items() <= shown.items()
            assert order.buyer_reference == shown["buyer_reference"]
            assert f"{order.net:.2f}".replace(".", ",") in sums.replace("\xa0", "")
            return
        orderer_page = page.url.split("/katalog/")[0].split("/kurv/")[0] + "/kurv/"
        page.goto(orderer_page)
        fields = page.locator("[name$=-quantity], [name=buyer_reference], [name=cost_centre]")
        kept = {field.get_attribute("name"): field.input_value() for field in fields.all()}
        assert kept == shown
