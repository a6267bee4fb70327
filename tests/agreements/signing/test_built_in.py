"""Signing with name and password, and what is kept of it."""

from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from agreements.accessions.documents import accession_offer
from agreements.models import Accession, AccessionAct, Signature
from tests import agreement_factories as make
from tests.cast import PASSWORD
from tests.confirming import confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign(cast, framework, signed_in):
    """Send the page's form as Nordvik's signatory; whatever is given replaces what is right."""
    nordvik = cast.nordvik
    client = signed_in(nordvik.signatory)
    address = reverse(
        "accession", args=[nordvik.organisation.organisation_number, framework.reference]
    )

    def send(**changes):
        terms = framework.terms_versions.get()
        form = {
            "grounds": "statute",
            "budget_authority": "Ola Nordmann",
            "first_contact": nordvik.signatory.pk,
            "second_contact": nordvik.orderer.pk,
            "consent": "on",
            "shown_sha256": accession_offer(nordvik.organisation, terms, language="nb").sha256,
            "signer-typed_name": nordvik.signatory.name,
            "signer-password": PASSWORD,
        }
        return client.post(
            address, form | {f"signer-{name}": value for name, value in changes.items()}
        )

    return send


def test_a_signature_tells_who_what_when_and_from_where(cast, framework, sign):
    sign()
    signature = AccessionAct.objects.get(kind="submitted").signature
    terms = framework.terms_versions.get()
    offer = accession_offer(cast.nordvik.organisation, terms, language="nb")
    assert terms.text_nb in offer.text
    assert signature.document_sha256 == sha256(offer.text.encode()).hexdigest()
    assert signature.consent_text == offer.consent_text
    assert (signature.name, signature.signed_by) == ("Signe Signatur", cast.nordvik.signatory)
    assert (signature.method, signature.client_address) == ("built_in", "127.0.0.1")
    assert signature.signed_at == Accession.objects.get().signed_at
    assert PASSWORD not in str(signature.evidence)


def test_the_hash_is_of_the_text_in_the_language_it_was_read_in(cast, framework, sign):
    terms = framework.terms_versions.get()
    nynorsk = accession_offer(cast.nordvik.organisation, terms, language="nn")
    bokmal = accession_offer(cast.nordvik.organisation, terms, language="nb")
    assert nynorsk.sha256 != bokmal.sha256
    assert terms.text_nn in nynorsk.text


@pytest.mark.parametrize("typed", ["signe signatur", "  Signe   SIGNATUR "])
def test_case_and_spaces_of_the_name_do_not_matter(sign, typed):
    sign(typed_name=typed)
    assert Signature.objects.get().name == "Signe Signatur"


@pytest.mark.parametrize(
    "wrong",
    [{"typed_name": "Berit Bestiller"}, {"typed_name": ""}, {"password": "feil"}, {"password": ""}],
)
def test_another_name_or_a_wrong_password_signs_nothing(sign, wrong):
    answer = sign(**wrong)
    assert (answer.status_code, Signature.objects.count(), Accession.objects.count()) == (422, 0, 0)


def test_guessing_the_password_is_stopped(sign):
    for _ in range(10):
        sign(password="feil")
    answer = sign()
    assert (answer.status_code, Signature.objects.count()) == (422, 0)


def test_ks_signs_in_the_same_way(cast, framework, signed_in):
    made = make.approved_accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory, officer=cast.knut
    )
    officer = signed_in(cast.kari)
    address = reverse("ks_accession_countersign", args=[made.pk])
    officer.post(address, {"countersign-typed_name": "Kari Saksbehandler"})
    made.refresh_from_db()
    assert made.state == "approved"
    confirm(
        officer,
        address,
        {"countersign-typed_name": "Kari Saksbehandler", "countersign-password": PASSWORD},
    )
    made.refresh_from_db()
    assert made.state == "countersigned"
    assert made.acts.get(kind="countersigned").signature.signed_by == cast.kari


@pytest.mark.parametrize(
    "statement",
    ["UPDATE agreements_signature SET name = 'En annen'", "DELETE FROM agreements_signature"],
)
def test_a_signature_stays_as_it_is(sign, statement):
    sign()
    with (
        pytest.raises(DatabaseError, match="signature_is_append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_only_signatures_carry_one(sign):
    sign()
    act = AccessionAct.objects.get(kind="submitted")
    with pytest.raises(DatabaseError, match="accession_act_only_signatures_are_signed"):
        AccessionAct.objects.create(
            accession=act.accession, kind="noted", at=act.at, note="x", signature=act.signature
        )
