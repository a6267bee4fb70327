"""The portal's main job from end to end, as requests and answers, without a browser."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from agreements.accessions.documents import accession_offer
from agreements.basket.queries import basket_of
from agreements.models import Accession, LedgerEntry, Order, VolumeLicenceAgreement
from tests import agreement_factories as make
from tests.cast import PASSWORD
from tests.confirming import confirm

pytestmark = pytest.mark.django_db


def signed_in(person):
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(person)
    return client


def text_of(response):
    """What a person reads in a PDF."""
    assert response["Content-Type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


def test_from_joining_to_holdings(cast, run_tasks):
    nordvik = cast.nordvik
    number = nordvik.organisation.organisation_number
    framework = make.framework(name="Rammeavtale om kontorprogram")
    office = make.product(framework, name="Kontorpakke", net="1250.50")
    linux = make.product(framework, name="Debian GNU/Linux", net="0.00", kind="free_software")

    signatory = signed_in(nordvik.signatory)
    signatory.post(
        reverse("accession", args=[number, framework.reference]),
        {
            "grounds": "delegation",
            "grounds_reference": "Sak 26/77",
            "budget_authority": "Ola Nordmann, kommunedirektør",
            "first_contact": nordvik.signatory.pk,
            "second_contact": nordvik.orderer.pk,
            "consent": "on",
            "shown_sha256": accession_offer(
                nordvik.organisation, framework.terms_versions.get(), language="nb"
            ).sha256,
            "signer-typed_name": "signe  signatur",
            "signer-password": PASSWORD,
        },
    )
    accession = Accession.objects.get()
    assert accession.signed_by == nordvik.signatory

    officer = signed_in(cast.kari)
    confirm(officer, reverse("ks_accession_approve", args=[accession.pk]))
    confirm(
        officer,
        reverse("ks_accession_countersign", args=[accession.pk]),
        {"countersign-typed_name": cast.kari.name, "countersign-password": PASSWORD},
    )
    accession.refresh_from_db()
    assert accession.countersigned_by == cast.kari

    orderer = signed_in(nordvik.orderer)
    confirm(
        orderer,
        reverse("volume_licence_agreement_new", args=[number, framework.reference]),
        {
            "programme": framework.programmes.get().pk,
            "reseller": framework.resellers.get().pk,
            "counting_basis": "users",
            "counted_quantity": "200",
            "starts_on": "2026-01-01",
        },
    )
    agreement = VolumeLicenceAgreement.objects.get()
    assert agreement.price_level.code == "A"

    for product, quantity in {office: "10", linux: "40"}.items():
        orderer.post(
            reverse("basket_set_line", args=[number, agreement.number, product.pk]),
            {"quantity": quantity},
        )
    basket = basket_of(nordvik.orderer, agreement)
    orderer.post(
        reverse("order_submit", args=[number, agreement.number]),
        {
            "submission_key": basket.submission_key,
            "seen_net": "12505.00",
            "buyer_reference": "Ole Innkjøp",
            "cost_centre": "1200",
        },
    )
    order = Order.objects.get()
    assert (order.net, order.vat, order.gross) == (
        Decimal("12505.00"),
        Decimal("3126.25"),
        Decimal("15631.25"),
    )

    approver = signed_in(nordvik.approver)
    confirm(approver, reverse("order_approve", args=[number, order.number]))
    run_tasks()
    order.refresh_from_db()
    assert order.state == "sent"
    recipients = [message.to for message in mail.outbox]
    assert recipients == [
        [nordvik.orderer.email],
        [nordvik.signatory.email],
        [nordvik.approver.email],
        [agreement.reseller.email],
    ]
    message = mail.outbox[-1]
    assert [name for name, _content, _type in message.attachments] == [f"{order.number}.pdf"]

    confirmed = {f"confirmed-{line.pk}": line.quantity for line in order.lines.all()}
    orderer.post(
        reverse("order_confirm", args=[number, order.number]),
        {"reseller_reference": "F-99", "seen_answers": 0} | confirmed,
    )
    held = LedgerEntry.objects.order_by("-quantity").values_list("product__name", "quantity")
    assert list(held) == [("Debian GNU/Linux", 40), ("Kontorpakke", 10)]

    summary = text_of(orderer.get(reverse("agreement_summary_pdf", args=[number])))
    for fact in (nordvik.organisation.name, agreement.number, order.number, "Kontorpakke"):
        assert fact in summary
