"""On a common screen the menu of KS is one line, and no figure's label breaks inside a word."""

import pytest

from municipalities.models import User

pytestmark = pytest.mark.django_db(transaction=True)

BESIDE_A_SCROLLBAR = {"width": 1265, "height": 900}
"""What is left of a screen of 1280 pixels."""
LINES_OF_THE_MENU = """() => new Set(
    [...document.querySelectorAll(".sub-navigation li")].map(item => item.offsetTop)
).size"""
BROKEN_LABELS = """() => [...document.querySelectorAll(".key-figures dt")].filter(label => {
    label.style.overflowWrap = "normal";
    return label.scrollWidth > label.clientWidth;
}).map(label => label.textContent)"""


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_work_list_fits(cast, visitor, language):
    User.objects.filter(pk=cast.kari.pk).update(is_staff=True)
    kari = visitor(cast.kari)
    kari.page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": kari.site}]
    )
    kari.page.set_viewport_size(BESIDE_A_SCROLLBAR)
    kari.open("work_list")
    assert kari.page.locator("html").get_attribute("lang") == language
    assert kari.page.locator(".sub-navigation li").count() == 9
    assert kari.page.evaluate(LINES_OF_THE_MENU) == 1
    assert kari.page.evaluate(BROKEN_LABELS) == []
