"""The portal's main job in a real browser, as the people do it: by reading and clicking."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from agreements.models import Accession, Order, VolumeLicenceAgreement
from tests import agreement_factories as make
from tests.browser.conftest import bokmal
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def pdf_text(visitor, msgid):
    """Fetch the PDF behind the link with this text, and read it."""
    link = visitor.page.get_by_role("link", name=bokmal(msgid)).first
    answer = visitor.page.context.request.get(visitor.site + link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)


def join(cast, visitor, framework):
    """Nordvik's signatory signs, and a case officer approves and signs for KS."""
    nordvik, number = cast.nordvik, cast.nordvik.organisation.organisation_number
    signatory = visitor(nordvik.signatory)
    signatory.follow("Nordvik kommune")
    signatory.open("accession", number, framework.reference)
    signatory.page.get_by_label(bokmal("Delegated authority")).check()
    signatory.fill("Decision or document", "Sak 26/77")
    signatory.page.locator("select[name=first_contact]").select_option(str(nordvik.signatory.pk))
    signatory.page.locator("select[name=second_contact]").select_option(str(nordvik.orderer.pk))
    signatory.fill("Budget authority", "Ola Nordmann, kommunedirektør")
    signatory.page.get_by_role("checkbox").check()
    signatory.fill("Write your full name", nordvik.signatory.name)
    signatory.fill("Your password, once more", PASSWORD)
    signatory.press("Sign", exact=True)
    assert Accession.objects.get().signed_name == nordvik.signatory.name

    officer = visitor(cast.kari)
    officer.open("work_list")
    officer.follow("Nordvik kommune")
    officer.press("Approve")
    officer.fill("Write your full name", cast.kari.name)
    officer.fill("Your password, once more", PASSWORD)
    officer.press("Countersign")
    assert Accession.objects.get().countersigned_name == cast.kari.name


def test_three_people_get_from_signature_to_holdings(cast, visitor, run_tasks):
    nordvik = cast.nordvik
    number = nordvik.organisation.organisation_number
    framework = make.framework(name="Rammeavtale om kontorprogram")
    make.product(framework, name="Kontorpakke", net="1250.50")

    join(cast, visitor, framework)

    orderer = visitor(nordvik.orderer)
    orderer.open("volume_licence_agreement_new", number, framework.reference)
    orderer.page.locator("select[name=programme]").select_option(label="Volumprogram")
    orderer.page.locator("select[name=reseller]").select_option(label="Fjordforhandleren AS")
    orderer.page.locator("select[name=counting_basis]").select_option("users")
    orderer.page.locator("input[name=counted_quantity]").fill("200")
    orderer.press("Draw up the agreement")
    assert orderer.sees("Fjordforhandleren AS")
    orderer.confirm()
    agreement = VolumeLicenceAgreement.objects.get()
    orderer.follow("See the catalogue")
    orderer.page.locator("input[name=quantity]").fill("10")
    orderer.press("Put in basket")
    orderer.page.get_by_role("link", name="10 i kurven").click()
    assert orderer.sees("15 631,25")
    orderer.page.locator("input[name=buyer_reference]").fill("Ole Innkjøp")
    orderer.press("Submit for approval")
    order = Order.objects.get()
    assert orderer.page.get_by_role("button", name=bokmal("Approve")).count() == 0

    approver = visitor(nordvik.approver)
    approver.follow("Nordvik kommune")
    approver.follow(order.number)
    approver.follow("Approve and send to the reseller")
    assert approver.sees("15 631,25")
    approver.confirm()
    run_tasks()

    orderer.open("order", number, order.number)
    orderer.page.locator("input[name=reseller_reference]").fill("F-99")
    orderer.press("Record the answer")
    orderer.open("holdings", number)
    assert orderer.page.get_by_role("cell", name="Kontorpakke").first.is_visible()

    summary = pdf_text(orderer, "Agreement summary (PDF)")
    for fact in ("Nordvik kommune", agreement.number, order.number, "Kontorpakke"):
        assert fact in summary
