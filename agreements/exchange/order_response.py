"""Reading a reseller's answer to an order: Peppol Order Response (T76, UBL 2.1), pure.

AB says that the order is received, AP that it is accepted, RE that it is rejected, CA that
something is changed, line by line. CA needs lines; AP and RE must have none.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from lxml import etree

from agreements.exchange.order_file import CAC, CBC

ORDER_RESPONSE = "urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2"
NAMESPACES = {"cac": CAC, "cbc": CBC}
MAX_SIZE = 2 * 1024 * 1024
ACKNOWLEDGED, ACCEPTED, REJECTED, CHANGED = CODES = ("AB", "AP", "RE", "CA")
SENTENCES = {
    "response_too_large": _("The file is too large to be an order response."),
    "response_unreadable": _("The file is no readable XML."),
    "response_other_document": _("The file is XML, but no order response."),
    "response_without_number": _("The file does not say what it answers. Ask the reseller."),
    "response_unknown_code": _("The answer has a code that is not AB, AP, RE or CA."),
    "response_changes_without_lines": _("The answer changes the order, but no line says how."),
    "response_lines_beside_answer": _("An answer that accepts or rejects cannot change lines."),
}


@dataclass(frozen=True)
class LineAnswer:
    """What is answered about a line: its number in the order, quantity and note as they stand."""

    number: str
    quantity: str
    note: str


@dataclass(frozen=True)
class Response:
    """An answer: its own number, the order's, both parties by organisation number, and the code."""

    number: str
    order_number: str
    buyer: str
    seller: str
    code: str
    note: str
    lines: tuple[LineAnswer, ...]


def read_response(content):
    """The answer in a file. Raises ValidationError with one of SENTENCES."""
    root = _root(content)
    response = Response(
        number=_text(root, "cbc:ID"),
        order_number=_text(root, "cac:OrderReference/cbc:ID"),
        buyer=_text(root, "cac:BuyerCustomerParty/cac:Party/cbc:EndpointID"),
        seller=_text(root, "cac:SellerSupplierParty/cac:Party/cbc:EndpointID"),
        code=_text(root, "cbc:OrderResponseCode"),
        note=_text(root, "cbc:Note"),
        lines=tuple(_line(line) for line in root.findall("cac:OrderLine", NAMESPACES)),
    )
    _check(response)
    return response


def _root(content):
    if len(content) > MAX_SIZE:
        raise _refusal("response_too_large")
    # A document type could name files and addresses, or grow without end: none is let in.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refusal("response_unreadable") from error
    if root.getroottree().docinfo.doctype:
        raise _refusal("response_unreadable")
    if root.tag != f"{{{ORDER_RESPONSE}}}OrderResponse":
        raise _refusal("response_other_document")
    return root


def _check(response):
    if not (response.number and response.order_number and response.buyer and response.seller):
        raise _refusal("response_without_number")
    if response.code not in CODES:
        raise _refusal("response_unknown_code")
    if response.code == CHANGED and not response.lines:
        raise _refusal("response_changes_without_lines")
    if response.code in {ACCEPTED, REJECTED} and response.lines:
        raise _refusal("response_lines_beside_answer")


def _line(line):
    number = _text(line, "cac:OrderLineReference/cbc:LineID")
    return LineAnswer(
        number=number or _text(line, "cac:LineItem/cbc:ID"),
        quantity=_text(line, "cac:LineItem/cbc:Quantity"),
        note=_text(line, "cac:LineItem/cbc:Note"),
    )


def _text(element, path):
    return " ".join((element.findtext(path, "", NAMESPACES) or "").split())


def _refusal(code):
    return ValidationError(SENTENCES[code], code=code)
