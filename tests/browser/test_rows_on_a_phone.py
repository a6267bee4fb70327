"""On a phone the product of a row is chosen in a field as wide as the row."""

import pytest

from tests import agreement_factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_choice_of_a_product_is_as_wide_as_its_row(cast, visitor):
    nordvik = cast.nordvik
    framework = make.framework()
    accession = make.accession(
        nordvik.organisation, framework, by=nordvik.signatory, officer=cast.kari
    )
    agreement = make.volume_licence_agreement(accession, by=nordvik.orderer)
    make.product(framework, name="Kontorpakke")
    balance = make.opening_balance(agreement, ";Kontorpakken;2", by=nordvik.orderer)
    orderer = visitor(nordvik.orderer)
    orderer.page.set_viewport_size({"width": 390, "height": 844})
    orderer.open("opening_balance", nordvik.organisation.organisation_number, balance.pk)
    field = orderer.page.locator("select[name^=product-]").bounding_box()
    table = orderer.page.locator("table").bounding_box()
    assert field["width"] > table["width"] * 0.9
    assert field["x"] + field["width"] <= table["x"] + table["width"]


def test_nothing_scrolls_sideways_among_orders_and_evidence(cast, visitor):
    nordvik = cast.nordvik
    framework = make.framework()
    accession = make.accession(
        nordvik.organisation, framework, by=nordvik.signatory, officer=cast.kari
    )
    agreement = make.volume_licence_agreement(accession, by=nordvik.orderer)
    office = make.product(framework, name="Kontorpakke")
    make.order(agreement, by=nordvik.orderer, lines={office: 12_000})
    make.evidence_pack(nordvik.organisation, by=nordvik.orderer)
    approver = visitor(nordvik.approver)
    approver.page.set_viewport_size({"width": 390, "height": 844})
    for name in ("organisation_overview", "orders", "evidence_packs"):
        approver.open(name, nordvik.organisation.organisation_number)
        table = approver.page.locator(".table-scroll").first
        assert table.evaluate("it => it.scrollWidth - it.clientWidth") <= 0, name
