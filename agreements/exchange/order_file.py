"""An order as a UBL 2.1 file that the reseller's system reads: pure, no database.

The same elements serve Peppol BIS Ordering 3 and EHF Ordre G3; only the identifiers differ.
Quantity is the number of seats and the price is one seat's for the whole term: the term is a
property of the item and never a second factor. Empty facts leave no element behind.

Contract takes one number, and that is the framework agreement's: the tender and the price list
are under it. The buyer's own volume licence agreement is a document beside it
(AdditionalDocumentReference, tir01-154: "an identifier for the referenced document").
"""

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree
from lxml.etree import _Element as Element

from agreements.exchange.variants import Variant
from agreements.money import to_ore

ORDER = "urn:oasis:names:specification:ubl:schema:xsd:Order-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
NAMESPACES = {None: ORDER, "cac": CAC, "cbc": CBC}

CURRENCY = "NOK"
ORDER_TYPE = "220"
"""UNCL 1001: a purchase order."""
ORGANISATION_NUMBER_SCHEME = "0192"
"""The Norwegian organisation number in the list of electronic address schemes."""
TERM_PROPERTY = "Varighet i måneder"
LAST_DAY_PROPERTY = "Siste dag"
PRICE_LEVEL_PROPERTY = "Prisnivå"
SEGMENT_PROPERTY = "Del av virksomheten"
AGREEMENT_DOCUMENT = "Volumlisensavtale"
PAPER_DOCUMENT = "Vedlegg: "
"""Before a paper's title: a paper may be called anything, also what the agreement is called."""

MAX_EMBEDDED = 7_000_000
"""Bytes of all papers in a file together. The same papers are also attached to the e-mail: coded
as text, once there and twice here, they make 23 MB of a message that mail servers commonly let
grow to 25. Larger papers are named here, and lie beside the file."""

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class PartyFacts:
    """A buyer or a seller; `country` is two letters of ISO 3166."""

    organisation_number: str
    name: str
    register_name: str
    country: str = "NO"
    contact_name: str = ""
    contact_email: str = ""


@dataclass(frozen=True)
class LineFacts:
    """A line; `unit_code` is of UN/ECE Recommendation 20, `term_months` None: perpetual.

    `last_day` is the day a right ends together with others, sooner than its own term.
    """

    number: int
    part_number: str
    name: str
    quantity: int
    unit_code: str
    unit_net: Decimal
    net: Decimal
    vat_percent: Decimal
    term_months: int | None = None
    last_day: date | None = None
    price_level: str = ""


@dataclass(frozen=True)
class PaperFacts:
    """A paper that goes with the order; `content` None: it is named, and not in the file."""

    number: str
    title: str
    file_name: str
    content_type: str
    content: bytes | None = None


@dataclass(frozen=True)
class OrderFacts:
    """Everything an order file says. The sums must agree; rules.py refuses the file otherwise."""

    number: str
    issued_on: date
    buyer: PartyFacts
    seller: PartyFacts
    answer_by: date
    contract: str
    agreement: str
    buyer_reference: str
    lines: tuple[LineFacts, ...]
    net: Decimal
    vat: Decimal
    gross: Decimal
    cost_centre: str = ""
    requisition_number: str = ""
    delivery_from: date | None = None
    delivery_to: date | None = None
    delivery_contact: str = ""
    delivery_email: str = ""
    segment: str = ""
    note: str = ""
    papers: tuple[PaperFacts, ...] = ()


