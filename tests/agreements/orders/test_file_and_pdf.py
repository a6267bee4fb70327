"""The order file says what the PDF says: forty orders of all kinds, field by field."""

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone, translation
from django.utils.translation import ngettext
from lxml import etree

from agreements.dispatch.links import make_link
from agreements.exchange.reading import find, text, texts
from agreements.exchange.rules import broken_rules
from agreements.exchange.units import UNIT_OF
from agreements.exchange.variants import VARIANTS
from agreements.orders.attachments import content_of
from agreements.orders.documents import order_pdf
from agreements.orders.order_files import checked_order_file
from municipalities import formatting
from tests import pdf
from tests.agreements.exchange.test_order_file import properties, schema
from tests.agreements.orders.forty_orders import FEATURES, ORDERS, forty_orders
from tests.pdf import plain, said

pytestmark = [pytest.mark.django_db, pytest.mark.load]

BUYER = "cac:BuyerCustomerParty/cac:Party"
SELLER = "cac:SellerSupplierParty/cac:Party"
DELIVERY = "cac:Delivery/cac:DeliveryParty"
DOCUMENT = "cac:AdditionalDocumentReference"
LINE = "cac:OrderLine/cac:LineItem"
TERM = ("Lasts %(months)s month", "Lasts %(months)s months")
TERM_TO_A_DAY = (
    "The price is for %(months)s month, to %(day)s",
    "The price is for %(months)s months, to %(day)s",
)


@dataclass(frozen=True)
class Field:
    """Where the file says something, the label the PDF says it under, and how it is printed."""

    path: str
    label: str = ""
    printed: Callable = str


def day(written):
    return formatting.day(date.fromisoformat(written))


def kroner(written):
    return formatting.kroner(Decimal(written))


def country(written):
    """The PDF leaves Norway unsaid."""
    return "" if written == "NO" else f"{said('Country:')} {written}"


FIELDS = (
    Field("cbc:ID", "Order number"),
    Field("cbc:IssueDate", "Submitted", day),
    Field("cbc:CustomerReference", "Buyer reference"),
    Field("cbc:AccountingCost", "Cost centre"),
    Field("cac:ValidityPeriod/cbc:EndDate", "The reseller answers by", day),
    Field("cac:OriginatorDocumentReference/cbc:ID", "Requisition number"),
    Field(f"{DOCUMENT}[cbc:DocumentType='Volumlisensavtale']/cbc:ID", "Volume licence agreement"),
    Field("cac:Contract/cbc:ID", "Contract number"),
    Field(f"{BUYER}/cac:PartyName/cbc:Name"),
    Field(f"{BUYER}/cac:PartyLegalEntity/cbc:RegistrationName", "In Enhetsregisteret:"),
    Field(f"{BUYER}/cac:PartyLegalEntity/cbc:CompanyID", "", formatting.organisation_number),
    Field(f"{BUYER}/cbc:EndpointID", "", formatting.organisation_number),
    Field(f"{BUYER}/cac:Contact/cbc:Name"),
    Field(f"{BUYER}/cac:Contact/cbc:ElectronicMail"),
    Field(f"{SELLER}/cac:PartyName/cbc:Name"),
    Field(f"{SELLER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    Field(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID", "", formatting.organisation_number),
    Field(f"{SELLER}/cbc:EndpointID", "", formatting.organisation_number),
    Field(f"{SELLER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode", "", country),
    Field(f"{SELLER}/cac:Contact/cbc:ElectronicMail"),
    Field(f"{DELIVERY}/cac:Contact/cbc:Name", "Delivery to"),
    Field(f"{DELIVERY}/cac:Contact/cbc:ElectronicMail"),
    Field("cac:Delivery/cac:RequestedDeliveryPeriod/cbc:EndDate", "Deliver by", day),
    Field("cac:AnticipatedMonetaryTotal/cbc:TaxExclusiveAmount", "Total without VAT", kroner),
    Field("cac:TaxTotal/cbc:TaxAmount", "", kroner),
    Field("cac:AnticipatedMonetaryTotal/cbc:TaxInclusiveAmount", "Total with VAT", kroner),
    Field("cac:AnticipatedMonetaryTotal/cbc:PayableAmount", "Total with VAT", kroner),
)
"""Every fact of the order's head, once: a fact the file has not is not in the PDF either."""


def field_faults(root, document):
    """The fields that file and PDF do not say alike."""
    for field in FIELDS:
        values = texts(root, field.path)
        label = said(field.label) if field.label else ""
        if label and not values and label in document:
            yield f"{field.path}: in the PDF alone"
        for value in values:
            if plain(f"{label} {field.printed(value)}") not in document:
                yield f"{field.path}: {value} is not in the PDF"


def delivery_start_faults(root, document):
    """An order without a wish can be delivered from its day; the PDF then says nothing."""
    start = text(root, "cac:Delivery/cac:RequestedDeliveryPeriod/cbc:StartDate")
    wished = f"{said('Deliver from')} {day(start)}" in document
    if not wished and (start != text(root, "cbc:IssueDate") or said("Deliver from") in document):
        yield "deliver from"


