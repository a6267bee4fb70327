"""What stands in the agreement summary."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.dispatch import sending
from agreements.orders import actions as orders_actions
from agreements.orders.documents import order_pdf
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from agreements.reports.documents import agreement_summary, summary_context, summary_facts
from agreements.reseller_answers import actions as reseller_answers_actions
from municipalities import formatting
from tests import agreement_factories as make
from tests import factories, pdf
from tests.pdf import plain, said

pytestmark = pytest.mark.django_db

SIGNED = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
DRAWN_UP = datetime(2026, 3, 10, 9, tzinfo=UTC)
SUBMITTED = datetime(2026, 5, 4, 8, 15, tzinfo=UTC)
APPROVED = datetime(2026, 5, 6, 6, 2, tzinfo=UTC)
CONFIRMED = datetime(2026, 5, 8, 12, 40, tzinfo=UTC)
AFTER = date(2026, 11, 23)


@pytest.fixture
def accession(cast, framework):
    """Nordvik's accession, countersigned the same moment."""
    nordvik = cast.nordvik
    return make.accession(
        nordvik.organisation, framework, by=nordvik.signatory, officer=cast.kari, now=SIGNED
    )


@pytest.fixture
def agreement(cast, accession):
    return make.volume_licence_agreement(accession, by=cast.nordvik.orderer, now=DRAWN_UP)


@pytest.fixture
def order(cast, agreement, office, linux):
    """Five office suites at 100 kr and two of the free software, confirmed in May."""
    people = cast.nordvik
    made = make.order(agreement, by=people.orderer, lines={office: 5, linux: 2}, now=SUBMITTED)
    sending.approve_order(made, by=people.approver, now=APPROVED)
    orders_actions.move_order(made, OrderState.SENT, by=None, now=APPROVED)
    reseller_answers_actions.confirm_order(
        made, by=people.orderer, reseller_reference="FF-1", now=CONFIRMED
    )
    return made


def test_it_holds_parties_accession_agreement_order_and_holdings(cast, agreement, order, office):
    organisation = cast.nordvik.organisation
    text = pdf.text(agreement_summary(organisation, as_of=AFTER))
    framework = agreement.accession.framework
    number = formatting.organisation_number
    # The cell is narrow: the amounts are read before the rest of it.
    first_word_of_confirmed = said("Confirmed by the reseller").split()[0]
    facts = [
        f"{organisation.name} {said('Buyer')} {number(organisation.organisation_number)}",
        "KS – Kommunesektorens organisasjon",
        f"{framework.supplier.name} {said('Supplier')}",
        f"{agreement.reseller.name} {said('Reseller')}",
        said("%(version)s of %(day)s", version="1.0", day="01.01.2026"),
        "02.03.2026 Signe Signatur 02.03.2026 Kari Saksbehandler",
        agreement.number,
        f"{said('Users')}: 200 A 10.03.2026 – 09.03.2029",
        f"{order.number} 04.05.2026 {agreement.number} {first_word_of_confirmed}",
        "500,00 kr 625,00 kr",
        f"{said('Approved orders with VAT')} 625,00 kr",
        said("Holdings at %(day)s", day="23.11.2026"),
        said("Under agreement %(number)s", number=agreement.number),
        f"Debian GNU/Linux {order.lines.first().part_number} {said('Users')} – 2 {said('pieces')}",
        f"Kontorpakke {office.part_number} {said('Users')} – 5 {said('pieces')}",
    ]
    assert [fact for fact in map(plain, facts) if fact not in text] == []


def test_the_rows_add_up_when_something_was_refused(cast, agreement, office, linux):
    """Two of five office suites refused: row, file and sum say three."""
    people, organisation = cast.nordvik, cast.nordvik.organisation
    made = make.order(agreement, by=people.orderer, lines={office: 5, linux: 2}, now=SUBMITTED)
    sending.approve_order(made, by=people.approver, now=APPROVED)
    orders_actions.move_order(made, OrderState.SENT, by=None, now=APPROVED)
    answered = {line.pk: (3, 2) for line in made.lines.all() if line.product_id == office.pk}
    facts = {"by": people.orderer, "reseller_reference": "FF-1", "now": CONFIRMED}
    reseller_answers_actions.confirm_order(made, answered=answered, **facts)
    context = summary_context(organisation, as_of=AFTER)
    [(_order, _state, amount)] = context["orders"]
    assert (amount.net, context["placed_net"]) == (300, 300)
    assert summary_facts(context)["orders"][0]["net"] == "300.00"
    text = pdf.text(agreement_summary(organisation, as_of=AFTER))
    assert "300,00 kr 375,00 kr" in text
    assert "625,00" not in text
    order = orders_in_full().get(pk=made.pk)
    refused = said("Refused: %(quantity)s", quantity=2)
    text = pdf.text(order_pdf(order))
    assert refused in text
    assert "300,00 kr" in text


