"""Reading a reseller's answer to an order: Peppol Order Response (T76, UBL 2.1), pure.

CustomizationID and ProfileID say which document it is: an order agreement (T110) and an answer to
a change or a cancellation (T116) have the same root element. AB says that the order is received,
AP that it is accepted and RE that it is rejected, each without lines (T76-R007 to R010). CA
answers line by line: each line names the order's line and has a status of its own (UNCL 1229).
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from lxml.etree import _Element as Element

from agreements.exchange.envelope import NAMESPACES, Envelope, open_envelope, text
from agreements.exchange.order_file import ORGANISATION_NUMBER_SCHEME
from agreements.exchange.response_lines import LineAnswer, read_line, read_promise
from agreements.exchange.response_values import refuse

ORDER_RESPONSE = "urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2"
TRANSACTION = "urn:fdc:peppol.eu:poacc:trns:order_response:3"
PROFILES = (
    "urn:fdc:peppol.eu:poacc:bis:ordering:3",
    "urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:02:1.0",
)
"""Ordering with an answer, in Peppol BIS and in EHF: the processes that the order files name."""
ADVANCED = ("order_response_advanced:3", "advanced_ordering", "ehf:postaward:g3:09")
AGREEMENT = ("trns:order_agreement:3", "bis:order_agreement:3", "ehf:postaward:g3:03")
ACKNOWLEDGED, ACCEPTED, REJECTED, CHANGED = CODES = ("AB", "AP", "RE", "CA")


@dataclass(frozen=True)
class Response:
    """An answer: its own number, the order's, the code, and what is said about lines.

    `buyers` and `sellers` are the organisation numbers by which the file names either party.
    `sales_order_number` is the seller's own number of the order.
    """

    number: str
    order_number: str
    buyers: tuple[str, ...]
    sellers: tuple[str, ...]
    code: str
    note: str
    lines: tuple[LineAnswer, ...]
    sales_order_number: str = ""
    promised_from: date | None = None
    promised_to: date | None = None


def read_response(content: bytes) -> Response:
    """The answer in a file. Raises ValidationError with a sentence and a code."""
    root, envelope = open_envelope(content)
    _check_document(root)
    _check_envelope(root, envelope)
    promised_from, promised_to = read_promise(root, where=_("the order"))
    response = Response(
        number=text(root, "cbc:ID"),
        order_number=text(root, "cac:OrderReference/cbc:ID"),
        buyers=_organisation_numbers(root, "cac:BuyerCustomerParty"),
        sellers=_organisation_numbers(root, "cac:SellerSupplierParty"),
        code=text(root, "cbc:OrderResponseCode"),
        note=text(root, "cbc:Note"),
        sales_order_number=text(root, "cbc:SalesOrderID"),
        promised_from=promised_from,
        promised_to=promised_to,
        lines=tuple(read_line(line) for line in root.findall("cac:OrderLine", NAMESPACES)),
    )
    _check(response)
    return response


def _check_document(root: Element) -> None:
    """Refuse what is no T76 answer to an order of ours, and say what it is instead."""
    if root.tag != f"{{{ORDER_RESPONSE}}}OrderResponse":
        raise refuse("response_other_document", _("The file is XML, but no order response."))
    names = [text(root, "cbc:CustomizationID"), text(root, "cbc:ProfileID")]
    if any(part in name for part in ADVANCED for name in names):
        raise refuse(
            "response_to_change",
            _(
                "This answers a change or a cancellation of an order (advanced ordering), which "
                "the portal does not send as files. It is not stored, and changes nothing. Ask the "
                "reseller for an answer to the order itself."
            ),
        )
    if any(part in name for part in AGREEMENT for name in names):
        raise refuse(
            "response_order_agreement",
            _(
                "This is an order agreement, about something that was ordered outside the "
                "portal. It is not stored, and changes nothing."
            ),
        )
    if not names[0].startswith(TRANSACTION) or names[1] not in PROFILES:
        raise refuse(
            "response_other_transaction",
            _(
                "This order response is of another specification than the portal reads: Peppol "
                "Order Response 3 (T76), also in EHF. It is not stored. Ask the reseller for that."
            ),
        )


def _check_envelope(root: Element, envelope: Envelope) -> None:
    """Refuse a document in the envelope of somebody else."""
    for party, named in (
        ("cac:SellerSupplierParty", envelope.sender),
        ("cac:BuyerCustomerParty", envelope.receiver),
    ):
        endpoint = root.find(f"{party}/cac:Party/cbc:EndpointID", NAMESPACES)
        if named and endpoint is not None:
            inside = f"{endpoint.get('schemeID')}:{(endpoint.text or '').strip()}"
            if named != inside:
                raise refuse(
                    "envelope_of_others",
                    _(
                        "The envelope (SBDH) names %(named)s where the answer inside it names "
                        "%(inside)s. Ask the reseller to send it anew."
                    ),
                    named=named,
                    inside=inside,
                )


def _check(response: Response) -> None:
    if not (response.number and response.order_number and response.buyers and response.sellers):
        raise refuse(
            "response_without_number",
            _(
                "The file does not say what it answers: it needs its own number, the order's "
                "number, and both parties' organisation numbers. Ask the reseller."
            ),
        )
    if response.code not in CODES:
        raise refuse(
            "response_unknown_code", _("The answer has a code that is not AB, AP, RE or CA.")
        )
    if response.code == CHANGED and not response.lines:
        raise refuse(
            "response_changes_without_lines",
            _("The answer says that lines are answered one by one, but there are no lines."),
        )
    if response.code != CHANGED and response.lines:
        raise refuse(
            "response_lines_beside_answer",
            _("An answer about the whole order (AB, AP or RE) cannot have lines."),
        )


def _organisation_numbers(root: Element, party: str) -> tuple[str, ...]:
    """The organisation numbers of a party: its endpoint, or else its identification.

    An endpoint may be a GLN (0088); the organisation number then stands beside it (0192), or
    without a scheme.
    """
    found = root.find(f"{party}/cac:Party", NAMESPACES)
    if found is None:
        return ()
    named = [
        *found.findall("cbc:EndpointID", NAMESPACES),
        *found.findall("cac:PartyIdentification/cbc:ID", NAMESPACES),
        *found.findall("cac:PartyLegalEntity/cbc:CompanyID", NAMESPACES),
    ]
    numbers = [
        "".join((one.text or "").split())
        for one in named
        if one.get("schemeID", ORGANISATION_NUMBER_SCHEME) == ORGANISATION_NUMBER_SCHEME
    ]
    return tuple(dict.fromkeys(number for number in numbers if re.fullmatch(r"\d{9}", number)))
