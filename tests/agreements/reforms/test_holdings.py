"""What pages of holdings tell of licences that a reform has moved."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import agreement_factories as make
from tests.factories import organisation
from tests.page import squeezed

pytestmark = pytest.mark.django_db


def sources(client, body):
    """The cells under Source on the page of holdings, and how many queries it took."""
    address = reverse("holdings", args=[body.organisation_number])
    with CaptureQueriesContext(connection) as queries:
        page = squeezed(client.get(address).content.decode())
    rows = page[page.index("</form>") :].split("<tr>")
    return [row.split("<td>")[-1] for row in rows if "Reformen" in row], len(queries)


def test_a_transfer_tells_the_reform_and_the_other_side(cast, member, reform, signed_in):
    goes, successor = member("Innvik", licences=3), organisation(name="Nyvik")
    plan = reform.carried_out("merger", [goes.organisation], [successor])
    make.role(cast.nordvik.reader, successor, "reader")
    reader, officer = signed_in(cast.nordvik.reader), signed_in(cast.kari)
    for client, body, other in (
        (reader, successor, goes.organisation),
        (reader, goes.organisation, successor),
        (officer, successor, goes.organisation),
    ):
        [cell], _queries = sources(client, body)
        assert other.name in cell
        assert goes.signatory.name not in cell
        assert (plan.get_absolute_url() in cell) == (client is officer)


def test_many_transfers_ask_the_database_no_more_than_one(
    cast, member, framework, reform, signed_in
):
    one, many = member("Innvik", licences=3), member("Utvik", licences=3)
    for number in range(5):
        product = make.product(framework)
        make.ledger_entry(many.agreement, product, by=many.signatory, quantity=number + 1)
    successors = organisation(name="Nyvik"), organisation(name="Storvik")
    for predecessor, successor in zip((one, many), successors, strict=True):
        reform.carried_out("merger", [predecessor.organisation], [successor])
    officer = signed_in(cast.kari)
    sources(officer, successors[0])
    (few, asked), (more, asked_for_more) = [sources(officer, successor) for successor in successors]
    assert (len(few), len(more)) == (1, 6)
    assert asked == asked_for_more
