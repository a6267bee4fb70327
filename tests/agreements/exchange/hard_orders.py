"""Orders that are hard to write down right."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from agreements.exchange.order_file import (
    LineFacts,
    OrderFacts,
    PaperFacts,
    PartyFacts,
    vat_by_rate,
)

BUYER = PartyFacts(
    organisation_number="945475056",
    name="Guovdageainnu suohkan - Kautokeino kommune",
    register_name="GUOVDAGEAINNU SUOHKAN KAUTOKEINO KOMMUNE",
    contact_name="Máret Ánne Sárá",
    contact_email="maret@kautokeino.example.no",
)
SELLER = PartyFacts(
    organisation_number="974760673",
    name="Forhandler & Sønn <Nord> AS",
    register_name="Forhandler & Sønn <Nord> AS",
    contact_email="ordre@nord.example.no",
)


def paper(number, *, title="Volumlisensavtale", content=b"%PDF-1.7", **facts):
    """A paper that goes along."""
    fields = {"file_name": f"{number}-blå & grønn.pdf", "content_type": "application/pdf"}
    return PaperFacts(number=number, title=title, content=content, **fields | facts)


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
        "answer_by": date(2026, 12, 7),
        "contract": "24/00123-7",
        "agreement": "VLA-945475056-1",
        "buyer_reference": "Ole Innkjøp",
    }
    return OrderFacts(lines=lines, net=net, vat=vat, gross=net + vat, **fields | facts)


SEVEN = order(
    line(1, name="Čáhppes girjerádju – ŋ, đ, ŧ, ž", term_months=36, price_level="D"),
    line(2, price="0.00", name="Debian GNU/Linux"),
    line(3, price="0.00", vat="0.00"),
    line(4, price="1999.99", vat="0.00", quantity=1, term_months=5, last_day=date(2027, 4, 30)),
    line(5, quantity=3, price="33.33", unit_code="HUR"),
    line(6, quantity=999_999, price="0.01"),
    line(7, quantity=7, price="1234.57", unit_code="DAY", vat="12.00"),
    cost_centre="1200 & <felles>",
    requisition_number="REK-2026/17",
    delivery_from=date(2026, 12, 1),
    delivery_to=date(2026, 12, 24),
    delivery_contact="Áilu",
    delivery_email="lisenser@kautokeino.example.no",
    segment="Skole & SFO",
    note="Karasjok på vegne av Kautokeino",
    papers=(paper("2026-0001-1"), paper("2026-0001-2", content_type="image/png")),
)
"""Seven lines, Sámi names, prices of zero, three VAT rates, a term of three years, two papers."""

HARD_ORDERS = {
    "seven": SEVEN,
    "smallest": order(line(1)),
    "all_free": order(line(1, price="0.00"), line(2, price="0.00", vat="0.00")),
    "without_vat": order(line(1, vat="0.00"), line(2, vat="0.00")),
    "only_end_of_delivery": order(line(1), delivery_to=date(2026, 12, 1)),
    "only_delivery_email": order(line(1), delivery_email="it@nordvik.example.no"),
    "control_characters": replace(order(line(1, name="Kontor\x0bpakke")), cost_centre="  "),
    "answered_the_same_day": order(line(1), answer_by=date(2026, 11, 23)),
    "papers_by_name_alone": order(line(1), papers=(paper("2026-0001-1", content=None),)),
    "papers_as_large_as_may_be": order(
        line(1), papers=tuple(paper(f"2026-0001-{n}", content=b"0" * 1_400_000) for n in range(5))
    ),
    "papers_with_strange_names": order(
        line(1), papers=(paper("2026-0001-1", title="\x0b<b>", file_name='\x00æ".pdf'),)
    ),
    "many_lines": order(*(line(number) for number in range(1, 301))),
}
