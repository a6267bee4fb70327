"""What a segment has of its own, on the page and in the files."""

import pytest
from django.urls import reverse

from agreements.holdings.queries import positions
from tests import agreement_factories as make
from tests import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def nordvik(cast, agreement, office):
    """Ten office suites of the whole organisation, five more of the schools."""
    organisation = cast.nordvik.organisation
    school = make.segment(organisation, name="Skole")
    for overrides in ({}, {"quantity": 5, "segment": school}):
        make.ledger_entry(agreement, office, by=cast.nordvik.orderer, **overrides)
    return organisation


@pytest.fixture
def ask(cast, nordvik, signed_in):
    client = signed_in(cast.nordvik.reader)

    def ask(name, segment=None):
        query = {"segment": segment.pk} if segment else None
        return client.get(reverse(name, args=[nordvik.organisation_number], query=query))

    return ask


def test_a_segment_shows_its_own(nordvik, ask, agreement):
    school = nordvik.segments.get()
    page = ask("holdings", school)
    assert [row.quantity for row in page.context["positions"]] == [5]
    assert [row.quantity for row in ask("holdings").context["positions"]] == [15]
    assert f"&amp;segment={school.pk}" in page.text
    assert [row.quantity for row in positions(nordvik, agreement.starts_on, segment=school)] == [5]


def test_the_files_are_the_segments_own(nordvik, ask):
    school = nordvik.segments.get()
    lines = ask("holdings_csv", school).content.decode("utf-8-sig").splitlines()
    assert (len(lines), ";5;" in lines[1]) == (2, True)
    assert len(ask("holdings_csv").content.decode().splitlines()) == 3
    assert "Skole" in pdf.text(ask("holdings_pdf", school).content)


def test_the_segment_of_another_organisation_is_none(ask, foreign):
    theirs = make.segment(foreign.accession.organisation)
    page = ask("holdings", theirs)
    assert page.context["segment"] is None
    assert page.context["form"].errors.keys() == {"segment"}
    assert [row.quantity for row in page.context["positions"]] == [15]


def test_an_opening_balance_leads_to_its_file(cast, nordvik, ask, agreement, office):
    balance = make.posted_balance(agreement, f"{office.part_number};;3", by=cast.nordvik.orderer)
    assert f'href="{balance.get_absolute_url()}"' in ask("holdings").text
