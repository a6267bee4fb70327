"""Licences that came in a reform bring their history to a licence review."""

import json

import pytest
from django.utils import timezone

from agreements.documents import archive
from agreements.evidence.actions import make_pack, request_pack

pytestmark = pytest.mark.django_db


def evidence_of(organisation):
    now = timezone.now()
    asked = request_pack(organisation, as_of=timezone.localdate(now), by=None, now=now)
    return json.loads(archive.read(make_pack(asked.pk, now=now).data_sha256, suffix="json"))


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


def test_who_lives_on_keeps_its_history_to_itself(member, reform):
    goes, stays = member("Delevik", licences=4), member("Utvik")
    number = stays.organisation.organisation_number
    giver = {"organisation_number": goes.organisation.organisation_number, "dissolved": False}
    reform.carried_out("boundary", [giver], [stays.organisation], key={number: 1})
    assert {row["holder"] for row in evidence_of(stays.organisation)["entries"]} <= {number}
