"""Axe finds nothing (WCAG 2.1 A and AA) on the pages of the flow, wide and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from agreements.dispatch.sending import approve_and_send
from tests import agreement_factories as make
from tests.factories import county, municipality_number

pytestmark = pytest.mark.django_db(transaction=True)

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
WIDTHS = (1280, 390)


@pytest.fixture
def scene(cast):
    """Rows enough that no page of the flow is empty: what stands in an address, by its name."""
    nordvik = cast.nordvik
    framework = make.framework(name="Rammeavtale om kontorprogram")
    make.framework(name="Rammeavtale som kan tiltres", reference="ny-avtale")
    accession = make.accession(
        nordvik.organisation, framework, by=nordvik.signatory, officer=cast.kari
    )
    agreement = make.volume_licence_agreement(accession, by=nordvik.orderer)
    office = make.product(framework, name="Kontorpakke")
    municipality_number(organisation=nordvik.organisation)
    nordvik.organisation.county = county()
    nordvik.organisation.save()
    placed = [make.order(agreement, by=nordvik.orderer, lines={office: n}) for n in (1, 2)]
    approve_and_send(placed[0], by=nordvik.approver, now=timezone.now())
    make.ledger_entry(agreement, office, by=nordvik.orderer)
    make.filled_basket(agreement, by=nordvik.orderer, lines={office: 4})
    waiting = make.signed_accession(cast.sorvag.organisation, framework, by=cast.sorvag.signatory)
    number = nordvik.organisation.organisation_number
    return {
        "number": [number],
        "framework": [framework.reference],
        "accession": [number, framework.reference],
        "joinable": [number, "ny-avtale"],
        "agreement": [number, agreement.number],
        "submitted": [number, placed[1].number],
        "case": [waiting.pk],
        "draft": [make.draft().reference],
    }


PAGES = {
    None: [
        ("front_page", None),
        ("frameworks", None),
        ("framework", "framework"),
        ("organisations", None),
        ("account_login", None),
        ("account_signup", None),
    ],
    "signatory": [("accession", "joinable"), ("accessions", "number"), ("my_page", None)],
    "orderer": [
        ("organisation_overview", "number"),
        ("role_request", "number"),
        ("volume_licence_agreements", "number"),
        ("volume_licence_agreement_new", "accession"),
        ("volume_licence_agreement", "agreement"),
        ("catalogue", "agreement"),
        ("basket", "agreement"),
        ("orders", "number"),
        ("order", "submitted"),
        ("holdings", "number"),
    ],
    "approver": [("order", "submitted"), ("accession", "accession")],
    "administrator": [("people", "number"), ("invitation_new", "number")],
    "officer": [
        ("work_list", None),
        ("ks_accession", "case"),
        ("ks_memberships", None),
        ("ks_dispatches", None),
        ("ks_suppliers", None),
        ("ks_framework_new", None),
        ("ks_draft", "draft"),
        ("ks_draft_basis", "draft"),
        ("ks_draft_organisations", "draft"),
        ("ks_draft_ceilings", "draft"),
        ("ks_draft_programme_new", "draft"),
    ],
}


def violations(page):
    """What axe finds on the page, as rule and places."""
    found = Axe().run(page, options=WCAG).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("role", PAGES)
def test_axe_finds_nothing(cast, scene, visitor, role):
    person = cast.kari if role == "officer" else role and getattr(cast.nordvik, role)
    someone = visitor(person)
    faults = {}
    for name, place in PAGES[role]:
        someone.open(name, *scene.get(place, []))
        for width in WIDTHS:
            someone.page.set_viewport_size({"width": width, "height": 900})
            if found := violations(someone.page):
                faults[name, width] = found
    assert faults == {}


def test_axe_would_find_a_planted_fault(scene, visitor):
    someone = visitor()
    someone.open("front_page")
    someone.page.evaluate("document.querySelector('label').remove()")
    assert [rule for rule, _places in violations(someone.page)] == ["label"]
