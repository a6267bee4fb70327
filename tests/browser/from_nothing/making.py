"""What KS does before anybody can join: from the supplier to the announcement, and the prices.

Each piece takes the People of the walk and leaves the portal ready for the next one.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from agreements.models import FrameworkAgreement

TODAY = timezone.localdate()
LAST_DAY = TODAY + timedelta(days=700)
NAME = "Rammeavtale om skylagring"
LOTS = (
    {"name": "Lagring", "maximum_value": "8 000 000"},
    {"name": "Timer og kurs", "maximum_value": "4 000 000"},
)
PRICES = """part_number;name;publisher;kind;unit;price;lot
NS-1;Skylager;Nordsky;subscription;user_year;120,00;1
NS-2;Timer til innføring;Nordsky;hours;hour;1200,00;2
"""


def record_parties(people):
    """KS records the supplier and a reseller."""
    kari = people.kari
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


def begin_draft(people):
    """KS begins a draft and fills in its parties; it is open for its whole term."""
    kari = people.kari
    kari.follow("Framework agreements")
    kari.follow("New framework agreement")
    kari.write(
        name=NAME,
        contract_number="26/01234-7",
        starts_on=TODAY.isoformat(),
        ends_on=LAST_DAY.isoformat(),
    )
    kari.choose("supplier", "Nordsky AS")
    kari.press("Store the draft")
    assert kari.sees("Velg minst én forhandler som tar imot nye bestillinger.")
    follow_step(kari, "ks_draft_parties")
    kari.tick("Fjordforhandleren AS")
    kari.press("Store")


def record_notice(people):
    """KS records the notice that covers every municipality."""
    kari = people.kari
    follow_step(kari, "ks_draft_basis")
    kari.write(notice_reference="2026-123456", notice_date=TODAY.isoformat())
    for name in ("covered_kinds", "eligible_kinds"):
        kari.clicks += 1
        kari.page.locator(f"[name={name}][value=municipality]").check()
    kari.press("Store")


def write_lots(people):
    """KS writes the ceiling of the whole agreement and two lots with theirs."""
    kari = people.kari
    follow_step(kari, "ks_draft_ceilings")
    kari.write(maximum_value="12 000 000")
    kari.write_rows(*LOTS)
    kari.press("Store")


def make_programme(people):
    """KS makes a programme with two price levels."""
    kari = people.kari
    follow_step(kari, "ks_draft_programmes")
    kari.follow("New programme")
    kari.write(name="Lagring", term_months="24")
    kari.choose("counting_basis", "Brukere")
    kari.write_rows({"minimum": "1"}, {"minimum": "2 400"})
    kari.press("Store")


def write_texts(people):
    """KS writes the summary and the terms in both languages."""
    kari = people.kari
    follow_step(kari, "ks_draft_texts")
    kari.write(
        summary_nb="Lagring i skyen for alle.",
        summary_nn="Lagring i skya for alle.",
        text_nb="1. Partene\nAvtalen gir rett til å bestille, ikke plikt.",
        text_nn="1. Partane\nAvtala gir rett til å bestille, ikkje plikt.",
    )
    kari.press("Store")


def announce(people):
    """KS looks at the public page and announces the agreement."""
    kari = people.kari
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


def upload_prices(people):
    """KS brings the price list, which says the lot of each product, and takes it into effect."""
    kari = people.kari
    kari.follow("Price files")
    kari.clicks += 1
    file = {"name": "priser.csv", "mimeType": "text/csv", "buffer": PRICES.encode()}
    kari.page.locator("[name=file]").set_input_files([file])
    kari.write(valid_from=TODAY.isoformat())
    kari.press("Upload and check")
    people.run_tasks()
    kari.page.reload()
    kari.press("Take into effect")
    people.run_tasks()
