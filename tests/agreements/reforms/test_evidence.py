"""Licences that came in a reform bring their history to a licence review."""

import json
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from agreements.accessions.issuing import issue_declaration
from agreements.documents import archive
from agreements.evidence.actions import make_pack, request_pack
from agreements.models import IssuedDeclaration
from agreements.reports.documents import summary_context
from municipalities.models import User
from tests import agreement_factories as make
from tests.factories import organisation
from tests.pdf import text

pytestmark = pytest.mark.django_db


def pack_of(organisation, *, as_of=None):
    now = timezone.now()
    as_of = as_of or timezone.localdate(now)
    asked = request_pack(organisation, as_of=as_of, by=None, now=now)
    return make_pack(asked.pk, now=now)


def evidence_of(organisation, **day):
    return json.loads(archive.read(pack_of(organisation, **day).data_sha256, suffix="json"))


def test_a_merger_brings_the_entries_of_who_is_dissolved(member, reform):
    goes, stays = member("Innvik", licences=3), member("Utvik", licences=2)
    reform.carried_out("merger", [goes.organisation], [stays.organisation])
    data = evidence_of(stays.organisation)
    came = next(row for row in data["entries"] if row["kind"] == "transfer_in")
    left = next(row for row in data["entries"] if row["kind"] == "transfer_out")
    assert came["source"]["name"] == "Reformen, Kgl.res. 1. juni"
    assert came["source"]["other_entry"] == left["number"]
    assert left["holder"] == goes.organisation.organisation_number
    assert [row["name"] for row in data["predecessors"]] == ["INNVIK"]


def test_who_continues_keeps_its_history_to_itself(member, reform):
    goes, stays = member("Delevik", licences=4), member("Utvik")
    number = stays.organisation.organisation_number
    predecessor = {"organisation_number": goes.organisation.organisation_number, "dissolved": False}
    reform.carried_out("boundary", [predecessor], [stays.organisation], key={number: 1})
    assert {row["holder"] for row in evidence_of(stays.organisation)["entries"]} <= {number}


@pytest.fixture
def merged(cast, framework, office, reform):
    """Innvik joined thirty days ago and went on today in a municipality that had not joined."""
    before = timezone.now() - timedelta(days=30)
    body, successor = organisation(name="Innvik"), organisation(name="Nyvik")
    signatory = User.objects.create_user("sol@innvik.example", name="Sol Innvik")
    accession = make.accession(body, framework, by=signatory, officer=cast.kari, now=before)
    issue_declaration(accession, now=before)
    agreement = make.volume_licence_agreement(accession, by=signatory, now=before)
    make.ledger_entry(agreement, office, by=signatory, quantity=3)
    make.licence_count(body, office, by=signatory, quantity=9, counted_on=before.date())
    answered = make.true_up(
        agreement, anniversary=timezone.localdate() + timedelta(days=12), opened_at=before
    )
    make.signed_counts(answered, by=signatory, now=timezone.now() - timedelta(days=2))
    make.true_up(agreement, opened_at=before)
    reform.carried_out("merger", [body], [successor])
    return SimpleNamespace(body=body, successor=successor, accession=accession)


def rows(data, key, holder, *names):
    number = holder.organisation_number
    found = [[row[name] for name in names] for row in data[key] if row["holder"] == number]
    return [values[0] for values in found] if len(names) == 1 else found


def test_an_accession_that_was_taken_over_rests_on_what_the_predecessor_signed(merged):
    data = evidence_of(merged.successor)
    [signatures] = rows(data, "accessions", merged.successor, "signatures")
    number = merged.body.organisation_number
    assert [(row["party"], row["act"]) for row in signatures] == [
        (number, "submitted"),
        (number, "countersigned"),
    ]
    assert rows(data, "accessions", merged.successor, "state") == ["countersigned"]
    assert rows(data, "accessions", merged.body, "state") == ["transferred"]
    declaration = IssuedDeclaration.objects.get(accession=merged.accession).document
    assert declaration.sha256 in [paper["sha256"] for paper in data["papers"]]
    codes = {question["code"] for question in data["open_questions"]}
    assert codes == {"never_counted", "entry_without_source"}


def test_what_the_predecessor_agreed_counted_and_answered_comes_along(merged):
    data = evidence_of(merged.successor)
    assert len(rows(data, "agreements", merged.body, "number")) == 1
    assert rows(data, "counts", merged.body, "used", "owned") == [[9, 3]]
    assert rows(data, "counts", merged.successor, "used", "owned") == [[None, 3]]
    assert rows(data, "true_ups", merged.body, "state") == ["no_change"]
    assert rows(data, "true_ups", merged.successor, "state") == ["open"]


@pytest.mark.parametrize("days_ago", [0, 1])
def test_entries_sum_to_the_position_of_each_holder(merged, days_ago):
    day = timezone.localdate() - timedelta(days=days_ago)
    data, sums = evidence_of(merged.successor, as_of=day), Counter()
    for row in data["entries"]:
        if row["valid_from"] <= day.isoformat() <= (row["valid_to"] or "9999"):
            sums[row["holder"], row["agreement"], row["part_number"]] += row["quantity"]
    held = {
        (row["holder"], row["agreement"], row["part_number"]): row["quantity"]
        for row in data["position"]
    }
    assert held == +sums
    owner = merged.body if days_ago else merged.successor
    assert [number for number, _agreement, _part in held] == [owner.organisation_number]


def test_before_the_reform_the_successor_had_signed_nothing(merged):
    data = evidence_of(merged.successor, as_of=timezone.localdate() - timedelta(days=1))
    for key in ("accessions", "agreements", "true_ups"):
        assert {row["holder"] for row in data[key]} == {merged.body.organisation_number}, key
    assert rows(data, "accessions", merged.body, "state") == ["countersigned"]
    assert rows(data, "true_ups", merged.body, "state") == ["open", "no_change"]
    [over] = [row for row in data["open_questions"] if row["code"] == "more_used_than_owned"]
    assert over["holder"] == merged.body.organisation_number


def test_signatures_come_through_two_reforms(merged, reform):
    last = organisation(name="Sistevik")
    reform.carried_out("merger", [merged.successor], [last])
    data = evidence_of(last)
    [signatures] = rows(data, "accessions", last, "signatures")
    assert [row["party_name"] for row in signatures] == ["INNVIK", "INNVIK"]


def test_the_pdf_tells_whose_it_was(merged):
    pack = pack_of(merged.successor)
    words = text(archive.read(pack.document.sha256))
    assert "Innvik: Signert av Sol Innvik" in words.replace("INNVIK", "Innvik")


def test_a_summary_tells_the_state_of_what_was_taken_over(merged):
    today = timezone.localdate()
    days = [today - timedelta(days=1), today]
    found = [
        [state for _row, state in summary_context(merged.successor, as_of=day)["accessions"]]
        for day in days
    ]
    assert found == [[], ["in_force"]]
