"""An inter-municipal company that orders for two municipalities, of which one has had enough."""

from datetime import timedelta
from decimal import Decimal

from agreements.cost_sharing.actions import record_key
from agreements.demonstration.accounts import INDIGO, LUSTER, SOGNDAL
from agreements.demonstration.days import LAST_DAY, moment, workday
from agreements.mandates.actions import Signed, give_mandate, revoke_mandate
from agreements.mandates.documents import mandate_offer
from agreements.mandates.models import Mandate
from agreements.mandates.states import Powers
from agreements.signing.models import Signature
from agreements.signing.port import Proof
from municipalities.models import Organisation
from municipalities.people.models import Role
from municipalities.people.queries import people_with_role

GIVEN_ON = workday(LAST_DAY, later=-20)
LASTS = timedelta(days=730)
SHARES = {SOGNDAL: Decimal("62.50"), LUSTER: Decimal("37.50")}
CLIENT_ADDRESS = "192.0.2.7"
"""An address that nobody has."""


def arrange_mandates() -> None:
    """Two mandates to the company, one of them revoked, and how the two share servers."""
    company = Organisation.objects.get(organisation_number=INDIGO)
    owners = {number: Organisation.objects.get(organisation_number=number) for number in SHARES}
    mandates = {number: _give(owner, company) for number, owner in owners.items()}
    revoke_mandate(
        mandates[LUSTER],
        by=mandates[LUSTER].given_by,
        reason="Vi bestiller selv fra nå av",
        now=moment(LAST_DAY, 10),
    )
    record_key(
        company,
        name="Felles servere",
        starts_on=GIVEN_ON,
        shares={owners[number]: percent for number, percent in SHARES.items()},
        by=people_with_role(company, Role.ADMINISTRATOR)[0],
        now=moment(GIVEN_ON, 13),
    )


def _give(owner: Organisation, company) -> Mandate:
    """A mandate to order under every agreement, signed in the portal by the owner's signatory."""
    by = people_with_role(owner, Role.SIGNATORY).order_by("pk")[0]
    facts = {
        "representative": company,
        "powers": Powers.ORDER,
        "starts_on": GIVEN_ON,
        "ends_on": GIVEN_ON + LASTS,
        "frameworks": [],
        "document": None,
    }
    offer = mandate_offer(owner, facts, language=owner.language)
    proof = Proof(method=Signature.Method.BUILT_IN, name=by.name, client_address=CLIENT_ADDRESS)
    signed = Signed(offer.sha256, owner.language, proof)
    return give_mandate(owner, facts, by=by, now=moment(GIVEN_ON, 12), signed=signed)
