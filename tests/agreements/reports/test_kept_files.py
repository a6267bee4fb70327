"""Every row has its file, and what is damaged is said: by the command, on the page, in the zip."""

from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from agreements.documents import archive
from agreements.documents.left_out import NOTICE
from agreements.evidence.actions import make_pack, request_pack
from agreements.evidence.files import zipped
from agreements.kept_documents.actions import keep_document
from agreements.models import KeptDocument, OrderAttachment
from agreements.reports import batches
from agreements.reports.kept_files import FIELDS
from tests import agreement_factories as make
from tests.full_disk import full_disk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """An archive with nothing in it."""
    documents = settings.STORAGES["documents"]
    options = documents["OPTIONS"] | {"location": tmp_path / "documents"}
    settings.STORAGES = settings.STORAGES | {"documents": documents | {"OPTIONS": options}}
    return tmp_path / "documents"


@pytest.fixture
def paper(cast):
    return make.kept_document(cast.nordvik.organisation, by=cast.nordvik.orderer)


def place_of(row):
    return archive.path_of(archive.name_of(row.sha256, row.suffix))


def checked():
    """What the command writes, and whether it found a fault."""
    out = StringIO()
    try:
        call_command("check_documents", stdout=out)
    except CommandError:
        return out.getvalue(), True
    return out.getvalue(), False


def test_all_is_well(paper):
    assert checked() == ("Every document has its file.\n", False)


@pytest.mark.parametrize(
    ("fault", "harm"),
    [("missing", lambda path: path.unlink()), ("damaged", lambda path: path.write_bytes(b"x"))],
)
def test_a_file_that_is_not_as_it_was_is_found(paper, fault, harm):
    harm(place_of(paper))
    said, is_wrong = checked()
    assert is_wrong
    assert said.startswith(f"{fault}: {archive.name_of(paper.sha256, 'png')}: ")
    assert f"{paper.pk}, {paper}" in said


def test_a_file_without_a_row_is_listed_and_no_fault(paper):
    digest = archive.keep(b"a file whose row was rolled back")
    said, is_wrong = checked()
    assert f"without a row: {archive.name_of(digest)}\n" in said
    assert not is_wrong


def test_every_column_with_the_hash_of_a_file_is_compared():
    """A new one stands in FIELDS, or here because it names no file of the archive."""
    elsewhere = {
        "OrderResponse.sha256",
        "OpeningBalance.sha256",
        "PriceImport.sha256",
        "ResellerLink.sha256",
        "Signature.document_sha256",
    }
    columns = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in {"agreements", "municipalities"}
        if not model.__name__.endswith("Event")
        for field in model._meta.concrete_fields
        if "sha256" in field.name
    }
    compared = {f"{model.__name__}.{name}" for model, name in FIELDS}
    assert columns - elsewhere == compared


def test_a_damaged_file_is_answered_with_a_sentence(cast, paper, signed_in):
    place_of(paper).write_bytes(b"other bytes")
    answer = signed_in(cast.nordvik.orderer).get(paper.get_absolute_url())
    assert answer.status_code == 503
    assert "Filen er skadet eller mangler i arkivet" in answer.text


def test_a_paper_that_does_not_fit_on_the_disk_is_refused_where_it_was_brought(cast, folder):
    description = {"kind": "other", "title": "Fullmakt"}
    with full_disk(after=10), pytest.raises(ValidationError) as refusal:
        keep_document(
            cast.nordvik.organisation,
            make.PICTURE,
            name="fullmakt.png",
            description=description,
            by=cast.nordvik.orderer,
            now=timezone.now(),
        )
    assert refusal.value.code == "archive_unwritable"
    assert not KeptDocument.objects.exists()


def test_the_evidence_goes_on_without_a_damaged_paper_and_names_it(cast, order, paper, signed_in):
    """The order of the pack has a paper that is damaged before the pack is made."""
    nordvik = cast.nordvik
    OrderAttachment.objects.create(order=order, document=paper)
    make.confirm(order, by=nordvik.orderer, approver=nordvik.approver)
    place_of(paper).unlink()
    pack = request_pack(
        nordvik.organisation, as_of=timezone.localdate(), by=nordvik.orderer, now=timezone.now()
    )
    pack = make_pack(pack.pk, now=timezone.now())
    with ZipFile(BytesIO(zipped(pack).read())) as folder:
        names = folder.namelist()
        told = folder.read(NOTICE).decode()
    assert "evidence.pdf" in names
    assert pack.left_out
    assert pack.left_out in told
    assert not set(pack.left_out.split("\n")) & set(names)
    page = signed_in(nordvik.orderer).get(
        reverse("evidence_packs", args=[nordvik.organisation.organisation_number])
    )
    assert pack.left_out in page.text


def test_a_batch_goes_on_without_a_damaged_summary_and_makes_it_anew(
    cast, order, signed_in, run_tasks
):
    accession = order.volume_licence_agreement.accession
    batch = batches.start_batch(
        accession.framework, as_of=timezone.localdate(), by=cast.kari, now=timezone.now()
    )
    run_tasks()
    summary = batch.summaries.first()
    archive.path_of(archive.name_of(summary.sha256)).write_bytes(b"x")
    officer = signed_in(cast.kari)
    answer = officer.get(reverse("ks_summary_batch_zip", args=[batch.pk]))
    with ZipFile(BytesIO(b"".join(answer))) as folder:
        assert str(summary.organisation.organisation_number) in folder.read(NOTICE).decode()
    page = officer.get(reverse("ks_summary_batch", args=[batch.pk])).text
    assert summary.sha256 in page
    batches.resume_batch(batch, now=timezone.now())
    run_tasks()
    summary.refresh_from_db()
    assert archive.read(summary.sha256)
