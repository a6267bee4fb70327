"""The case officers' wide tables on a phone: a row is a block, and axe finds nothing."""

import pytest
from django.utils import timezone

from agreements.reforms.drafting import draft_plan
from tests import agreement_factories as make
from tests.browser.test_accessibility import WIDTHS, violations
from tests.factories import organisation
from tests.reforms import facts, member, party

pytestmark = pytest.mark.django_db(transaction=True)


def test_licences_are_divided_on_a_phone_too(cast, visitor):
    framework = make.framework(name="Rammeavtale om kontorprogram")
    goes = member(framework, "Delevik kommune", cast=cast)
    takers = [organisation(name=f"{name} kommune") for name in ("Nordvika", "Midtvika", "Sørvika")]
    parties = {"predecessors": [party(goes)], "successors": [party(one) for one in takers]}
    plan = draft_plan(facts("split", **parties), by=cast.kari, now=timezone.now())
    officer = visitor(cast.kari)
    officer.open("ks_reform", plan.pk)
    for width in WIDTHS:
        officer.page.set_viewport_size({"width": width, "height": 900})
        assert violations(officer.page) == []
        assert officer.page.evaluate("document.documentElement.scrollWidth") <= width
