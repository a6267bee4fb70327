"""The public pages where anybody checks a document."""

from io import BytesIO

import pytest
from django.urls import reverse

from agreements.documents import archive, forms, verification
from agreements.documents.verification import SENTENCES, Outcome
from tests import issued
from tests.agreements.documents.test_rendering import render
from tests.pdf import plain, said

pytestmark = pytest.mark.django_db

VERIFY = "/verifiser/"


@pytest.fixture
def document(db):
    """An issued document."""
    return issued.issue(terms_version="2.1")


def sent(client, content):
    """The answer to a file."""
    return client.post(VERIFY, {"file": BytesIO(content)})


def sentence(outcome):
    """What the page says, in Norwegian."""
    return said(str(SENTENCES[outcome]))


def test_the_issued_file_is_confirmed(client, document):
    page = sent(client, archive.read(document.sha256))
    assert page.status_code == 200
    told = [sentence(Outcome.GENUINE), document.title, document.printed_code, "09.03.2026"]
    assert [fact for fact in told if fact not in plain(page.text)] == []


def test_a_changed_file_is_not(client, document):
    file = archive.read(document.sha256)
    page = plain(sent(client, issued.with_flipped_byte(file, file.index(b"endstream") - 10)).text)
    assert sentence(Outcome.BROKEN_SEAL) in page
    assert document.printed_code not in page


def test_a_foreign_file_is_not(client):
    assert sentence(Outcome.NO_SEAL) in plain(sent(client, render()).text)


def test_no_file_and_too_large_a_file_are_refused(client, monkeypatch):
    assert client.post(VERIFY).status_code == 422
    assert sent(client, b"").status_code == 422
    monkeypatch.setattr(forms, "MAX_SIZE", 10)
    page = sent(client, b"%PDF-1.7 long")
    assert (page.status_code, sentence(Outcome.TOO_LARGE) in plain(page.text)) == (422, True)
    assert verification.MAX_SIZE == 20 * 1024 * 1024


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " ")])
def test_a_typed_code_leads_to_its_page(client, document, typed):
    answer = client.get(VERIFY, {"code": typed(document.printed_code)})
    assert answer["Location"] == reverse("verify_code", args=[document.printed_code])


def test_what_is_no_code_is_refused_with_a_hint(client):
    page = client.get(VERIFY, {"code": "1234"})
    hint = said("A code has sixteen letters and digits. Look at the last page again.")
    assert hint in plain(page.text)


def test_the_page_of_a_code_tells_what_was_issued_and_no_more(client, document):
    page = plain(client.get(document.get_absolute_url()).text)
    told = [
        said("Issued by KS Lisens on %(day)s", day="09.03.2026"),
        document.title,
        "Bokmål",
        "2.1",
        document.printed_code,
    ]
    assert [fact for fact in told if fact not in page] == []
    assert ".pdf" not in page
    assert document.sha256 not in page


def test_a_code_of_nothing_is_said_to_be_one(client, document):
    page = client.get(reverse("verify_code", args=["0000-0000-0000-0000"]))
    assert page.status_code == 404
    assert said("No document has this code") in plain(page.text)


def test_the_self_made_seal_is_called_so(client, document):
    sentence = said(
        "The seal of this document is made by the portal itself. It proves that the file is"
        " unchanged, but no authority vouches for who made it."
    )
    assert sentence in plain(client.get(document.get_absolute_url()).text)


def test_the_foot_of_every_page_leads_there(client):
    assert f'href="{VERIFY}"' in client.get("/").text
