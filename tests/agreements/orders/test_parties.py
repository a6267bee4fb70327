"""An order keeps the names of its day: a renamed party's old order says what it said."""

from decimal import Decimal

import pgtrigger
import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.dispatch.sending import approve_and_send, approve_order, send_dispatch
from agreements.models import Dispatch, FrameworkAgreement, Order, Reseller, Supplier
from agreements.orders.documents import order_pdf
from agreements.orders.models.parties import OrderParties
from agreements.orders.order_files import FORMATS, checked_order_file
from agreements.orders.queries import orders_in_full
from municipalities.models import Organisation, User
from municipalities.registry.actions import accept_findings
from tests import agreement_factories as make
from tests import pdf, reforms
from tests.factories import registry_finding

pytestmark = pytest.mark.django_db

PARTIES = [field.name for field in OrderParties._meta.local_fields]


@pytest.fixture
def placed(cast, agreement, framework):
    """An approved order that Sørvåg has placed for Nordvik, and that the two share to the øre."""
    mandate = make.mandate(
        cast.nordvik.organisation, cast.sorvag.organisation, by=cast.nordvik.signatory
    )
    half = dict.fromkeys([cast.nordvik.organisation, cast.sorvag.organisation], Decimal(50))
    key = make.cost_sharing_key(
        cast.nordvik.organisation, by=cast.nordvik.administrator, shares=half
    )
    order = make.order(
        agreement,
        by=cast.sorvag.orderer,
        lines={make.product(framework, net="33.33"): 1},
        mandate=mandate,
        cost_sharing_key=key,
    )
    approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    return Order.objects.get(pk=order.pk)


def papers(order):
    """What an order is to everybody outside: the PDF and the files, freshly made."""
    order = orders_in_full().get(pk=order.pk)
    files = [checked_order_file(order, file_format) for file_format in FORMATS]
    return [order_pdf(order), *files]


def rename_everybody(cast, order):
    """Give every party of an order another name, number or address."""
    for body in (cast.nordvik.organisation, cast.sorvag.organisation):
        registry_finding(body, after=f"NYE {body.register_name}")
        accept_findings(
            list(body.registry_findings.values_list("pk", flat=True)),
            by=cast.kari,
            now=timezone.now(),
        )
        # Alphabetically the other way round: øre left over must not change hands
        name = "Åsen kommune" if body == cast.nordvik.organisation else "Aker kommune"
        Organisation.objects.filter(pk=body.pk).update(name=name, name_official=f"{name} suohkan")
    Reseller.objects.update(name="Ny forhandler AS", place="Bodø")
    for reseller in Reseller.objects.all():
        make.order_address(reseller, "ny@forhandler.example", by=cast.kari)
    Supplier.objects.update(name="Ny leverandør AS")
    with pgtrigger.ignore("agreements.FrameworkAgreement:framework_announced_keeps_its_numbers"):
        FrameworkAgreement.objects.update(name="Ny rammeavtale", contract_number="27/1")


def test_a_renamed_partys_old_order_is_the_same_byte_for_byte(cast, placed):
    before = papers(placed)
    rename_everybody(cast, placed)
    after = papers(placed)
    assert pdf.text(after[0]) == pdf.text(before[0])
    assert after[1:] == before[1:]
    assert after[0] == before[0]
    assert "Nordvik kommune" in pdf.text(after[0])


def test_who_ordered_keeps_name_and_address_in_the_file(placed):
    person = placed.submitted_by
    person.emailaddress_set.update(email="ny@navn.example")
    User.objects.filter(pk=person.pk).update(name="Nytt Navn", email="ny@navn.example")
    file = checked_order_file(orders_in_full().get(pk=placed.pk), "ehf").decode()
    assert placed.buyer_contact_email in file
    assert "Nytt Navn" not in file
    assert "ny@navn.example" not in file


def test_a_new_order_has_the_new_names(cast, agreement, office, placed):
    rename_everybody(cast, placed)
    agreement.refresh_from_db()
    new = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    fetched = Order.objects.get(pk=new.pk)
    names = (fetched.buyer_name, fetched.buyer_register_name, fetched.seller_name)
    assert names == ("Åsen kommune", "NYE NORDVIK KOMMUNE", "Ny forhandler AS")
    assert (fetched.contract_number, fetched.framework_name) == ("27/1", "Ny rammeavtale")


def test_a_reform_leaves_the_names_of_old_orders(cast, placed):
    before = papers(placed)
    facts = reforms.facts(
        "merger",
        predecessors=[reforms.party(cast.nordvik.organisation)],
        successors=[reforms.party(cast.sorvag.organisation)],
    )
    reforms.carried_out(facts, cast=cast)
    assert [
        pdf.text(paper) if paper.startswith(b"%PDF") else paper for paper in papers(placed)
    ] == [
        pdf.text(before[0]),
        *before[1:],
    ]


def test_the_message_and_the_pages_say_the_old_names(cast, placed, signed_in):
    rename_everybody(cast, placed)
    page = signed_in(cast.nordvik.reader)
    orders = reverse("orders", args=[cast.nordvik.organisation.organisation_number])
    for address in (placed.get_absolute_url(), orders):
        text = page.get(address).content.decode()
        assert "Fjordforhandleren AS" in text, address
        assert "Ny forhandler AS" not in text, address
        assert "Sørvåg kommune på vegne av Nordvik kommune" in text, address


def test_the_message_goes_to_todays_address_and_says_the_old_name(cast, agreement, office):
    order = make.order(agreement, by=cast.nordvik.orderer, lines={office: 1})
    rename_everybody(cast, order)
    order = Order.objects.get(pk=order.pk)
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    send_dispatch.call(Dispatch.objects.get().pk)
    [message] = [sent for sent in mail.outbox if sent.to == ["ny@forhandler.example"]]
    assert "fra Nordvik kommune" in message.subject
    assert "Nordvik kommune (" in message.body
    assert "Åsen" not in message.subject + message.body


@pytest.mark.parametrize("column", PARTIES)
def test_the_database_freezes_every_name(placed, column):
    value = "'[]'" if column == "cost_sharers" else "'X'"
    with pytest.raises(DatabaseError, match="order_is_frozen"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE agreements_order SET {column} = {value}")  # noqa: S608


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"seller_name": ""}, "order_names_its_parties"),
        ({"contract_number": ""}, "order_names_its_parties"),
        ({"representative_name": ""}, "order_by_mandate_names_the_representative"),
        ({"cost_sharers": []}, "order_by_a_key_names_its_sharers"),
    ],
)
@pgtrigger.ignore("agreements.Order:order_is_frozen")
def test_the_database_refuses_an_order_without_a_party(placed, changed, constraint):
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Order.objects.update(**changed)


def test_a_correction_names_the_parties_of_its_own_day(cast, agreement, office):
    order = make.order(agreement, by=cast.nordvik.orderer, lines={office: 5})
    make.confirm(order, by=cast.nordvik.orderer, approver=cast.nordvik.approver)
    rename_everybody(cast, order)
    fresh = orders_in_full().get(pk=order.pk)
    change = make.correction(fresh, {office: 2}, by=cast.nordvik.orderer)
    assert (change.buyer_name, change.seller_name) == ("Åsen kommune", "Ny forhandler AS")
    assert Order.objects.get(pk=order.pk).buyer_name == "Nordvik kommune"
