"""Papers that go to the reseller with an order."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.dispatch.links import make_link
from agreements.dispatch.sending import approve_and_send
from agreements.kept_documents.actions import withdraw_document
from agreements.models import Order, OrderAttachment
from agreements.orders import attachments
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(cast):
    return make.kept_document(
        cast.nordvik.organisation, by=cast.nordvik.orderer, title="Tegning", original_name="t.xyz"
    )


@pytest.fixture
def attached(cast, agreement, office, paper):
    return make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}, attachments=[paper])


def send(cast, order, run_tasks):
    approve_and_send(order, by=cast.nordvik.approver, now=timezone.now())
    run_tasks()
    return [(name, content) for name, content, _kind in mail.outbox[-1].attachments][1:]


def withdraw(cast, paper):
    withdraw_document(paper, by=cast.nordvik.orderer, reason="Feil fil", now=timezone.now())


def test_the_reseller_gets_the_paper_with_the_order(cast, attached, run_tasks):
    sent = send(cast, attached, run_tasks)
    assert sent == [(f"{attached.number}-1-t.png", make.PICTURE)]


def test_a_paper_withdrawn_meanwhile_is_not_sent(cast, attached, paper, run_tasks):
    withdraw(cast, paper)
    assert send(cast, attached, run_tasks) == []


def test_the_basket_offers_open_papers_of_ones_own(cast, agreement, office, paper, signed_in):
    here = {"by": cast.nordvik.orderer}
    nordvik, sorvag = cast.nordvik.organisation, cast.sorvag.organisation
    make.kept_document(nordvik, title="Hemmelig", access="withheld", legal_basis="13", **here)
    withdraw(cast, make.kept_document(nordvik, title="Trukket", **here))
    make.kept_document(sorvag, title="Deres", by=cast.sorvag.orderer)
    make.filled_basket(agreement, lines={office: 1}, **here)
    browser = signed_in(cast.nordvik.orderer)
    args = [nordvik.organisation_number, agreement.number]
    page = browser.get(reverse("basket", args=args)).content.decode()
    assert [title in page for title in ("Tegning", "Hemmelig", "Trukket", "Deres")] == [
        True,
        False,
        False,
        False,
    ]
    fields = make.submission(agreement, **here)
    browser.post(reverse("order_submit", args=args), fields | {"attachments": [paper.pk]})
    order = Order.objects.get(organisation=nordvik)
    page = browser.get(order.get_absolute_url()).content.decode()
    assert paper.get_absolute_url() in page


def test_another_organisations_paper_cannot_be_sent_along(cast, agreement, office, signed_in):
    theirs = make.kept_document(cast.sorvag.organisation, by=cast.sorvag.orderer)
    make.kept_document(cast.nordvik.organisation, by=cast.nordvik.orderer)
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 1})
    args = [cast.nordvik.organisation.organisation_number, agreement.number]
    fields = make.submission(agreement, by=cast.nordvik.orderer) | {"attachments": [theirs.pk]}
    answer = signed_in(cast.nordvik.orderer).post(reverse("order_submit", args=args), fields)
    assert answer.status_code == 422
    assert not Order.objects.filter(organisation=cast.nordvik.organisation).exists()


def test_too_much_together_is_refused_and_nothing_is_stored(
    cast, agreement, office, paper, monkeypatch
):
    monkeypatch.setattr(attachments, "MAX_SIZE", paper.size - 1)
    with pytest.raises(ValidationError) as refusal:
        make.order(agreement, by=cast.nordvik.orderer, lines={office: 1}, attachments=[paper])
    assert refusal.value.code == "attachments_too_large"
    assert not Order.objects.exists()


def test_the_database_lets_no_other_paper_through(cast, attached, paper):
    by = cast.nordvik.orderer
    withheld = make.kept_document(
        cast.nordvik.organisation, by=by, access="withheld", legal_basis="13"
    )
    theirs = make.kept_document(cast.sorvag.organisation, by=cast.sorvag.orderer)
    withdrawn = make.kept_document(cast.nordvik.organisation, by=by)
    withdraw(cast, withdrawn)
    for document in (withheld, theirs, withdrawn):
        with (
            pytest.raises(IntegrityError, match="order_attachment_may_be_shown"),
            transaction.atomic(),
        ):
            OrderAttachment.objects.create(order=attached, document=document)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        attached.attachments.all().delete()


def test_the_resellers_page_hands_out_what_is_attached_and_no_more(
    cast, attached, paper, run_tasks, client
):
    other = make.kept_document(cast.nordvik.organisation, by=cast.nordvik.orderer)
    send(cast, attached, run_tasks)
    link = make_link(attached, by=None, now=timezone.now())
    token = link.rstrip("/").rpartition("/")[2]
    address = reverse("reseller_order_attachment", args=[token, paper.pk])
    assert address in client.get(reverse("reseller_order", args=[token])).content.decode()
    answer = client.get(address)
    assert answer.content == make.PICTURE
    assert answer.headers["Content-Disposition"] == 'attachment; filename="t.png"'
    elsewhere = reverse("reseller_order_attachment", args=[token, other.pk])
    assert client.get(elsewhere).status_code == 404
    withdraw(cast, paper)
    assert client.get(address).status_code == 404
