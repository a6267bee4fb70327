"""What happens under the new agreement: invited, joined, ordered from a lot.

Each piece takes the People of the walk and leaves the portal ready for the next one.
"""

from datetime import timedelta

from agreements.models import Order
from tests.browser.conftest import bokmal
from tests.browser.from_nothing.making import NAME, TODAY
from tests.cast import PASSWORD


def invite_a_county(people):
    """KS invites every organisation of one county."""
    kari = people.kari
    kari.follow("Framework agreements")
    kari.follow_text(NAME)
    kari.follow("Invite to join")
    kari.choose("county", people.county.name)
    kari.press("Search")
    kari.write(answer_by=(TODAY + timedelta(days=30)).isoformat())
    kari.clicks += 1
    kari.page.locator("button[name=which][value=all]").click()
    kari.page.wait_for_load_state()
    kari.confirm()
    assert kari.sees("virksomhet er invitert.")


def join(people):
    """The signatory of an invited organisation reads the terms and signs."""
    signatory = people.signatory
    signatory.visitor.open("accession", people.number, people.reference)
    signatory.tick(bokmal("Delegated authority"))
    signatory.write(grounds_reference="Sak 26/77", budget_authority="Ola Nordmann")
    signatory.choose("first_contact", value=str(people.nordvik.signatory.pk))
    signatory.choose("second_contact", value=str(people.nordvik.orderer.pk))
    signatory.clicks += 1
    signatory.page.locator("[name=consent]").check()
    sign(signatory, people.nordvik.signatory, "signer")
    signatory.press("Sign", exact=True)


def countersign(people):
    """A case officer approves and signs for KS."""
    kari = people.kari
    kari.follow("Work list")
    kari.follow_text(people.nordvik.organisation.name)
    kari.press("Approve")
    sign(kari, people.officer, "countersign")
    kari.press("Countersign")


def sign(visitor, person, prefix):
    """Write one's name and password under a text."""
    visitor.write(**{f"{prefix}-typed_name": person.name, f"{prefix}-password": PASSWORD})


def order_from_a_lot(people):
    """The orderer draws up the agreement and orders storage for 200 users."""
    orderer = people.orderer
    orderer.visitor.open("volume_licence_agreement_new", people.number, people.reference)
    orderer.choose("programme", "Lagring")
    orderer.choose("reseller", "Fjordforhandleren AS")
    orderer.choose("counting_basis", value="users")
    orderer.write(counted_quantity="200")
    orderer.press("Draw up the agreement")
    orderer.confirm()
    orderer.follow("See the catalogue")
    orderer.fields += 1
    orderer.page.locator("tr", has_text="Skylager").locator("[name=quantity]").fill("200")
    orderer.clicks += 1
    row = orderer.page.locator("tr", has_text="Skylager")
    row.get_by_role("button", name=bokmal("Put in basket")).click()
    orderer.follow_text("200 i kurven")
    orderer.write(buyer_reference="Ole Innkjøp")
    orderer.press("Submit for approval")


def approve(people):
    """The approver looks at the order and sends it to the reseller."""
    approver = people.approver
    approver.follow_text(people.nordvik.organisation.name)
    approver.follow_text(Order.objects.get().number)
    approver.follow("Approve and send to the reseller")
    approver.confirm()
    people.run_tasks()
