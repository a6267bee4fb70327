"""From the catalogue to a submitted order on a phone's width, with the keyboard alone."""

import pytest
from django.urls import reverse

from agreements.models import Order
from tests import agreement_factories as make
from tests.browser.conftest import bokmal

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
TABS_AT_MOST = 120
HAS_FOCUS = "element => element === document.activeElement"
IS_SEEN = """element => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const inside = box.top >= 0 && box.left >= 0 && box.right <= innerWidth + 1;
    return inside && (style.outlineStyle !== "none" || style.boxShadow !== "none");
}"""


class Keyboard:
    """A person who has no mouse: goes from field to field with Tab and sees where they are."""

    def __init__(self, page):
        self.page = page

    def tab_to(self, target):
        """Press Tab until the target has the focus, and see that it shows."""
        for _ in range(TABS_AT_MOST):
            if target.evaluate(HAS_FOCUS):
                assert target.evaluate(IS_SEEN)
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{target} is not reached with the keyboard")

    def write(self, target, text):
        """Write in a field, over what stands there."""
        self.tab_to(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def press(self, target):
        """Go to a button or link, and press Enter."""
        self.tab_to(target)
        self.page.keyboard.press("Enter")


@pytest.fixture
def orderer(cast, framework, visitor):
    """Nordvik's orderer in the catalogue, on a phone, with twenty products to look among."""
    accession = make.accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory, officer=cast.kari
    )
    agreement = make.volume_licence_agreement(accession, by=cast.nordvik.orderer)
    for number in range(20):
        make.product(framework, name=f"Brukerlisens {number}", net="100.00")
    make.product(framework, name="Kontorpakke", net="1250.50")
    orderer = visitor(cast.nordvik.orderer)
    orderer.page.set_viewport_size(PHONE)
    orderer.open("catalogue", cast.nordvik.organisation.organisation_number, agreement.number)
    return orderer


@pytest.fixture
def framework():
    """What Nordvik orders under."""
    return make.framework()


def test_an_order_is_placed_without_a_mouse(cast, orderer):
    page, keyboard = orderer.page, Keyboard(orderer.page)
    keyboard.write(page.locator("input[name=q]"), "kontorpake")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=kontorpake**")
    assert page.locator("input[name=quantity]").count() == 1
    keyboard.write(page.locator("input[name=quantity]"), "3")
    page.keyboard.press("Enter")
    keyboard.press(page.get_by_role("link", name="3 i kurven"))
    page.wait_for_url("**/kurv/*")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keyboard.write(page.locator("input[name=buyer_reference]"), "Ole Innkjøp")
    keyboard.press(page.get_by_role("button", name=bokmal("Submit for approval")))
    page.wait_for_url("**" + reverse("orders", args=[page.url.split("/")[4]]) + "*/")
    order = Order.objects.get()
    assert (order.buyer_reference, order.lines.get().quantity) == ("Ole Innkjøp", 3)
    assert orderer.sees(order.number)
