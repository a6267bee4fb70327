"""The summaries of all members: every one made once, whatever happens to the workers."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.models import SummaryInBatch
from agreements.reports import batches
from municipalities.outbox.actions import write_message
from tests import agreement_factories as make
from tests import pdf
from tests.factories import organisation
from tests.page import squeezed
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(cast, framework):
    """A batch of two members; Vestvik has signed, but KS has not."""
    for team in (cast.nordvik, cast.sorvag):
        make.accession(team.organisation, framework, by=team.signatory, officer=cast.kari)
    waiting = organisation(name="Vestvik kommune")
    make.signed_accession(waiting, framework, by=cast.knut)
    return start(framework, by=cast.kari)


def start(framework, *, by):
    return batches.start_batch(framework, as_of=timezone.localdate(), by=by, now=timezone.now())


def made(batch):
    return dict(batch.summaries.values_list("organisation__name", "sha256"))


def documents(batch):
    """The texts in the zip, by file name."""
    with ZipFile(BytesIO(batches.zipped(batch).read())) as archive:
        return {name: pdf.text(archive.read(name)) for name in archive.namelist()}


def test_every_member_gets_one_in_its_own_written_standard(cast, batch, run_tasks):
    run_tasks()
    nordvik, sorvag = cast.nordvik.organisation, cast.sorvag.organisation
    found = documents(batch)
    assert sorted(found) == [
        f"nordvik-kommune-{nordvik.organisation_number}.pdf",
        f"sorvag-kommune-{sorvag.organisation_number}.pdf",
    ]
    assert "Avtalesammendrag" in found[f"nordvik-kommune-{nordvik.organisation_number}.pdf"]
    assert "Avtalesamandrag" in found[f"sorvag-kommune-{sorvag.organisation_number}.pdf"]


def test_nothing_is_made_twice(batch, run_tasks):
    run_tasks()
    before = list(batch.summaries.values_list("pk", "begun_at", "sha256"))
    batches.render_summaries.call(batch.pk)
    assert list(batch.summaries.values_list("pk", "begun_at", "sha256")) == before


def test_what_a_killed_worker_was_at_is_made_when_the_batch_goes_on(batch, run_tasks):
    left = batches.claim_waiting(batch)  # and then the worker is gone
    run_tasks()
    now = timezone.now()
    assert batches.progress(batch, now=now) == {
        "total": 2,
        "made": 1,
        "failed": 0,
        "stopped": 0,
    }
    later = now + batches.MAX_RENDERING_TIME + timedelta(seconds=1)
    assert batches.progress(batch, now=later)["stopped"] == 1
    others = batch.summaries.exclude(pk=left.pk).get().sha256
    batches.resume_batch(batch, now=later)
    run_tasks()
    assert all(made(batch).values())
    assert batch.summaries.exclude(pk=left.pk).get().sha256 == others


def test_mail_is_let_in_between_the_summaries(batch, monkeypatch):
    monkeypatch.setattr(batches, "SECONDS_PER_TASK", 0)
    DBTaskResult.objects.all().delete()
    batches.render_summaries.call(batch.pk)
    write_message("nils@nordvik.example", subject="Emne", body="Tekst")
    assert [bool(sha256) for sha256 in made(batch).values()].count(True) == 1
    waiting = [row.task_path.rpartition(".")[2] for row in DBTaskResult.objects.ready()]
    assert waiting == ["deliver_message", "render_summaries"]
    batches.render_summaries.call(batch.pk)
    assert all(made(batch).values())


def test_one_still_being_made_is_left_to_its_worker(batch):
    taken = batches.claim_waiting(batch)
    batches.resume_batch(batch, now=timezone.now())
    taken.refresh_from_db()
    assert taken.begun_at is not None


def test_what_fails_says_why_and_can_be_made_later(batch, settings, tmp_path):
    working = settings.STORAGES
    no_folder = tmp_path / "full"
    no_folder.write_text("a file where the archive should be")
    broken = working["documents"] | {"OPTIONS": {"location": no_folder}}
    settings.STORAGES = working | {"documents": broken}
    batches.render_summaries.call(batch.pk)
    assert batches.progress(batch, now=timezone.now())["failed"] == 2
    assert "Disken til portalen er full" in batch.summaries.first().error
    settings.STORAGES = working
    batches.resume_batch(batch, now=timezone.now())
    batches.render_summaries.call(batch.pk)
    assert len(documents(batch)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work(batch):
    def work():
        batches.render_summaries.call(batch.pk)

    at_once(work, work)
    assert all(made(batch).values())
    assert SummaryInBatch.objects.count() == 2


def test_the_page_counts_and_offers_the_zip(cast, batch, signed_in, run_tasks):
    officer = signed_in(cast.kari)
    page = reverse("ks_summary_batch", args=[batch.pk])
    assert "hx-get" in officer.get(page).text
    run_tasks()
    finished = officer.get(page, headers={"HX-Request": "true"})
    assert "hx-get" not in finished.text
    assert 'value="2" max="2"' in squeezed(finished.text)
    assert "<html" not in finished.text
    answer = officer.get(reverse("ks_summary_batch_zip", args=[batch.pk]))
    assert answer["Content-Type"] == "application/zip"
    assert len(ZipFile(BytesIO(b"".join(answer.streaming_content))).namelist()) == 2
