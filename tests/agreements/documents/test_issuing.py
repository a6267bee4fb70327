"""What an issued document is, and that it stays what it is."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as project
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import IntegrityError, InternalError, transaction

from agreements.documents import archive, seal
from agreements.documents.actions import render_issued
from agreements.documents.models import IssuedDocument
from tests import issued, pdf
from tests.pdf import said

CODE = "0123456789ABCDEF"


@pytest.fixture
def document(db):
    """An issued document."""
    return issued.issue()


def test_the_row_tells_what_the_file_is(document):
    file = archive.read(document.sha256)
    fresh = IssuedDocument.objects.get(code=document.code)
    assert (fresh.sha256, fresh.size) == (hashlib.sha256(file).hexdigest(), len(file))
    assert (fresh.issued_at, fresh.issued_by, fresh.has_self_made_seal) == (
        issued.ISSUED_AT,
        None,
        True,
    )


def test_the_last_page_leads_to_where_it_is_checked(document, settings):
    last = pdf.pages(archive.read(document.sha256))[-1]
    told = [document.printed_code, f"{settings.SITE_URL}/verifiser/", said("Check this document")]
    assert [fact for fact in told if fact not in last] == []


def test_it_claims_pdf_a_and_pdf_ua_and_describes_the_claim(document):
    root = pdf.reader(archive.read(document.sha256)).trailer["/Root"]
    told = root["/Metadata"].get_data()
    claims = [
        b'pdfaid:part="3"',
        b'pdfaid:conformance="A"',
        b"<pdfuaid:part>1</pdfuaid:part>",
        b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>",
    ]
    assert [claim for claim in claims if claim not in told] == []
    assert "/Version" not in root


def test_the_seal_has_its_place_in_the_structure(document):
    file = archive.read(document.sha256)
    (field,) = pdf.reader(file).trailer["/Root"]["/AcroForm"]["/Fields"]
    assert (field.get_object()["/FT"], field.get_object()["/TU"]) == ("/Sig", "KS Lisens")
    assert pdf.structure(file)["/Form"] == 1


def test_the_seal_leaves_the_metadata_alone(document):
    sealed = pdf.reader(archive.read(document.sha256))
    plain = pdf.reader(render_issued(issued.draft(), document.code))
    assert sealed.metadata == plain.metadata
    metadata = [made.trailer["/Root"]["/Metadata"].get_data() for made in (sealed, plain)]
    assert metadata[0] == metadata[1]


def test_the_facts_are_in_the_file(document):
    file = pdf.reader(archive.read(document.sha256))
    facts = json.loads(file.attachments["facts.json"][0])
    assert facts == {
        "organisation": "Kárášjohka",
        "code": document.printed_code,
        "kind": "agreement_summary",
        "title": document.title,
        "language": "nb",
        "as_of": "2026-03-09",
        "terms_version": "",
    }
    (attached,) = file.trailer["/Root"]["/AF"]
    assert attached.get_object()["/AFRelationship"] == "/Data"


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_other_programs_read_it(db, tmp_path, language):
    file = tmp_path / "file.pdf"
    file.write_bytes(archive.read(issued.issue(language=language).sha256))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)
    info = dict(line.split(":", 1) for line in output_of("pdfinfo", file))
    assert (info["Tagged"].strip(), info["Title"].strip()) == ("yes", issued.draft().title)
    assert pdf.reader(file.read_bytes()).trailer["/Root"]["/Lang"] == language
    fonts = {line.split()[0].partition("+")[2] for line in output_of("pdffonts", file)[2:]}
    assert {name.partition("-")[0] for name in fonts} == {"Inter"}
    embedded = {line.split()[-5] for line in output_of("pdffonts", file)[2:]}
    assert embedded == {"yes"}


def output_of(*command):
    """The lines that a program prints."""
    return subprocess.check_output(command, text=True).splitlines()


def test_the_same_facts_and_code_give_the_same_bytes_at_any_time():
    first = render_issued(issued.draft(), CODE)
    with time_machine.travel(datetime(2031, 5, 4, tzinfo=UTC)):
        assert render_issued(issued.draft(), CODE) == first
    assert render_issued(issued.draft(), CODE[::-1]) != first


PROCESS = """
import hashlib, sys, django
django.setup()
from agreements.documents.actions import render_issued
from tests.agreements.documents.test_issuing import CODE
from tests import issued
sys.stdout.write(hashlib.sha256(render_issued(issued.draft(), CODE)).hexdigest())
"""


def test_the_same_facts_give_the_same_bytes_in_every_process():
    here = hashlib.sha256(render_issued(issued.draft(), CODE)).hexdigest()
    assert {hash_in_a_process(seed) for seed in ("1", "2")} == {here}


def hash_in_a_process(seed):
    """The hash of the same document, rendered by a new process with another hash seed."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "kslisens.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/never_opened",
        "PYTHONHASHSEED": seed,
    }
    run = [sys.executable, "-c", PROCESS]
    return subprocess.check_output(run, cwd=project.BASE_DIR, env=environment, text=True)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '<img src="file:///etc/passwd">',
        '"><link rel=attachment href="file:///etc/passwd">',
        "{{ settings.SECRET_KEY }}",
    ],
)
def test_what_people_typed_is_printed_as_text(typed):
    made = render_issued(issued.draft(title=typed, facts={"name": typed}), CODE)
    assert typed in pdf.text(made)
    assert list(pdf.reader(made).attachments) == ["facts.json"]
    assert json.loads(pdf.reader(made).attachments["facts.json"][0])["name"] == typed


