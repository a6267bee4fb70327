"""What is to be counted, and by which part number."""

from datetime import date

import pytest
from django.urls import reverse

from agreements.counts.queries import margins
from tests import agreement_factories as make

pytestmark = pytest.mark.django_db

START = date(2026, 1, 1)


@pytest.fixture
def orderer(cast):
    return cast.nordvik.orderer


@pytest.fixture
def nordvik(cast):
    return cast.nordvik.organisation


def test_an_edition_has_every_number_and_is_counted_by_a_licence(nordvik, agreement, orderer):
    edition = make.edition(agreement.accession.framework)
    assurance, licence = (
        make.product(edition.framework, kind=kind, edition=edition, name=name)
        for kind, name in [("sa", "A"), ("licence", "B")]
    )
    for product in (assurance, licence):
        make.ledger_entry(agreement, product, by=orderer, valid_from=START)
    [margin] = margins(nordvik, START)
    assert margin.product_name == edition.name
    assert margin.part_number == f"{assurance.part_number}, {licence.part_number}"
    assert margin.counted_as == licence.part_number


@pytest.mark.parametrize(
    ("product", "is_counted"),
    [
        ({"kind": "licence"}, True),
        ({"kind": "free_software"}, True),
        ({"kind": "hours", "unit": "hour"}, False),
        ({"kind": "training", "unit": "day"}, False),
        ({"kind": "training", "unit": "each"}, False),
        ({"kind": "support"}, False),
        ({"kind": "subscription", "unit": "hour"}, False),
        ({"kind": "sa"}, False),
    ],
)
def test_what_nobody_has_in_use_is_not_to_be_counted(
    nordvik, agreement, signed_in, orderer, product, is_counted
):
    bought = make.product(agreement.accession.framework, **product)
    make.ledger_entry(agreement, bought, by=orderer, valid_from=START)
    count = f"{reverse('count_new', args=[nordvik.organisation_number])}?part_number="
    page = signed_in(orderer).get(reverse("counts", args=[nordvik.organisation_number]))
    assert (f"{count}{bought.part_number}" in page.text) == is_counted
