"""An agreement summary that is issued: sealed, kept, and the organisation's alone to fetch."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.documents import archive
from agreements.documents.models import IssuedDocument
from agreements.documents.verification import verify
from agreements.reports.issuing import issue_summary
from tests import agreement_factories as make
from tests import pdf
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_it_is_sealed_and_says_the_same_to_people_and_machines(cast, agreement, office):
    people = cast.nordvik
    order = make.order(agreement, by=people.orderer, lines={office: 5})
    issued = issue_summary(people.organisation, by=people.reader, now=timezone.now())
    content = archive.read(issued.sha256)
    assert verify(content).document == issued
    text = pdf.text(content)
    facts = json.loads(pdf.reader(content).attachments["facts.json"][0])
    assert (order.number in text, issued.printed_code in text) == (True, True)
    assert [(row["number"], row["net"]) for row in facts["orders"]] == [(order.number, "500.00")]
    assert facts["accessions"][0]["framework_agreement"] == agreement.accession.framework.reference
    assert facts["organisation"]["name"] == people.organisation.name


def test_who_presses_twice_gets_the_same_document(cast):
    people, now = cast.nordvik, timezone.now()
    first = issue_summary(people.organisation, by=people.reader, now=now)
    assert issue_summary(people.organisation, by=people.reader, now=now) == first
    later = now + timedelta(minutes=2)
    assert issue_summary(people.organisation, by=people.reader, now=later) != first
    assert issue_summary(cast.sorvag.organisation, by=cast.sorvag.reader, now=now) != first


@pytest.mark.django_db(transaction=True)
def test_pressed_four_times_at_once_there_is_one(cast):
    people, now = cast.nordvik, timezone.now()

    def issue():
        return issue_summary(people.organisation, by=people.reader, now=now).pk

    assert len(set(at_once(issue, issue, issue, issue))) == 1
    assert IssuedDocument.objects.count() == 1


def test_a_reader_issues_finds_and_fetches_it(cast, signed_in):
    people = cast.nordvik
    home = signed_in(people.reader)
    number = people.organisation.organisation_number
    page = home.post(reverse("agreement_summary_issue", args=[number]), follow=True)
    issued = IssuedDocument.objects.get()
    address = reverse("issued_document", args=[number, issued.printed_code])
    assert address in page.text
    assert home.get(address).content == archive.read(issued.sha256)
    elsewhere = reverse("issued_document", args=[number, "ABCD-EFGH-JKMN-PQRS"])
    assert home.get(elsewhere).status_code == 404


def test_nobody_fetches_another_organisations(cast, signed_in):
    issued = issue_summary(cast.nordvik.organisation, by=cast.nordvik.reader, now=timezone.now())
    stranger = signed_in(cast.sorvag.reader)
    for organisation in (cast.nordvik.organisation, cast.sorvag.organisation):
        number = organisation.organisation_number
        address = reverse("issued_document", args=[number, issued.printed_code])
        assert stranger.get(address).status_code == 404
