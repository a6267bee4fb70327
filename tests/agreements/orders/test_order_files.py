"""An order becomes a file that says what was submitted, on the page, by command and by e-mail."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from agreements.basket.forms import DetailsForm
from agreements.dispatch.holds import stop_order
from agreements.dispatch.sending import approve_and_send, approve_order, release_held, send_dispatch
from agreements.exchange.reading import text, texts
from agreements.exchange.rules import broken_rules
from agreements.exchange.variants import EHF, PEPPOL
from agreements.models import Dispatch, Order, VolumeLicenceAgreement
from agreements.orders.order_files import checked_order_file
from agreements.orders.queries import orders_in_full
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db

FIRST = timezone.localdate() + timedelta(days=7)
LAST = FIRST + timedelta(days=23)
WISHES = {
    "requisition_number": "REK-17",
    "delivery_contact": "Ánne Sárá",
    "delivery_email": "lisenser@nordvik.example.no",
    "requested_delivery_from": FIRST,
    "requested_delivery_to": LAST,
}


@pytest.fixture
def order(cast, agreement, framework, office, linux):
    """An order with everything a buyer may say, among it a subscription of three years."""
    three_years = make.product(framework, name="Abonnement", term_months=36, unit="user_year")
    lines = {office: 5, linux: 2, three_years: 40}
    return make.order(agreement, by=cast.nordvik.orderer, lines=lines, **WISHES)


@pytest.fixture
def approved(cast, order):
    approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    return orders_in_full().get(pk=order.pk)


def full_number(order):
    return f"{order.organisation.organisation_number}/{order.number}"


def export(number, file_format, output):
    call_command("export_order", number, format=file_format, output=output, stdout=StringIO())


def address(order, file_format="ehf"):
    number = order.organisation.organisation_number
    return reverse("order_file", args=[number, order.number, file_format])


def test_the_file_says_what_was_submitted(approved):
    root = etree.fromstring(checked_order_file(approved, "ehf"))
    assert text(root, "cbc:ID") == approved.number
    assert text(root, "cbc:CustomerReference") == "Ole Innkjøp"
    assert text(root, "cbc:AccountingCost") == "1200"
    assert text(root, "cac:OriginatorDocumentReference/cbc:ID") == "REK-17"
    assert text(root, "cac:Contract/cbc:ID") == approved.contract_number
    period = texts(root, "cac:Delivery/cac:RequestedDeliveryPeriod/*")
    assert period == [FIRST.isoformat(), LAST.isoformat()]
    contact = texts(root, "cac:Delivery/cac:DeliveryParty/cac:Contact/*")
    assert contact == ["Ánne Sárá", "lisenser@nordvik.example.no"]
    levels = [line.price_level for line in approved.lines.all() if line.price_level]
    [term] = [line.term_months for line in approved.lines.all() if line.term_months]
    said = texts(root, "//cac:AdditionalItemProperty/cbc:Value")
    assert sorted(said) == sorted([str(term), *levels])
    assert text(root, "//cbc:PayableAmount") == f"{approved.gross:.2f}"


def test_before_approval_there_is_no_file(order):
    with pytest.raises(ValidationError) as refused:
        checked_order_file(order, "ehf")
    assert refused.value.code == "order_not_approved"


@pytest.mark.parametrize("variant", [PEPPOL, EHF], ids=["peppol", "ehf"])
def test_the_command_writes_a_file_that_keeps_the_rules(approved, tmp_path, variant):
    export(full_number(approved), variant.code, tmp_path / "order.xml")
    assert broken_rules((tmp_path / "order.xml").read_bytes(), variant) == []


def test_the_command_writes_a_pdf(approved, tmp_path):
    export(full_number(approved), "pdf", tmp_path / "order.pdf")
    assert (tmp_path / "order.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("number", ["2026-0001", "x/y", "964338531/2026-9999", "/", "1/²-1"])
def test_the_command_refuses_what_is_no_order(tmp_path, number):
    with pytest.raises(CommandError, match="write ORGANISATION_NUMBER|no such order"):
        export(number, "ehf", tmp_path / "order.xml")
    assert not (tmp_path / "order.xml").exists()


def test_the_command_writes_nothing_when_a_rule_is_broken(cast, agreement, office, tmp_path):
    approved = order_to_a_nameless(agreement, cast, office)
    approve_order(approved, by=cast.nordvik.approver, now=timezone.now())
    with pytest.raises(CommandError, match="registered name"):
        export(full_number(approved), "ehf", tmp_path / "order.xml")
    assert not (tmp_path / "order.xml").exists()


def order_to_a_nameless(agreement, cast, office):
    """An order whose file would break a rule, if the reseller read files: it had a blank name."""
    agreement.reseller.name = " "
    agreement.reseller.save()
    return make.order(agreement, by=cast.nordvik.orderer, lines={office: 5})


def test_the_command_says_where_it_cannot_write(approved, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        export(full_number(approved), "ehf", tmp_path / "missing" / "order.xml")


def test_the_page_gives_the_file(client, cast, approved):
    client.force_login(cast.nordvik.orderer)
    answer = client.get(address(approved))
    assert answer["Content-Type"] == "application/xml"
    assert answer["Content-Disposition"].startswith("attachment")
    assert broken_rules(answer.content, EHF) == []


def test_the_page_refuses_an_unknown_format_and_an_unapproved_order(client, cast, order):
    client.force_login(cast.nordvik.orderer)
    assert client.get(address(order, "csv")).status_code == 404
    assert client.get(address(order)).status_code == 302


@pytest.mark.parametrize(("dispatch_by", "files"), [("email_pdf", 1), ("peppol", 2), ("ehf", 2)])
def test_the_reseller_gets_what_it_asked_for(cast, order, dispatch_by, files):
    reseller = order.volume_licence_agreement.reseller
    type(reseller).objects.filter(pk=reseller.pk).update(dispatch_by=dispatch_by)
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    send_dispatch.call(Dispatch.objects.get().pk)
    [message] = [message for message in mail.outbox if message.to == [reseller.email]]
    assert len(message.attachments) == files


@pytest.mark.parametrize("file_format", ["peppol", "ehf"])
def test_who_reads_files_is_sent_an_order(cast, agreement, office, run_tasks, file_format):
    """Submitted, approved and sent, each by somebody who reads the order anew."""
    type(agreement.reseller).objects.update(dispatch_by=file_format)
    agreement = VolumeLicenceAgreement.objects.get(pk=agreement.pk)
    made = make.order(agreement, by=cast.nordvik.orderer, lines={office: 5})
    order = orders_in_full().get(pk=made.pk)
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    run_tasks()
    assert Order.objects.get().state == "sent"
    [message] = [message for message in mail.outbox if message.to == [agreement.reseller.email]]
    [file] = [content for name, content, _type in message.attachments if name.endswith(".xml")]
    root = etree.fromstring(file.encode() if isinstance(file, str) else file)
    deadline = Order.objects.get().answer_by.isoformat()
    assert text(root, "cac:ValidityPeriod/cbc:EndDate") == deadline


def test_the_days_to_answer_count_from_when_the_order_leaves(cast, order):
    """Held for three weeks, an order would say that the answer is late already."""
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    reseller = order.volume_licence_agreement.reseller
    weeks_later = timezone.now() + timedelta(days=21)
    with time_machine.travel(weeks_later):
        send_dispatch.call(Dispatch.objects.get().pk)
    sent = orders_in_full().get(pk=order.pk)
    assert sent.state == "sent"
    assert sent.answer_by == reseller.answer_deadline(timezone.localdate(weeks_later))
    root = etree.fromstring(checked_order_file(sent, "ehf"))
    assert text(root, "cac:ValidityPeriod/cbc:EndDate") == sent.answer_by.isoformat()


def test_the_page_says_the_day_to_answer_when_the_order_has_left(cast, order, signed_in):
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    client, said = signed_in(cast.nordvik.orderer), "Forhandleren svarer innen"
    assert said not in client.get(order.get_absolute_url()).text
    send_dispatch.call(Dispatch.objects.get().pk)
    assert said in client.get(order.get_absolute_url()).text


@pytest.mark.parametrize("days", [-1, 1, None])
def test_the_day_to_answer_stays_once_the_order_is_sent(at_reseller, days):
    day = days and at_reseller.answer_by + timedelta(days=days)
    with pytest.raises(DatabaseError), transaction.atomic():
        Order.objects.filter(pk=at_reseller.pk).update(answer_by=day)


def test_a_broken_rule_holds_the_order_and_the_buyer_can_stop_it(
    cast, agreement, office, run_tasks
):
    order = order_to_a_nameless(agreement, cast, office)
    reseller = agreement.reseller
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    type(reseller).objects.filter(pk=reseller.pk).update(dispatch_by="ehf")
    mail.outbox.clear()
    run_tasks()
    run_tasks()  # what the first run queued: the message to the buyer
    dispatch = Dispatch.objects.get()
    assert (bool(dispatch.held_at), dispatch.claimed_at, dispatch.failed_at) == (True, None, None)
    assert "Forhandlerens registrerte navn mangler" in dispatch.held_reason
    told = {address: message.body for message in mail.outbox for address in message.to}
    assert reseller.email not in told
    assert dispatch.held_reason in told[cast.nordvik.orderer.email]
    with pytest.raises(ValidationError) as refusal:
        release_held(dispatch, now=timezone.now())
    assert refusal.value.code == "still_held"
    stop_order(order, by=cast.nordvik.orderer, reason="Ny forhandler", now=timezone.now())
    assert order.state == "stopped"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("delivery_email", "lisenser(at)nordvik"),
        ("requested_delivery_to", (FIRST - timedelta(days=1)).isoformat()),
        ("requested_delivery_to", (FIRST - timedelta(days=365)).isoformat()),
    ],
)
def test_the_form_refuses_what_the_file_would(cast, name, value):
    form = DetailsForm(
        {"requested_delivery_from": FIRST.isoformat(), name: value},
        organisation=cast.nordvik.organisation,
    )
    assert not form.is_valid()
    assert name in form.errors


def test_the_database_refuses_a_delivery_that_ends_before_it_begins(order):
    copy = Order.objects.get(pk=order.pk)
    copy.pk = None
    copy.sequence, copy.submission_key = 99, uuid4()
    copy.requested_delivery_to = FIRST - timedelta(days=1)
    with pytest.raises(IntegrityError, match="order_delivery_ends_after_it_begins"):
        copy.save()
