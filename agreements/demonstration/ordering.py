"""How the named organisations have arranged their ordering: segments, a stand-in, a template."""

from datetime import timedelta

from agreements.approvals.delegations import create_delegation
from agreements.basket.order_templates import save_order_as_template
from agreements.demonstration.accounts import PORSANGER, SOGNDAL
from agreements.demonstration.days import LAST_DAY, moment
from agreements.models import Order
from agreements.orders.states import OrderState
from agreements.segments.actions import add_segment
from municipalities.models import Organisation

SEGMENTS = {
    SOGNDAL: (
        ("Administrasjon", "Solveig Kvålsnes", "bestillar@sogndal.example"),
        ("Skule", "Eirik Nornes", "skule@sogndal.example"),
        ("Helse", "Marta Hovland", "helse@sogndal.example"),
    ),
    PORSANGER: (
        ("Administrasjon", "Máret Vidda", "bestiller@porsanger.example"),
        ("Skole", "Isak Børselv", "skole@porsanger.example"),
        ("Helse", "Elle Lakselv", "helse@porsanger.example"),
    ),
}
TEMPLATES = {SOGNDAL: "Nye medarbeidarar", PORSANGER: "Nye medarbeidere"}
AWAY = timedelta(days=14)
ARRANGED_AT = moment(LAST_DAY, 12)


def arrange_ordering(users) -> None:
    """Give the named organisations what their administrators and orderers would have made."""
    for number, segments in SEGMENTS.items():
        organisation = Organisation.objects.get(organisation_number=number)
        for name, contact_name, contact_email in segments:
            facts = {"name": name, "contact_name": contact_name, "contact_email": contact_email}
            add_segment(organisation, facts)
        _save_template(organisation)
    _name_stand_in(users)


def _save_template(organisation: Organisation) -> None:
    order = Order.objects.filter(organisation=organisation, state=OrderState.CONFIRMED)[0]
    save_order_as_template(
        order,
        name=TEMPLATES[organisation.organisation_number],
        by=order.submitted_by,
        now=ARRANGED_AT,
    )


def _name_stand_in(users) -> None:
    """Sogndal's approver is away for two weeks; the head of IT stands in."""
    approver = users["godkjennar@sogndal.example"]
    delegation = {
        "approver": approver,
        "delegate": users["it-leiar@sogndal.example"],
        "starts_on": LAST_DAY,
        "ends_on": LAST_DAY + AWAY,
    }
    organisation = Organisation.objects.get(organisation_number=SOGNDAL)
    create_delegation(organisation, delegation=delegation, by=approver, now=ARRANGED_AT)