def test_another_organisations_rows_stay_out(cast, foreign, order):
    text = pdf.text(agreement_summary(cast.nordvik.organisation, as_of=AFTER))
    leaks = ["Sørvåg", "Sindre Signatur", foreign.agreement.number]
    assert [leak for leak in leaks if leak in text] == []


def test_acts_after_the_day_have_not_happened_yet(cast, order):
    organisation = cast.nordvik.organisation
    states = {
        date(2026, 3, 1): ([], [], [], 0, 0),
        date(2026, 3, 2): (["in_force"], [], [], 0, 0),
        date(2026, 5, 4): (["in_force"], [order.volume_licence_agreement], ["submitted"], 0, 0),
        date(2026, 5, 7): (["in_force"], [order.volume_licence_agreement], ["sent"], 500, 0),
        AFTER: (["in_force"], [order.volume_licence_agreement], ["confirmed"], 500, 2),
    }
    found = {day: standing(summary_context(organisation, as_of=day)) for day in states}
    assert found == states


def standing(context):
    """States and figures of a summary."""
    return (
        [state for _accession, state in context["accessions"]],
        list(context["agreements"]),
        [state for _order, state, _amount in context["orders"]],
        context["placed_net"],
        len(context["positions"]),
    )


def test_an_accession_waits_until_the_day_ks_answers(cast, framework):
    organisation = cast.nordvik.organisation
    accession = make.signed_accession(
        organisation, framework, by=cast.nordvik.signatory, now=SIGNED
    )
    actions_of_ks = datetime(2026, 3, 9, 12, tzinfo=UTC)
    make.accessions.approve_accession(accession, by=cast.kari, now=actions_of_ks)
    make.accessions.countersign_accession(
        accession, by=cast.kari, proof=make.proof(cast.kari), now=actions_of_ks
    )
    days = [date(2026, 3, 8), date(2026, 3, 9), date(2029, 1, 1)]
    contexts = [summary_context(organisation, as_of=day) for day in days]
    assert [context["accessions"][0][1] for context in contexts] == [
        "submitted",
        "in_force",
        "expired",
    ]


def test_who_has_agreed_nothing_gets_a_summary_that_says_so():
    organisation = factories.organisation(name_official="Kárášjohka - Porsáŋgu")
    made = agreement_summary(organisation, as_of=AFTER)
    text = pdf.text(made)
    sentences = [
        "Kárášjohka - Porsáŋgu",
        said("The organisation has not joined any framework agreement."),
        said("The organisation has no volume licence agreement."),
        said("The organisation has not ordered anything."),
        said("The organisation has no holdings."),
    ]
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert said("Demonstration data") not in text


def test_it_is_in_the_written_standard_of_the_organisation(cast):
    made = agreement_summary(cast.sorvag.organisation, as_of=AFTER)
    assert pdf.reader(made).trailer["/Root"]["/Lang"] == "nn"
    assert said("Agreement summary", language="nn") in pdf.text(made)


def test_one_demonstration_agreement_makes_the_summary_demonstration_data(cast, accession):
    accession.framework.is_demonstration = True
    accession.framework.save()
    pages = pdf.pages(agreement_summary(cast.nordvik.organisation, as_of=AFTER))
    assert [said("Demonstration data") in page for page in pages] == [True] * len(pages)


def test_the_summary_of_a_day_is_the_same_file_whenever_it_is_made(cast, order):
    made = [agreement_summary(cast.nordvik.organisation, as_of=AFTER) for _number in range(2)]
    assert made[0] == made[1]
    created = pdf.reader(made[0]).metadata.creation_date
    assert formatting.day(created) == "23.11.2026"


def test_many_orders_ask_the_database_no_more_than_one(cast, agreement, order, framework, office):
    asked_for_one = queries_of(cast.nordvik.organisation)
    for _number in range(20):
        make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}, now=SUBMITTED)
        product = make.product(framework)
        make.ledger_entry(agreement, product, by=cast.nordvik.orderer)
    assert queries_of(cast.nordvik.organisation) == asked_for_one


def queries_of(organisation):
    """How many questions the summary asks."""
    with CaptureQueriesContext(connection) as asked:
        agreement_summary(organisation, as_of=AFTER)
    return len(asked)
