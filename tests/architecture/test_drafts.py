"""Until KS announces a framework agreement, no page of anybody else's names it."""

from datetime import date

import pytest

from agreements.models import Negotiation
from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.load]

DRAFT = "Utkastet som KS holder for seg selv"
ADDRESSES = {address.name: address for address in addresses() if address.name in matrix.PAGES}
OUTSIDE = (
    matrix.NOBODY,
    matrix.ULRIK,
    matrix.ORDERER,
    matrix.SIGNATORY,
    matrix.STRANGERS[-1],
    *matrix.BY_MANDATE,
)
"""The other roles at home: test_access.py reads each of their pages, and the draft on none."""


@pytest.fixture
def draft(scene):
    """A draft that an organisation's people might be offered, and a negotiation that led to it."""
    scene.draft.name = DRAFT
    scene.draft.save()
    Negotiation.objects.create(
        supplier_name="Leverandøren",
        outcome="agreement",
        ended_on=date(2026, 1, 31),
        framework=scene.draft,
    )
    return scene.draft


def readers():
    """(address, person) of every page that opens to somebody who is not at KS."""
    return [
        (name, person)
        for name, page in matrix.PAGES.items()
        for person in OUTSIDE
        if page.get[person] == matrix.OPEN
    ]


def test_no_page_outside_ks_names_a_draft(scene, visitors, draft):
    told = []
    for name, person in readers():
        url = asking.url_of(scene, ADDRESSES[name])
        response, _stored = asking.ask("get", url, visitors[person])
        body = b"" if response.streaming else response.content
        if DRAFT.encode() in body or draft.get_absolute_url().encode() in body:
            told.append((name, person))
    assert told == []


def test_ks_sees_the_draft(scene, visitors, draft):
    url = asking.url_of(scene, ADDRESSES["ks_draft"])
    response, _stored = asking.ask("get", url, visitors[matrix.KARI])
    assert DRAFT in response.content.decode()
