"""From an empty portal to an agreement in use, through the browser alone, clicks counted.

Each piece of the work is a function that takes a Counted visitor and leaves the portal ready for
the next; the test runs them in turn and says what each costs. New pieces are appended.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import Ceiling, FrameworkAgreement
from tests.browser.counting import Counted

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()
FIRST_DAY = TODAY + timedelta(days=1)
LAST_DAY = TODAY + timedelta(days=700)
NAME = "Rammeavtale om skylagring"
LOTS = (
    {"name": "Lagring", "maximum_value": "8 000 000"},
    {"name": "Timer og kurs", "maximum_value": "4 000 000"},
)


def record_parties(kari):
    """KS records the supplier and a reseller."""
    kari.follow("Framework agreements")
    kari.follow("Suppliers")
    kari.follow("New supplier")
    kari.write(name="Nordsky AS", organisation_number="974 760 673", email="avtale@nordsky.example")
    kari.press("Record the supplier")
    kari.follow("Framework agreements")
    kari.follow("Resellers")
    kari.follow("New reseller")
    kari.write(
        name="Fjordforhandleren AS",
        organisation_number="983 544 622",
        email="ordre@fjord.example",
    )
    kari.press("Record the reseller")


def begin_draft(kari):
    """KS begins a draft and fills in its parties; it is open for its whole term."""
    kari.follow("Framework agreements")
    kari.follow("New framework agreement")
    kari.write(
        name=NAME,
        contract_number="26/01234-7",
        starts_on=FIRST_DAY.isoformat(),
        ends_on=LAST_DAY.isoformat(),
    )
    kari.choose("supplier", "Nordsky AS")
    kari.press("Store the draft")
    assert kari.sees("Velg minst én forhandler som tar imot nye bestillinger.")
    follow_step(kari, "ks_draft_parties")
    kari.tick("Fjordforhandleren AS")
    kari.press("Store")


def record_notice(kari):
    """KS records the notice that covers every county municipality."""
    follow_step(kari, "ks_draft_basis")
    kari.write(notice_reference="2026-123456", notice_date=TODAY.isoformat())
    kari.clicks += 1
    kari.page.locator("[name=covered_kinds][value=county_municipality]").check()
    kari.press("Store")


def write_lots(kari):
    """KS writes the ceiling of the whole agreement and two lots with theirs."""
    follow_step(kari, "ks_draft_ceilings")
    kari.write(maximum_value="12 000 000")
    kari.write_rows(*LOTS)
    kari.press("Store")


def make_programme(kari):
    """KS makes a programme with two price levels."""
    follow_step(kari, "ks_draft_programmes")
    kari.follow("New programme")
    kari.write(name="Lagring", term_months="24")
    kari.choose("counting_basis", "Brukere")
    kari.write_rows({"minimum": "1"}, {"minimum": "2 400"})
    kari.press("Store")


def write_texts(kari):
    """KS writes the summary and the terms in both languages."""
    follow_step(kari, "ks_draft_texts")
    kari.write(
        summary_nb="Lagring i skyen for alle.",
        summary_nn="Lagring i skya for alle.",
        text_nb="1. Partene\nAvtalen gir rett til å bestille, ikke plikt.",
        text_nn="1. Partane\nAvtala gir rett til å bestille, ikkje plikt.",
    )
    kari.press("Store")


def announce(kari):
    """KS looks at the public page and announces the agreement."""
    kari.follow("Preview the public page")
    assert kari.sees("forhåndsvisning som bare KS ser")
    kari.follow("Back to the case work")
    kari.follow("Announce the agreement")
    kari.confirm()
    assert kari.sees_msgid("The agreement is announced. Its public page is open.")


def follow_step(kari, name):
    """Follow the link of a step of the draft, by the name of its address."""
    reference = FrameworkAgreement.objects.get().reference
    kari.clicks += 1
    url = reverse(name, args=[reference])
    kari.page.locator(f"section.ds-card a[href='{url}']").click()
    kari.page.wait_for_load_state()


COSTS = [
    # what is done, clicks, fields
    (record_parties, 8, 6),
    (begin_draft, 7, 4),
    (record_notice, 3, 2),
    (write_lots, 2, 5),
    (make_programme, 4, 4),
    (write_texts, 2, 4),
    (announce, 4, 0),
]
CLICKS, FIELDS = 30, 25
"""What a new framework agreement with two lots and ceilings costs, parties included."""


def test_ks_makes_a_framework_agreement_from_nothing(cast, visitor):
    kari = Counted(visitor(cast.kari).open("work_list"))
    costs = []
    for work, _clicks, _fields in COSTS:
        before = kari.clicks, kari.fields
        work(kari)
        costs.append((work, kari.clicks - before[0], kari.fields - before[1]))
    assert costs == COSTS
    assert (kari.clicks, kari.fields) == (CLICKS, FIELDS)
    framework = FrameworkAgreement.objects.get()
    assert framework.announced_on == TODAY
    maximums = Ceiling.objects.order_by("lot__number").values_list("lot__name", "maximum_value")
    assert set(maximums) == {
        (None, 12_000_000),
        ("Lagring", 8_000_000),
        ("Timer og kurs", 4_000_000),
    }
    public = visitor()
    public.open("framework", framework.reference)
    assert public.sees("Lagring i skyen for alle.")
