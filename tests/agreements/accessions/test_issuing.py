"""The declaration is issued once, when KS has countersigned, and then never made again."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import InternalError, transaction
from django.urls import reverse

from agreements.accessions import actions, issuing
from agreements.accessions.documents import declaration_to_issue
from agreements.accessions.issuing import issue_declaration, issue_declaration_soon
from agreements.accessions.models import IssuedDeclaration
from agreements.daily.models import DailyStep
from agreements.daily.steps import STEPS
from agreements.documents import archive
from agreements.documents.models import IssuedDocument
from agreements.documents.verification import verify
from tests import agreement_factories as make
from tests import pdf
from tests.pdf import said
from tests.races import at_once

pytestmark = pytest.mark.django_db

SIGNED = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
COUNTERSIGNED = datetime(2026, 3, 9, 23, 5, tzinfo=UTC)
LATER = COUNTERSIGNED + timedelta(minutes=1)


@pytest.fixture
def signed(cast, framework):
    """Nordvik's accession, which waits for KS."""
    nordvik = cast.nordvik
    return make.signed_accession(nordvik.organisation, framework, by=nordvik.signatory, now=SIGNED)


@pytest.fixture
def countersigned(cast, signed):
    """The accession in force."""
    actions.approve_accession(signed, by=cast.kari, now=COUNTERSIGNED)
    actions.countersign_accession(
        signed, by=cast.kari, proof=make.proof(cast.kari), now=COUNTERSIGNED
    )
    return signed


def test_countersigning_leaves_the_issuing_to_the_worker(countersigned, run_tasks):
    assert not IssuedDocument.objects.exists()
    run_tasks()
    assert IssuedDeclaration.objects.get().accession == countersigned


def test_what_is_issued_is_the_declaration_as_both_signed_it(cast, countersigned):
    document = issue_declaration(countersigned, now=LATER)
    organisation = cast.nordvik.organisation
    assert (document.kind, document.organisation, document.language) == (
        "accession_declaration",
        organisation,
        "nb",
    )
    # The tenth in Norway, the ninth in UTC
    assert (document.as_of, document.terms_version) == (date(2026, 3, 10), "1.0")
    assert (document.issued_at, document.issued_by) == (LATER, None)
    file = archive.read(document.sha256)
    assert verify(file).document == document
    assert said("In force from %(day)s", day="10.03.2026") in pdf.text(file)
    assert said("Draft. The document that holds is issued when both parties have signed.") not in (
        pdf.text(file)
    )
    assert pdf.reader(file).metadata.creation_date == COUNTERSIGNED


def test_it_is_in_the_written_standard_of_the_organisation(cast, framework):
    sorvag = cast.sorvag
    accession = make.accession(
        sorvag.organisation, framework, by=sorvag.signatory, officer=cast.kari
    )
    document = issue_declaration(accession, now=LATER)
    file = pdf.reader(archive.read(document.sha256))
    assert (document.language, file.trailer["/Root"]["/Lang"]) == ("nn", "nn")


def test_doing_the_task_again_does_nothing(countersigned, run_tasks):
    run_tasks()
    issue_declaration_soon.call(countersigned.pk)
    first = IssuedDocument.objects.get()
    assert issue_declaration(countersigned, now=LATER) == first


def test_what_is_missing_is_issued_by_a_command(countersigned):
    for told in ("Declarations issued: 1\n", "Declarations issued: 0\n"):
        out = StringIO()
        call_command("issue_declarations", stdout=out)
        assert out.getvalue() == told
    assert IssuedDeclaration.objects.get().accession == countersigned


def test_what_is_missing_is_issued_by_night(countersigned):
    assert STEPS[DailyStep.Step.DECLARATIONS](LATER) == "Declarations issued: 1"
    assert IssuedDeclaration.objects.get().accession == countersigned


def test_one_that_cannot_be_issued_stops_no_other(cast, framework, countersigned, monkeypatch):
    other = make.accession(
        cast.sorvag.organisation, framework, by=cast.sorvag.signatory, officer=cast.kari
    )

    def fail_for_nordvik(accession):
        if accession == countersigned:
            raise OSError("Of all things")
        return declaration_to_issue(accession)

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "declaration_to_issue", fail_for_nordvik)
        with pytest.raises(CommandError, match="1 of 2 failed: .*Of all things"):
            STEPS[DailyStep.Step.DECLARATIONS](LATER)
    assert IssuedDeclaration.objects.get().accession == other


def test_a_command_leaves_alone_what_waits_for_ks(signed):
    call_command("issue_declarations", stdout=StringIO())
    assert not IssuedDocument.objects.exists()


def test_what_is_not_countersigned_is_not_issued(signed):
    with pytest.raises(ValidationError) as refused:
        issue_declaration(signed, now=LATER)
    assert refused.value.code == "accession_not_in_force"
    assert not IssuedDocument.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_issue_one(countersigned):
    def issue():
        return issue_declaration(countersigned, now=LATER).pk

    assert len(set(at_once(issue, issue))) == 1
    assert IssuedDocument.objects.count() == 1


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_keeps_the_link(countersigned, act):
    issue_declaration(countersigned, now=LATER)
    rows = IssuedDeclaration.objects.all()
    with pytest.raises(InternalError, match="issued_declaration_is_kept"), transaction.atomic():
        rows.update(accession=countersigned) if act == "update" else rows.delete()


def test_people_get_a_draft_until_it_is_issued_and_then_the_file(
    cast, countersigned, signed_in, run_tasks
):
    url = reverse(
        "accession_declaration_pdf",
        args=[cast.nordvik.organisation.organisation_number, countersigned.framework.reference],
    )
    draft = said("Draft. The document that holds is issued when both parties have signed.")
    assert draft in pdf.text(signed_in(cast.nordvik.reader).get(url).content)
    run_tasks()
    issued = archive.read(IssuedDocument.objects.get().sha256)
    for person in (cast.nordvik.reader, cast.kari):
        assert signed_in(person).get(url).content == issued


def test_the_pages_say_which_of_the_two_they_offer(cast, countersigned, signed_in, run_tasks):
    pages = {
        cast.nordvik.reader: countersigned.get_absolute_url(),
        cast.kari: reverse("ks_accession", args=[countersigned.pk]),
    }

    def offers(sentence):
        return [
            said(sentence) in pdf.plain(signed_in(who).get(url).text) for who, url in pages.items()
        ]

    assert offers("Draft of the declaration (PDF)") == [True, True]
    run_tasks()
    assert offers("Issued declaration (PDF)") == [True, True]
    assert offers(IssuedDocument.objects.get().printed_code) == [True, True]


def test_a_new_name_of_the_organisation_changes_nothing_that_is_issued(cast, countersigned):
    document = issue_declaration(countersigned, now=LATER)
    before = archive.read(document.sha256)
    cast.nordvik.organisation.name = "Nye Nordvik kommune"
    cast.nordvik.organisation.save()
    assert archive.read(issue_declaration(countersigned, now=LATER).sha256) == before