def line_faults(root, document, order):
    """The lines that do not stand in the PDF with all they say."""
    units = {line.position: line for line in order.lines.all()}
    for line in find(root, LINE):
        number = text(line, "cbc:ID")
        unit = units[int(number)]
        if find(line, "cbc:Quantity")[0].get("unitCode") != UNIT_OF[unit.unit]:
            yield f"line {number}: unit"
        facts = properties(line)
        row = [
            number,
            text(line, "cac:Item/cac:SellersItemIdentification/cbc:ID"),
            text(line, "cac:Item/cbc:Name"),
            *term_of(facts),
            f"{said('Price level')} {facts['Prisnivå']}" if "Prisnivå" in facts else "",
            unit.get_unit_display(),
            formatting.whole(text(line, "cbc:Quantity")),
            kroner(text(line, "cac:Price/cbc:PriceAmount")),
            kroner(text(line, "cbc:LineExtensionAmount")),
        ]
        if plain(" ".join(row)) not in document:
            yield f"line {number}: {plain(' '.join(row))}"
        segment = facts.get("Del av virksomheten", "")
        if segment != order.segment_name or segment and segment not in document:
            yield f"line {number}: segment"
    if len(find(root, LINE)) != len(units):
        yield "number of lines"


def term_of(facts):
    """How the PDF prints for how long a right lasts."""
    months, last_day = facts.get("Varighet i måneder"), facts.get("Siste dag")
    if not months:
        return []
    sentence = TERM if last_day is None else TERM_TO_A_DAY
    with translation.override("nb"):
        words = ngettext(*sentence, int(months))
    return [words % {"months": months, "day": day(last_day) if last_day else ""}]


def note_faults(root, document, order):
    """What the note says in other words than the PDF: kind, on whose behalf, and who pays."""
    notes = text(root, "cbc:Note").splitlines()
    shares = [re.fullmatch(r"(.+): (.+?), (.+) uten mva\., (.+) med mva\.", note) for note in notes]
    for note, share in zip(notes, shares, strict=True):
        words = " ".join(share.groups()) if share else note
        if plain(words) not in document:
            yield f"note: {note}"
    if len([share for share in shares if share]) != len(order.parts):
        yield "number of shares"
    if (order.kind != "new") != (f"{said('Kind')} {order.get_kind_display()}" in document):
        yield "kind"


def paper_faults(root, document, order):
    """Papers that are not the ones attached, whole, or named alone where that is right."""
    papers = [attachment.document for attachment in order.attachments.all()]
    is_small = sum(paper.size for paper in papers) <= 7_000_000
    described = find(root, DOCUMENT)[1:]
    if len(described) != len(papers):
        yield "number of papers"
    for reference, paper in zip(described, papers, strict=False):
        number = text(reference, "cbc:ID")
        if plain(f"{number}: {paper.title}") not in document:
            yield f"paper {number}: not in the PDF"
        files = texts(reference, "cac:Attachment/cbc:EmbeddedDocumentBinaryObject")
        expected = [content_of(paper)] if is_small and paper.withdrawn_at is None else []
        if [b64decode(file) for file in files] != expected:
            yield f"paper {number}: content"


def page_faults(root, order, client):
    """What the reseller's page leaves out of what the file says about the buyer and the order."""
    address = make_link(order, by=None, now=timezone.now())
    page = plain(unescape(re.sub("<[^>]+>", " ", client.get(address).text)))
    known = {f"{BUYER}/cac:PartyLegalEntity/cbc:RegistrationName"}
    for field in FIELDS:
        if not field.path.startswith(SELLER) and field.path not in known:
            for value in texts(root, field.path):
                if plain(field.printed(value)) not in page:
                    yield f"{field.path}: {value} is not on the reseller's page"
    for value in (order.segment_name, *(part.name for part in order.parts)):
        if value not in page:
            yield f"{value} is not on the reseller's page"


def faults(order, variant, client):
    """Everything that is wrong with the file of an order beside its PDF and its page."""
    file = checked_order_file(order, variant.code)
    root, document = etree.fromstring(file), pdf.text(order_pdf(order, language="nb"))
    schema().assertValid(root)
    yield from (rule.code for rule in broken_rules(file, variant))
    yield from field_faults(root, document)
    yield from delivery_start_faults(root, document)
    yield from line_faults(root, document, order)
    yield from note_faults(root, document, order)
    yield from paper_faults(root, document, order)
    yield from page_faults(root, order, client)


def test_forty_orders_say_the_same_in_file_and_pdf(cast, agreement, framework, client):
    met, found = Counter(), []
    for number, (features, order) in enumerate(forty_orders(cast, agreement, framework)):
        met.update(features)
        variant = list(VARIANTS.values())[number % len(VARIANTS)]
        found += [
            (sorted(features), variant.code, fault) for fault in faults(order, variant, client)
        ]
    assert found == [], "\n".join(map(str, found))
    assert sum(1 for feature in FEATURES if met[feature] >= 3) == len(FEATURES)
    assert number + 1 == ORDERS