def test_a_name_of_ten_thousand_letters_is_refused_as_a_title(db):
    with pytest.raises(ValidationError) as refused:
        issued.issue(title="Å" * 10_000)
    assert list(refused.value.error_dict) == ["title"]
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize("name", ["Å" * 2_000, "Å " * 10_000], ids=["one word", "many words"])
def test_a_name_without_end_is_printed_whole(name):
    draft = issued.draft(
        template="documents/agreement_summary.html",
        context={"organisation_name": name, "as_of": issued.ISSUED_AT},
    )
    assert pdf.text(render_issued(draft, CODE)).count("Å") >= name.count("Å")


def test_a_failed_seal_leaves_no_row(db, monkeypatch):
    def fail(_content):
        raise OSError

    monkeypatch.setattr(seal, "seal", fail)
    with pytest.raises(OSError, match="^$"):
        issued.issue()
    assert not IssuedDocument.objects.exists()


def test_a_file_that_was_changed_in_the_archive_is_not_handed_out(document):
    kept = Path(storages["documents"].path(archive.name_of(document.sha256)))
    with kept.open("r+b") as file:
        file.write(b"%PDF-1.4")
    with pytest.raises(archive.DamagedFileError, match=document.sha256):
        archive.read(document.sha256)


def test_the_archive_is_readable_by_its_owner_alone(document):
    kept = Path(storages["documents"].path(archive.name_of(document.sha256)))
    assert oct(kept.stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize(
    "act",
    [
        lambda rows: rows.update(title="Noe annet"),
        lambda rows: rows.update(issued_at=issued.ISSUED_AT + timedelta(days=1)),
        lambda rows: rows.delete(),
    ],
)
def test_the_database_refuses_to_change_an_issued_document(document, act):
    with pytest.raises(InternalError, match="issued_document_is_kept"), transaction.atomic():
        act(IssuedDocument.objects.filter(pk=document.pk))


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("code", "short", "issued_document_code_is_readable"),
        ("code", "OIL0123456789ABC", "issued_document_code_is_readable"),
        ("sha256", "A" * 64, "issued_document_sha256_is_a_hash"),
        ("size", 0, "issued_document_is_not_empty"),
        ("kind", "poem", "issued_document_kind_is_known"),
        ("language", "en", "issued_document_language_is_known"),
    ],
)
def test_the_database_refuses_what_no_document_is(document, field, value, constraint):
    other = {"pk": None, "code": "F" * 16, "sha256": "f" * 64} | {field: value}
    for name, change in other.items():
        setattr(document, name, change)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        document.save(force_insert=True)


@pytest.mark.parametrize("field", ["code", "sha256"])
def test_code_and_file_are_of_one_document(document, field):
    other = {"pk": None, "code": "F" * 16, "sha256": "f" * 64}
    for name in other.keys() - {field}:
        setattr(document, name, other[name])
    with pytest.raises(IntegrityError, match=f"{field}_key|{field}.*uniq"), transaction.atomic():
        document.save(force_insert=True)
