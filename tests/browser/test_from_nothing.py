"""From an empty portal to an order under a new agreement, through the browser alone.

The pieces stand in from_nothing/: each is done by reading and clicking, and its clicks and fields
are counted. A new piece is a function there and a line in COSTS.
"""

from dataclasses import dataclass

import pytest

from agreements.models import Ceiling, FrameworkAgreement, Order
from municipalities.models import County, User
from tests import agreement_factories as make
from tests.browser.counting import Counted
from tests.browser.from_nothing import making, using
from tests.cast import Team
from tests.factories import county

pytestmark = pytest.mark.django_db(transaction=True)

COSTS = [
    # what is done, clicks, fields
    (making.record_parties, 8, 6),
    (making.begin_draft, 7, 4),
    (making.record_notice, 4, 2),
    (making.write_lots, 2, 5),
    (making.make_programme, 4, 4),
    (making.write_texts, 2, 4),
    (making.announce, 4, 0),
    (making.upload_prices, 4, 1),
    (using.invite_a_county, 7, 1),
    (using.join, 5, 4),
    (using.countersign, 4, 2),
    (using.order_from_a_lot, 9, 3),
    (using.approve, 4, 0),
]
"""What each piece of the work costs a person; the first seven make the agreement."""


@dataclass
class People:
    """Who does the work, each in a browser of their own, and where; `run_tasks` is the worker."""

    officer: User
    nordvik: Team
    county: County
    kari: Counted
    signatory: Counted
    orderer: Counted
    approver: Counted
    run_tasks: object

    @property
    def number(self):
        """The organisation number of who joins."""
        return self.nordvik.organisation.organisation_number

    @property
    def reference(self):
        """The new framework agreement, in addresses."""
        return FrameworkAgreement.objects.get().reference

    def spent(self):
        """The clicks and fields of all of them until now."""
        everybody = (self.kari, self.signatory, self.orderer, self.approver)
        return sum(one.clicks for one in everybody), sum(one.fields for one in everybody)


@pytest.fixture
def people(cast, visitor, run_tasks):
    """Everybody has signed in; there is a register, and no agreement, supplier or reseller."""
    make.vat_rate()
    nordvik = cast.nordvik
    nordvik.organisation.county = county()
    nordvik.organisation.save()
    return People(
        officer=cast.kari,
        nordvik=nordvik,
        county=nordvik.organisation.county,
        kari=Counted(visitor(cast.kari).open("work_list")),
        signatory=Counted(visitor(nordvik.signatory)),
        orderer=Counted(visitor(nordvik.orderer)),
        approver=Counted(visitor(nordvik.approver)),
        run_tasks=run_tasks,
    )


def test_from_nothing_to_an_order_that_counts_under_its_lot(people, visitor):
    costs = []
    for work, _clicks, _fields in COSTS:
        clicks, fields = people.spent()
        work(people)
        now = people.spent()
        costs.append((work, now[0] - clicks, now[1] - fields))
    assert costs == COSTS
    assert Order.objects.get().state == "sent"
    ceilings = Ceiling.objects.values_list("lot__name", "maximum_value", "used_value")
    assert set(ceilings) == {
        (None, 12_000_000, 24_000),
        ("Lagring", 8_000_000, 24_000),
        ("Timer og kurs", 4_000_000, 0),
    }
    public = visitor()
    public.open("framework", people.reference)
    assert public.sees("Lagring i skyen for alle.")
