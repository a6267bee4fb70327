"""Papers that are kept: by whom, for whom, and permanently."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.documents import archive
from agreements.kept_documents.actions import withdraw_document
from agreements.models import Accession, KeptDocument
from tests import agreement_factories as make
from tests import pdf
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(cast):
    """A power of attorney that Nordvik's orderer has uploaded."""
    return make.kept_document(cast.nordvik.organisation, by=cast.nordvik.orderer)


def send(client, organisation, **changes):
    """Send the page's form."""
    form = {
        "file": SimpleUploadedFile("../Fullmakt æøå.PNG", make.PICTURE),
        "kind": "power_of_attorney",
        "title": "Fullmakt",
        "access": "open",
    }
    address = reverse("kept_document_new", args=[organisation.organisation_number])
    return client.post(address, form | changes)


def test_an_uploaded_paper_is_kept_and_handed_out_as_a_download(cast, signed_in):
    client = signed_in(cast.nordvik.orderer)
    send(client, cast.nordvik.organisation)
    paper = KeptDocument.objects.get()
    answer = client.get(paper.get_absolute_url())
    assert answer.content == archive.read(paper.sha256, suffix="png")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment")
    assert ".." not in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "wrong",
    [
        {"file": SimpleUploadedFile("a.pdf", b"<html>")},
        {"file": ""},
        {"title": ""},
        {"kind": "program"},
        {"access": "withheld"},
        {"access": "open", "legal_basis": "13"},
    ],
)
def test_what_is_wrong_is_not_kept(cast, signed_in, wrong):
    answer = send(signed_in(cast.nordvik.orderer), cast.nordvik.organisation, **wrong)
    assert (answer.status_code, KeptDocument.objects.count()) == (422, 0)


def test_withheld_papers_say_why_and_open_for_few(cast, signed_in):
    nordvik = cast.nordvik
    paper = make.kept_document(
        nordvik.organisation, by=nordvik.orderer, access="withheld", legal_basis="13"
    )
    address = paper.get_absolute_url()
    people = {
        "reader": 403,
        "orderer": 403,
        "approver": 403,
        "signatory": 200,
        "administrator": 200,
    }
    answers = {role: signed_in(getattr(nordvik, role)).get(address).status_code for role in people}
    assert answers == people
    assert signed_in(cast.kari).get(address).status_code == 200
    assert signed_in(cast.sorvag.administrator).get(address).status_code == 404
    number = nordvik.organisation.organisation_number
    page = signed_in(nordvik.reader).get(reverse("kept_documents", args=[number]))
    assert "§ 13" in page.content.decode()
    assert address not in page.content.decode()


def test_a_paper_of_another_organisation_is_not_found(cast, paper, signed_in):
    number = cast.sorvag.organisation.organisation_number
    address = reverse("kept_document", args=[number, paper.pk])
    assert signed_in(cast.sorvag.administrator).get(address).status_code == 404


def test_a_withdrawn_paper_stays_and_says_why(cast, paper, signed_in):
    number = cast.nordvik.organisation.organisation_number
    address = reverse("kept_document_withdraw", args=[number, paper.pk])
    client = signed_in(cast.nordvik.orderer)
    client.post(address, {"reason": ""})
    paper.refresh_from_db()
    assert paper.withdrawn_at is None
    client.post(address, {"reason": "Feil person"})
    page = client.get(reverse("kept_documents", args=[number])).content.decode()
    assert "Feil person" in page
    assert client.get(paper.get_absolute_url()).status_code == 200
    with pytest.raises(ValidationError) as refusal:
        withdraw_document(paper, by=cast.nordvik.administrator, reason="Igjen", now=timezone.now())
    assert refusal.value.code == "already_withdrawn"


@pytest.mark.parametrize(
    ("person", "code"), [("reader", "not_yours_to_withdraw"), ("administrator", None)]
)
def test_only_who_uploaded_it_or_an_administrator_withdraws(cast, paper, person, code):
    someone = getattr(cast.nordvik, person)
    if code is None:
        withdraw_document(paper, by=someone, reason="Feil", now=timezone.now())
        return
    with pytest.raises(ValidationError) as refusal:
        withdraw_document(paper, by=someone, reason="Feil", now=timezone.now())
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("statement", "trigger"),
    [
        ("UPDATE agreements_keptdocument SET title = 'En annen'", "is_frozen"),
        ("UPDATE agreements_keptdocument SET sha256 = repeat('0', 64)", "is_frozen"),
        ("DELETE FROM agreements_keptdocument", "is_never_deleted"),
    ],
)
def test_the_database_lets_nothing_of_a_paper_change(paper, statement, trigger):
    with (
        pytest.raises(DatabaseError, match=trigger),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"access": "withheld"}, "withheld_by_law"),
        ({"legal_basis": "13"}, "withheld_by_law"),
        ({"content_type": "text/html"}, "type_is_known"),
        ({"sha256": "x"}, "sha256_is_a_hash"),
        ({"withdrawn_reason": "Feil"}, "withdrawn_in_full"),
    ],
)
def test_a_paper_that_makes_no_sense_is_refused(cast, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make.kept_document(cast.nordvik.organisation, by=cast.nordvik.orderer, **fields)


def test_the_signatory_shows_the_power_of_attorney_itself(cast, framework, paper):
    signed = make.signed_accession(
        cast.nordvik.organisation,
        framework,
        by=cast.nordvik.signatory,
        grounds="power_of_attorney",
        grounds_document=paper,
    )
    assert Accession.objects.get(pk=signed.pk).grounds_document == paper


def test_the_declaration_names_it_with_its_hash(cast, framework, paper, signed_in):
    make.signed_accession(
        cast.nordvik.organisation, framework, by=cast.nordvik.signatory, grounds_document=paper
    )
    number = cast.nordvik.organisation.organisation_number
    address = reverse("accession_declaration_pdf", args=[number, framework.reference])
    text = pdf.text(signed_in(cast.nordvik.reader).get(address).content)
    assert paper.title in text
    assert paper.sha256[:16] in text


@pytest.mark.parametrize("whose", ["withdrawn", "another's", "of another kind"])
def test_a_paper_that_does_not_hold_is_refused(cast, framework, whose):
    nordvik, sorvag = cast.nordvik, cast.sorvag
    home = sorvag if whose == "another's" else nordvik
    kind = "other" if whose == "of another kind" else "power_of_attorney"
    paper = make.kept_document(home.organisation, by=home.orderer, kind=kind)
    if whose == "withdrawn":
        withdraw_document(paper, by=home.orderer, reason="Feil", now=timezone.now())
    with pytest.raises(ValidationError) as refusal:
        make.signed_accession(
            nordvik.organisation, framework, by=nordvik.signatory, grounds_document=paper
        )
    assert refusal.value.error_dict["grounds_document"][0].code == "document_not_in_use"


@pytest.mark.django_db(transaction=True)
def test_withdrawn_twice_at_once_is_withdrawn_once(cast, paper):
    def withdraw():
        withdraw_document(paper, by=cast.nordvik.administrator, reason="Feil", now=timezone.now())
        return "withdrawn"

    assert sorted(at_once(withdraw, withdraw)) == ["already_withdrawn", "withdrawn"]
