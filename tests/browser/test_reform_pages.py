"""The case officers' wide tables: nothing for axe to find, and on a phone no scrolling sideways."""

import pytest

from tests import agreement_factories as make
from tests.browser.test_accessibility import WIDTHS, violations
from tests.factories import organisation, registry_finding
from tests.reforms import drafted, facts, member, party

pytestmark = pytest.mark.django_db(transaction=True)


def faults(page):
    """What axe finds at each width, and how much wider than the screen the page is."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        beside = page.evaluate("document.documentElement.scrollWidth") - width
        found[width] = (violations(page), beside)
    return {width: fault for width, fault in found.items() if fault != ([], 0)}


def is_in_sight(page, place):
    """Whether the whole of something is within the width of the screen."""
    box = page.locator(place).first.bounding_box()
    return box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"]


def test_licences_are_divided_on_a_phone_too(cast, visitor):
    framework = make.framework(name="Rammeavtale om kontorprogram")
    goes = member(framework, "Delevik kommune", cast=cast)
    successors = [
        organisation(name=f"{name} kommune") for name in ("Nordvika", "Midtvika", "Sørvika")
    ]
    parties = {"predecessors": [party(goes)], "successors": [party(one) for one in successors]}
    plan = drafted(facts("split", **parties), by=cast.kari)
    officer = visitor(cast.kari).open("ks_reform", plan.pk)
    assert faults(officer.page) == {}
    assert is_in_sight(officer.page, "input[name^=share-]")


def test_a_reform_is_written_on_a_phone_too(cast, visitor):
    officer = visitor(cast.kari).open("ks_reform_new")
    assert faults(officer.page) == {}
    officer.page.locator("[name=predecessors-0-organisation_number]").fill("12345")
    officer.page.keyboard.press("Enter")
    officer.page.wait_for_selector(".ds-error-summary")
    assert faults(officer.page) == {}
    assert officer.page.locator(".ds-error-summary a[href*=predecessors-0]").count() == 1


def test_what_the_registry_says_is_in_sight_on_a_phone(cast, visitor):
    registry_finding(organisation())
    officer = visitor(cast.kari).open("ks_registry")
    assert faults(officer.page) == {}
    assert is_in_sight(officer.page, "td:has-text('ET NYTT NAVN')")