def order_file(facts: OrderFacts, variant: Variant) -> bytes:
    """The bytes of the order as a file of a variant."""
    root = etree.Element(f"{{{ORDER}}}Order", nsmap=NAMESPACES)
    _head(root, facts, variant)
    _references(root, facts)
    _party(_add(root, "cac:BuyerCustomerParty"), facts.buyer)
    _party(_add(root, "cac:SellerSupplierParty"), facts.seller)
    _delivery(root, facts)
    _sums(root, facts)
    for line in facts.lines:
        _line(root, line, segment=facts.segment)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def vat_by_rate(lines: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """The VAT of lines as (amount, vat_percent): once per rate on its net sum (EN 16931)."""
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    for net, vat_percent in lines:
        nets[vat_percent] += net
    return sum((to_ore(net * rate / 100) for rate, net in nets.items()), Decimal("0.00"))


def _head(root: Element, facts: OrderFacts, variant: Variant) -> None:
    _text(root, "cbc:CustomizationID", variant.customization_id)
    _text(root, "cbc:ProfileID", variant.profile_id)
    _text(root, "cbc:ID", facts.number)
    _text(root, "cbc:IssueDate", facts.issued_on)
    _text(root, "cbc:OrderTypeCode", ORDER_TYPE)
    _text(root, "cbc:Note", facts.note)
    _text(root, "cbc:DocumentCurrencyCode", CURRENCY)
    _text(root, "cbc:CustomerReference", facts.buyer_reference)
    _text(root, "cbc:AccountingCost", facts.cost_centre)


def _references(root: Element, facts: OrderFacts) -> None:
    _text(_add(root, "cac:ValidityPeriod"), "cbc:EndDate", facts.answer_by)
    if facts.requisition_number:
        reference = _add(root, "cac:OriginatorDocumentReference")
        _text(reference, "cbc:ID", facts.requisition_number)
    _document(root, number=facts.agreement, kind=AGREEMENT_DOCUMENT)
    for paper in facts.papers:
        _paper(root, paper)
    _text(_add(root, "cac:Contract"), "cbc:ID", facts.contract)


def _document(root: Element, *, number: str, kind: str) -> Element:
    document = _add(root, "cac:AdditionalDocumentReference")
    _text(document, "cbc:ID", number)
    _text(document, "cbc:DocumentType", kind)
    return document


def _paper(root: Element, facts: PaperFacts) -> None:
    document = _document(root, number=facts.number, kind=PAPER_DOCUMENT + facts.title)
    if facts.content is not None:
        _text(
            _add(document, "cac:Attachment"),
            "cbc:EmbeddedDocumentBinaryObject",
            b64encode(facts.content).decode(),
            mimeCode=facts.content_type,
            filename=NOT_IN_XML.sub(" ", facts.file_name),
        )


def _party(parent: Element, facts: PartyFacts) -> None:
    party = _add(parent, "cac:Party")
    number, scheme = facts.organisation_number, ORGANISATION_NUMBER_SCHEME
    _text(party, "cbc:EndpointID", number, schemeID=scheme)
    _text(_add(party, "cac:PartyName"), "cbc:Name", facts.name)
    country = _add(_add(party, "cac:PostalAddress"), "cac:Country")
    _text(country, "cbc:IdentificationCode", facts.country)
    legal = _add(party, "cac:PartyLegalEntity")
    _text(legal, "cbc:RegistrationName", facts.register_name)
    _text(legal, "cbc:CompanyID", number, schemeID=scheme)
    _contact(party, name=facts.contact_name, email=facts.contact_email)


def _contact(party: Element, *, name: str, email: str) -> None:
    if name or email:
        contact = _add(party, "cac:Contact")
        _text(contact, "cbc:Name", name)
        _text(contact, "cbc:ElectronicMail", email)


def _delivery(root: Element, facts: OrderFacts) -> None:
    """When and to whom; an order without a wish can be delivered from the day it is placed."""
    delivery = _add(root, "cac:Delivery")
    period = _add(delivery, "cac:RequestedDeliveryPeriod")
    _text(period, "cbc:StartDate", facts.delivery_from or facts.issued_on)
    _text(period, "cbc:EndDate", facts.delivery_to or "")
    if facts.delivery_contact or facts.delivery_email:
        party = _add(delivery, "cac:DeliveryParty")
        _text(_add(party, "cac:PartyName"), "cbc:Name", facts.buyer.name)
        _contact(party, name=facts.delivery_contact, email=facts.delivery_email)


def _sums(root: Element, facts: OrderFacts) -> None:
    _amount(_add(root, "cac:TaxTotal"), "cbc:TaxAmount", facts.vat)
    total = _add(root, "cac:AnticipatedMonetaryTotal")
    _amount(total, "cbc:LineExtensionAmount", sum((line.net for line in facts.lines), Decimal(0)))
    _amount(total, "cbc:TaxExclusiveAmount", facts.net)
    _amount(total, "cbc:TaxInclusiveAmount", facts.gross)
    _amount(total, "cbc:PayableAmount", facts.gross)


def _line(root: Element, facts: LineFacts, *, segment: str) -> None:
    line = _add(_add(root, "cac:OrderLine"), "cac:LineItem")
    _text(line, "cbc:ID", facts.number)
    _text(line, "cbc:Quantity", facts.quantity, unitCode=facts.unit_code)
    _amount(line, "cbc:LineExtensionAmount", facts.net)
    _amount(_add(line, "cac:Price"), "cbc:PriceAmount", facts.unit_net)
    item = _add(line, "cac:Item")
    _text(item, "cbc:Name", facts.name)
    if facts.part_number:
        _text(_add(item, "cac:SellersItemIdentification"), "cbc:ID", facts.part_number)
    _tax_category(item, facts.vat_percent)
    _property(item, TERM_PROPERTY, facts.term_months)
    _property(item, LAST_DAY_PROPERTY, facts.last_day)
    _property(item, PRICE_LEVEL_PROPERTY, facts.price_level)
    _property(item, SEGMENT_PROPERTY, segment)


def _property(item: Element, name: str, value: str | int | Decimal | date | None) -> None:
    if value:
        described = _add(item, "cac:AdditionalItemProperty")
        _text(described, "cbc:Name", name)
        _text(described, "cbc:Value", value)


def _tax_category(item: Element, vat_percent: Decimal) -> None:
    """Standard rate above 0, zero rate at 0."""
    category = _add(item, "cac:ClassifiedTaxCategory")
    _text(category, "cbc:ID", "S" if vat_percent > 0 else "Z")
    _text(category, "cbc:Percent", f"{vat_percent:.2f}")
    _text(_add(category, "cac:TaxScheme"), "cbc:ID", "VAT")


def _amount(parent: Element, name: str, kroner: Decimal) -> None:
    _text(parent, name, f"{kroner:.2f}", currencyID=CURRENCY)


def _text(
    parent: Element, name: str, value: str | int | Decimal | date | None, **attributes: str
) -> None:
    """Add an element with a text; nothing where the text is empty."""
    text = NOT_IN_XML.sub(" ", str(value)).strip()
    if text:
        _add(parent, name, **attributes).text = text


def _add(parent: Element, name: str, **attributes: str) -> Element:
    prefix, _, local = name.partition(":")
    return etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{local}", attributes)
