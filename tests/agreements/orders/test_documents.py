"""What stands in the order that the reseller gets."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.approvals import actions as approvals_actions
from agreements.dispatch import sending
from agreements.orders import actions as orders_actions
from agreements.orders.documents import order_pdf
from agreements.orders.models import Order
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from agreements.reseller_answers import actions as reseller_answers_actions
from municipalities import formatting
from tests import agreement_factories as make
from tests import pdf
from tests.pdf import plain, said

pytestmark = pytest.mark.django_db

SUBMITTED = datetime(2026, 5, 4, 8, 15, tzinfo=UTC)
APPROVED = datetime(2026, 5, 6, 6, 2, tzinfo=UTC)


@pytest.fixture
def agreement(cast, framework):
    """Nordvik's own agreement, in force since March 2026."""
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    nordvik = cast.nordvik
    accession = make.accession(
        nordvik.organisation, framework, by=nordvik.signatory, officer=cast.kari, now=now
    )
    return make.volume_licence_agreement(accession, by=nordvik.orderer, now=now)


@pytest.fixture
def order(cast, agreement, office, linux):
    """Five office suites at 100 kr and two of the free software, submitted."""
    lines = {office: 5, linux: 2}
    return make.order(agreement, by=cast.nordvik.orderer, lines=lines, now=SUBMITTED)


@pytest.fixture
def confirmed(cast, order):
    """The order on its whole way."""
    sending.approve_order(order, by=cast.nordvik.approver, now=APPROVED)
    orders_actions.move_order(order, OrderState.SENT, by=None, now=APPROVED)
    reseller_answers_actions.confirm_order(
        order, by=cast.nordvik.orderer, reseller_reference="FF-88123", now=APPROVED
    )
    return order


def test_it_names_parties_people_and_what_it_was_placed_under(cast, agreement, confirmed):
    text = pdf.text(order_pdf(confirmed))
    framework = agreement.accession.framework
    facts = [
        confirmed.number,
        cast.nordvik.organisation.name,
        formatting.organisation_number(cast.nordvik.organisation.organisation_number),
        cast.nordvik.orderer.email,
        agreement.reseller.name,
        formatting.organisation_number(agreement.reseller.organisation_number),
        agreement.reseller.email,
        framework.supplier.name,
        framework.name,
        f"{said('Contract number')} {framework.contract_number}",
        agreement.number,
        agreement.programme.name,
        "Ole Innkjøp",
        "1200",
        "04.05.2026 kl. 10.15, Berit Bestiller",
        "06.05.2026 kl. 08.02, Gunnar Godkjenner",
        "FF-88123",
        said("%(version)s, valid from %(day)s", version="2026-01", day="01.01.2026"),
        f"{said('Price level')} A",
        f"{said('Counting basis')} {said('Users')}",
        f"{said('Terms version')} 1.0",
    ]
    assert [fact for fact in map(plain, facts) if fact not in text] == []


def test_it_lists_the_lines_with_prices_as_they_were(order, office, linux):
    office.name = "Nytt navn"
    office.save()
    level, each = f"{said('Price level')} A", said("each")
    text = pdf.text(order_pdf(order))
    assert f"1 {linux.part_number} Debian GNU/Linux {level} {each} 2 0,00 kr 0,00 kr" in text
    assert f"2 {office.part_number} Kontorpakke {level} {each} 5 100,00 kr 500,00 kr" in text


def test_it_sums_net_vat_and_gross(order):
    text = pdf.text(order_pdf(order))
    sums = (
        f"{said('Total without VAT')} 500,00 kr"
        f" {said('VAT %(percent)s', percent='25 %')} 125,00 kr"
        f" {said('Total with VAT')} 625,00 kr"
    )
    assert sums in text


def test_it_tells_the_way_so_far(confirmed):
    text = pdf.text(order_pdf(confirmed))
    steps = [
        f"04.05.2026 kl. 10.15 {said('Waiting for approval')} Berit Bestiller",
        f"06.05.2026 kl. 08.02 {said('Approved')} Gunnar Godkjenner",
        f"06.05.2026 kl. 08.02 {said('Sent to the reseller')} {said('The portal')}",
        f"06.05.2026 kl. 08.02 {said('Confirmed by the reseller')} Berit Bestiller",
    ]
    assert " ".join(steps) in text


def test_an_order_that_was_sent_back_says_why(cast, order):
    approvals_actions.return_order(
        order, by=cast.nordvik.approver, reason="Feil kostnadssted.", now=APPROVED
    )
    assert f"{said('Sent back')} Feil kostnadssted. Gunnar Godkjenner" in pdf.text(order_pdf(order))


def test_the_file_is_dated_by_the_last_step(cast, order):
    assert pdf.reader(order_pdf(order)).metadata.creation_date == SUBMITTED
    sending.approve_order(order, by=cast.nordvik.approver, now=APPROVED)
    assert pdf.reader(order_pdf(order)).metadata.creation_date == APPROVED


def test_it_is_in_the_language_that_is_asked_for(order):
    for language, asked in (("nb", {}), ("nn", {"language": "nn"})):
        made = order_pdf(order, **asked)
        assert pdf.reader(made).trailer["/Root"]["/Lang"] == language
        assert said("What is ordered", language=language) in pdf.text(made)


def test_what_people_typed_is_printed_as_text(cast, agreement, office):
    typed = "<script>alert(1)</script> file:///etc/passwd"
    order = make.order(
        agreement,
        by=cast.nordvik.orderer,
        lines={office: 1},
        now=SUBMITTED,
        buyer_reference=typed,
    )
    assert typed in pdf.text(order_pdf(order))


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_demonstration_data_says_so(framework, order, is_demonstration):
    framework.is_demonstration = is_demonstration
    framework.save()
    made = order_pdf(Order.objects.get(pk=order.pk))
    assert (said("Demonstration data") in pdf.text(made)) == is_demonstration


@pytest.fixture
def long_order(cast, agreement, framework):
    """Sixty lines."""
    lines = {make.product(framework, name=f"Produkt {n:02}"): n for n in range(1, 61)}
    return make.order(agreement, by=cast.nordvik.orderer, lines=lines, now=SUBMITTED)


def test_a_long_order_repeats_the_head_and_breaks_between_lines(long_order):
    pages = pdf.pages(order_pdf(long_order))
    with_lines = [page for page in pages if "Produkt" in page.replace(said("Product"), "", 1)]
    assert len(with_lines) > 1
    assert [said("Part number") in page for page in with_lines] == [True] * len(with_lines)
    level, each = f"{said('Price level')} A", said("each")
    whole = [f"Produkt {n:02} {level} {each} {n} 100,00 kr" for n in range(1, 61)]
    assert [line for line in whole if sum(line in page for page in pages) != 1] == []


def test_lines_and_steps_cost_no_further_questions_to_the_database(long_order, confirmed):
    assert queries_of(long_order) == queries_of(confirmed)


def queries_of(order):
    """How many questions the document of a freshly fetched order asks."""
    fetched = orders_in_full().get(pk=order.pk)
    with CaptureQueriesContext(connection) as asked:
        order_pdf(fetched)
    return len(asked)
