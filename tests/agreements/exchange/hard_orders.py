"""Orders that are hard to write down right."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from agreements.exchange.order_file import LineFacts, OrderFacts, PartyFacts, vat_by_rate

BUYER = PartyFacts(
    organisation_number="945475056",
    name="GUOVDAGEAINNU SUOHKAN KAUTOKEINO KOMMUNE",
    contact_name="Máret Ánne Sárá",
    contact_email="maret@kautokeino.example.no",
)
SELLER = PartyFacts(organisation_number="974760673", name="Forhandler & Sønn <Nord> AS")


def line(number, *, quantity=10, price="100.00", vat="25.00", **facts):
    """A line of a price and a VAT rate."""
    unit_net = Decimal(price)
    return LineFacts(
        number=number,
        part_number=facts.pop("part_number", f"AAA-{number:05}"),
        name=facts.pop("name", f"Kontorpakke {number}"),
        quantity=quantity,
        unit_code=facts.pop("unit_code", "EA"),
        unit_net=unit_net,
        net=quantity * unit_net,
        vat_percent=Decimal(vat),
        **facts,
    )


def order(*lines, **facts):
    """An order of lines whose sums agree."""
    net = sum(line.net for line in lines)
    vat = vat_by_rate((line.net, line.vat_percent) for line in lines)
    fields = {
        "number": "2026-0001",
        "issued_on": date(2026, 11, 23),
        "buyer": BUYER,
        "seller": SELLER,
        "contract": "microsoft-2026",
        "buyer_reference": "Ole Innkjøp",
    }
    return OrderFacts(lines=lines, net=net, vat=vat, gross=net + vat, **fields | facts)


SEVEN = order(
    line(1, name="Čáhppes girjerádju – ŋ, đ, ŧ, ž", term_months=36),
    line(2, price="0.00", name="Debian GNU/Linux"),
    line(3, price="0.00", vat="0.00"),
    line(4, quantity=1, price="1999.99", vat="0.00"),
    line(5, quantity=3, price="33.33", unit_code="HUR"),
    line(6, quantity=999_999, price="0.01"),
    line(7, quantity=7, price="1234.57", unit_code="DAY", vat="12.00"),
    cost_centre="1200 & <felles>",
    requisition_number="REK-2026/17",
    valid_until=date(2029, 11, 22),
    delivery_from=date(2026, 12, 1),
    delivery_to=date(2026, 12, 24),
    delivery_contact="Áilu",
    delivery_email="lisenser@kautokeino.example.no",
)
"""Seven lines, Sámi names, prices of zero, three VAT rates, a term of three years."""

HARD_ORDERS = {
    "seven": SEVEN,
    "smallest": order(line(1)),
    "all_free": order(line(1, price="0.00"), line(2, price="0.00", vat="0.00")),
    "without_vat": order(line(1, vat="0.00"), line(2, vat="0.00")),
    "only_end_of_delivery": order(line(1), delivery_to=date(2026, 12, 1)),
    "only_delivery_email": order(line(1), delivery_email="it@nordvik.example.no"),
    "control_characters": replace(order(line(1, name="Kontor\x0bpakke")), cost_centre="  "),
    "many_lines": order(*(line(number) for number in range(1, 301))),
}
