"""Evidence for a licence review: everything is there, twice the same, and nobody else's."""

import csv
import io
import json
import subprocess
from collections import Counter
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agreements.documents import archive
from agreements.documents.verification import verify
from agreements.evidence import documents, papers
from agreements.evidence.actions import make_pack, request_pack
from agreements.evidence.files import zip_of, zipped
from agreements.holdings.actions import reverse_entries
from agreements.holdings.queries import positions
from agreements.models import EvidencePack, IssuedDocument, LedgerEntry
from tests import agreement_factories as make
from tests.pdf import text
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast, agreement, framework, office):
    """Nordvik's ledger with each kind of source: an order, a file, a correction, and none."""
    people = cast.nordvik
    make.confirmed_order(agreement, by=people.orderer, approver=people.approver, lines={office: 3})
    make.posted_balance(agreement, f"{office.part_number};;4", by=people.orderer)
    wrong = make.ledger_entry(agreement, office, by=people.orderer, quantity=5)
    reverse_entries([wrong], by=people.orderer, now=timezone.now())
    return people.organisation


@pytest.fixture
def pack(cast, held):
    return made(held, by=cast.nordvik.reader)


def made(organisation, *, by, as_of=None):
    now = timezone.now()
    asked = request_pack(organisation, as_of=as_of or timezone.localdate(now), by=by, now=now)
    return make_pack(asked.pk, now=now)


def data_of(pack):
    return json.loads(archive.read(pack.data_sha256, suffix="json"))


def words_of(pack):
    return " ".join(text(archive.read(pack.document.sha256)).split())


