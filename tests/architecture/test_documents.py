"""Every PDF that a page hands out can be read by a screen reader: headings, tables, index."""

import pytest

from tests import pdf
from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses

pytestmark = pytest.mark.django_db

ADDRESSES = {address.name: address for address in addresses()}
DOCUMENTS = sorted(name for name in matrix.PAGES if name.endswith("_pdf"))


def test_the_documents_to_look_at_are_many():
    assert len(DOCUMENTS) >= 5


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_skips_no_heading_and_leads_to_its_headers(scene, visitors, name):
    reader = next(one for one in matrix.PEOPLE if matrix.PAGES[name].get[one] == matrix.OPEN)
    url = asking.url_of(scene, ADDRESSES[name])
    response, _stored = asking.ask("get", url, visitors[reader])
    assert pdf.structure_faults(response.content) == []