def test_every_entry_stands_in_pdf_data_and_table(pack, held):
    entries = {entry.pk: entry.quantity for entry in held.ledger_entries.all()}
    assert {row["number"]: row["quantity"] for row in data_of(pack)["entries"]} == entries
    with ZipFile(zipped(pack)) as folder:
        table = folder.read("entries.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert {int(row["number"]): int(row["quantity"]) for row in rows} == entries
    words = words_of(pack)
    assert all(f" {number} " in words for number in entries)


def test_the_entries_of_the_day_add_up_to_the_position(pack, held):
    today = timezone.localdate()
    data, sums = data_of(pack), Counter()
    for row in data["entries"]:
        if row["valid_from"] <= today.isoformat() <= (row["valid_to"] or "9999"):
            sums[row["part_number"]] += row["quantity"]
    assert {row["part_number"]: row["quantity"] for row in data["position"]} == sums
    assert [row["quantity"] for row in data["position"]] == [
        position.quantity for position in positions(held, today)
    ]


def test_each_entry_tells_its_source(pack, held):
    order = LedgerEntry.objects.get(kind="order").order_line.order
    sources = {row["kind"]: row["source"] for row in data_of(pack)["entries"] if row["kind"]}
    assert sources["order"]["name"] == order.number
    assert sources["correction"]["type"] == "correction"
    types = [row["source"]["type"] for row in data_of(pack)["entries"]]
    assert sorted(types) == ["correction", "none", "opening_balance_file", "order"]
    words = words_of(pack)
    assert f"Bestilling {order.number} F-1" in words
    assert "Ingen kilde" in words


def test_what_is_missing_is_said_first(pack, held):
    bare = LedgerEntry.objects.get(quantity=5)
    codes = [question["code"] for question in data_of(pack)["open_questions"]]
    assert codes == ["entry_without_source", "never_counted"]
    words = words_of(pack)
    sentence = f"Post {bare.pk} (Kontorpakke) har ingen kilde bak seg."
    assert words.index(sentence) < words.index("Tiltredelser og signaturer")


def test_the_first_questions_of_a_kind_are_printed_and_the_others_counted(
    cast, agreement, office, monkeypatch
):
    monkeypatch.setattr(documents, "MAX_PRINTED_QUESTIONS", 2)
    people = cast.nordvik
    for _each in range(5):
        make.ledger_entry(agreement, office, by=people.orderer)
    pack = made(people.organisation, by=people.reader)
    assert len(data_of(pack)["open_questions"]) == 6
    assert words_of(pack).count("har ingen kilde bak seg.") == 2
    assert "Og 3 til av samme slag" in words_of(pack)


def test_the_manifest_holds_against_the_files(pack, tmp_path):
    with ZipFile(zipped(pack)) as folder:
        folder.extractall(tmp_path)
        names = folder.namelist()
    check = ["sha256sum", "--check", "--strict", "MANIFEST.sha256"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert sum(name.startswith("papers/") for name in names) == 1
    paper = next(tmp_path.glob("papers/*"))
    content = bytearray(paper.read_bytes())
    content[100] ^= 1
    paper.write_bytes(content)
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_the_pdf_is_sealed_and_names_the_data(pack):
    content = archive.read(pack.document.sha256)
    assert verify(content).document == pack.document
    assert pack.data_sha256 in words_of(pack).replace(" ", "")


def test_the_same_facts_give_the_same_data_and_file(pack, held):
    now = pack.document.issued_at
    for _ in range(2):
        draft, digest = documents.pack_to_issue(held, as_of=pack.as_of, now=now)
        assert digest == pack.data_sha256
    file, left_out = zip_of(pack)
    assert (file.read(), left_out) == (zipped(pack).read(), [])


def test_the_zip_is_kept_as_it_was_made_and_is_packed_tightly(pack):
    kept = archive.read(pack.zip_sha256, suffix="zip")
    assert zipped(pack).read() == kept
    with ZipFile(io.BytesIO(kept)) as folder:
        data = folder.getinfo("evidence.json")
    assert data.compress_size < data.file_size / 2


def test_nothing_of_another_organisation(cast, pack, framework, held):
    home = cast.sorvag
    accession = make.accession(home.organisation, framework, by=home.signatory, officer=cast.kari)
    theirs = make.volume_licence_agreement(accession, by=home.orderer)
    product = make.product(framework, name="Fremmedpakke")
    make.ledger_entry(theirs, product, by=home.orderer)
    again = made(held, by=cast.nordvik.reader, as_of=timezone.localdate() - timedelta(days=1))
    assert "Fremmedpakke" not in json.dumps(data_of(again))
    assert home.organisation.organisation_number not in json.dumps(data_of(again))


def test_a_day_gone_by_knows_nothing_of_later(cast, held):
    pack = made(held, by=cast.nordvik.reader, as_of=timezone.localdate() - timedelta(days=1))
    today = timezone.localdate().isoformat()
    assert all(row["valid_from"] < today for row in data_of(pack)["entries"])
    with pytest.raises(ValidationError, match="en dag som har vært"):
        request_pack(
            held,
            as_of=timezone.localdate() + timedelta(days=1),
            by=cast.nordvik.reader,
            now=timezone.now(),
        )


def test_too_many_entries_are_summed_in_the_pdf_and_whole_in_the_data(cast, held, monkeypatch):
    monkeypatch.setattr(documents, "MAX_PRINTED_ENTRIES", 2)
    monkeypatch.setattr(papers, "MAX_ORDER_PAPERS", 0)
    pack = made(held, by=cast.nordvik.reader)
    assert len(data_of(pack)["entries"]) == 4
    words = words_of(pack)
    assert "Det er 4 poster, for mange til å skrives ut" in words
    assert "er bare med som data, ikke som dokument" in words


def test_who_presses_twice_gets_one_pack(cast, held, run_tasks):
    now, today = timezone.now(), timezone.localdate()
    asked = [request_pack(held, as_of=today, by=cast.nordvik.reader, now=now).pk for _ in range(2)]
    assert asked[0] == asked[1]
    run_tasks()
    make_pack(asked[0], now=timezone.now())
    assert IssuedDocument.objects.filter(kind="evidence_pack").count() == 1


def test_who_asks_again_for_what_a_worker_left_gets_the_same_pack(cast, held, run_tasks):
    asked = {"as_of": timezone.localdate(), "by": cast.nordvik.reader}
    now = timezone.now()
    left = request_pack(held, now=now - timedelta(minutes=11), **asked)
    DBTaskResult.objects.all().delete()
    assert request_pack(held, now=now, **asked) == left
    run_tasks()
    assert EvidencePack.objects.get().is_made


@pytest.mark.django_db(transaction=True)
def test_nobody_starts_a_second_run_beside_one_that_takes_long(cast, held):
    asked = {"as_of": timezone.localdate(), "by": cast.nordvik.reader}
    now = timezone.now()
    pack = request_pack(held, now=now - timedelta(minutes=11), **asked)
    queued = DBTaskResult.objects.count()
    with transaction.atomic():
        EvidencePack.objects.select_for_update().get(pk=pack.pk)
        [again] = at_once(lambda: request_pack(held, now=now, **asked))
    assert again == pack
    assert (EvidencePack.objects.count(), DBTaskResult.objects.count()) == (1, queued)


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_it_once(cast, held):
    now = timezone.now()
    asked = request_pack(held, as_of=timezone.localdate(now), by=cast.nordvik.reader, now=now)
    at_once(*[lambda: make_pack(asked.pk, now=now)] * 2)
    assert IssuedDocument.objects.filter(kind="evidence_pack").count() == 1


def test_what_goes_wrong_is_notified_and_can_be_tried_again(
    cast, held, run_tasks, signed_in, monkeypatch
):
    reader = signed_in(cast.nordvik.reader)
    address = reverse("evidence_packs", args=[held.organisation_number])
    today = timezone.localdate()
    with monkeypatch.context() as broken:
        broken.setattr(documents, "TEMPLATE", "documents/not_there.html")
        request_pack(held, as_of=today, by=cast.nordvik.reader, now=timezone.now())
        run_tasks()
    assert "Kunne ikke lages" in reader.get(address).content.decode()
    assert not IssuedDocument.objects.filter(kind="evidence_pack").exists()
    request_pack(held, as_of=today, by=cast.nordvik.reader, now=timezone.now())
    run_tasks()
    assert EvidencePack.objects.exclude(document=None).count() == 1


def test_it_is_asked_for_and_fetched_on_the_page(cast, held, signed_in, run_tasks):
    reader = signed_in(cast.nordvik.reader)
    number = held.organisation_number
    ask = reverse("evidence_pack_request", args=[number])
    assert reader.post(ask, {"as_of": "2100-01-01"}).status_code == 422
    page = reader.post(ask, {"as_of": timezone.localdate().isoformat()}, follow=True)
    assert "Ikke ferdig ennå." in page.content.decode()
    run_tasks()
    pack = EvidencePack.objects.get()
    answer = reader.get(reverse("evidence_pack_zip", args=[number, pack.pk]))
    with ZipFile(io.BytesIO(answer.getvalue())) as folder:
        assert "evidence.pdf" in folder.namelist()


def test_what_is_made_is_final(pack):
    rows = EvidencePack.objects.filter(pk=pack.pk)
    for act in (lambda: rows.update(as_of=date(2020, 1, 1)), rows.delete):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            act()
    with pytest.raises(IntegrityError, match="made_in_full"), transaction.atomic():
        EvidencePack.objects.create(
            organisation=pack.organisation,
            as_of=pack.as_of,
            requested_at=timezone.now(),
            data_sha256="0" * 64,
        )


def test_the_command_writes_the_pack(held, tmp_path, capsys):
    target = tmp_path / "pack.zip"
    call_command("evidence_pack", held.organisation_number, output=target)
    with ZipFile(target) as folder:
        assert "evidence.json" in folder.namelist()
    assert EvidencePack.objects.get().document.printed_code in capsys.readouterr().out
    with pytest.raises(CommandError, match="there is no such organisation"):
        call_command("evidence_pack", "999999999", output=target)


def test_what_was_signed_and_answered_later_is_not_there(cast, framework):
    people, now = cast.nordvik, timezone.now()
    yesterday = timezone.localdate(now) - timedelta(days=1)
    long_ago = now - timedelta(days=30)
    accession = make.signed_accession(
        people.organisation, framework, by=people.signatory, now=long_ago
    )
    later = make.framework()
    make.accession(people.organisation, later, by=people.signatory, officer=cast.kari)
    make.accessions.approve_accession(accession, by=cast.kari, now=now)
    make.accessions.countersign_accession(
        accession, by=cast.kari, proof=make.proof(cast.kari), now=now
    )
    agreement = make.volume_licence_agreement(
        accession, by=people.orderer, starts_on=long_ago.date()
    )
    true_up = make.true_up(agreement, opened_at=long_ago)
    make.signed_counts(true_up, by=people.signatory)
    make.true_up(agreement, anniversary=timezone.localdate() + timedelta(days=90))
    data = data_of(made(people.organisation, by=people.reader, as_of=yesterday))
    assert [
        (row["framework_agreement"], row["state"], [one["act"] for one in row["signatures"]])
        for row in data["accessions"]
    ] == [(framework.reference, "submitted", ["submitted"])]
    answers = [(row["state"], row["answered_at"], row["signed_by"]) for row in data["true_ups"]]
    assert answers == [("open", None, "")]
    assert {row["framework_agreement"] for row in data["terms"]} == {framework.reference}
