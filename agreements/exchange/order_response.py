"""Reading a reseller's answer to an order: Peppol Order Response (T76, UBL 2.1), pure.

CustomizationID and ProfileID say which document it is: an order agreement (T110) and an answer to
a change or a cancellation (T116) have the same root element. AB says that the order is received,
AP that it is accepted and RE that it is rejected, each without lines (T76-R007 to R010). CA
answers line by line: each line names the order's line and has a status of its own (UNCL 1229).
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from agreements.exchange.envelope import NAMESPACES, open_envelope, text
from agreements.exchange.order_file import CURRENCY, ORGANISATION_NUMBER_SCHEME
from agreements.exchange.response_values import refuse, to_day, to_price, to_whole_number

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


class LineStatus:
    """What is answered about a line: UNCL 1229, the subset of T76."""

    ADDED = "1"
    CHANGED = "3"
    ACCEPTED = "5"
    REFUSED = "7"
    DELIVERED = "42"
    AS_ORDERED = (ACCEPTED, DELIVERED)
    ALL = (ADDED, CHANGED, ACCEPTED, REFUSED, DELIVERED)


LINE_STATUS_TEXTS = {
    LineStatus.ADDED: _("added"),
    LineStatus.CHANGED: _("changed"),
    LineStatus.ACCEPTED: _("accepted"),
    LineStatus.REFUSED: _("not accepted"),
    LineStatus.DELIVERED: _("delivered already"),
}


@dataclass(frozen=True)
class LineAnswer:
    """What is answered about a line of the order, or about a part of it.

    `line` is the order's own line number. `quantity` is what is delivered and `later` the back
    order, None where nothing is said. A price is kroner net for `price_base` units. `part_number`
    and `item_name` are what is delivered instead, empty for what was ordered.
    """

    line: str
    status: str
    quantity: int | None = None
    later: int | None = None
    price: Decimal | None = None
    price_base: int = 1
    part_number: str = ""
    item_name: str = ""
    promised_from: date | None = None
    promised_to: date | None = None
    note: str = ""

    @property
    def status_text(self):
        """The status in words."""
        return LINE_STATUS_TEXTS[self.status]


def line_from_json(stored):
    """The LineAnswer that was stored with asdict, as JSON writes prices and days."""
    days = {
        name: stored[name] and date.fromisoformat(stored[name])
        for name in ("promised_from", "promised_to")
    }
    price = stored["price"]
    return LineAnswer(**stored | days | {"price": None if price is None else Decimal(price)})


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


def read_response(content):
    """The answer in a file. Raises ValidationError with a sentence and a code."""
    root, envelope = open_envelope(content)
    _check_document(root)
    _check_envelope(root, envelope)
    promised_from, promised_to = _promise(root, where=_("the order"))
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
        lines=tuple(_line(line) for line in root.findall("cac:OrderLine", NAMESPACES)),
    )
    _check(response)
    return response


def _check_document(root):
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
                "This is an order agreement: it tells of something that was ordered outside the "
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


def _check_envelope(root, envelope):
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


def _check(response):
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


def _organisation_numbers(root, party):
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


def _line(element):
    """What a line answers. Raises ValidationError that names the line."""
    line = text(element, "cac:OrderLineReference/cbc:LineID")
    if not line:
        raise refuse(
            "response_line_without_reference",
            _("Line %(line)s of the answer does not say which line of the order it answers."),
            line=text(element, "cac:LineItem/cbc:ID") or "?",
        )
    status = text(element, "cac:LineItem/cbc:LineStatusCode")
    if status not in LineStatus.ALL:
        raise refuse(
            "response_line_unknown_status",
            _("Line %(line)s is answered with the status “%(status)s”, which does not exist."),
            line=line,
            status=status[:20],
        )
    price, base = _price(element, line)
    promised_from, promised_to = _promise(
        element, under="cac:LineItem/", where=_("line %(line)s") % {"line": line}
    )
    part_number, item_name = _substitute(element)
    return LineAnswer(
        line=line,
        status=status,
        quantity=to_whole_number(text(element, "cac:LineItem/cbc:Quantity"), line=line),
        later=to_whole_number(
            text(element, "cac:LineItem/cbc:MaximumBackorderQuantity"), line=line
        ),
        price=price,
        price_base=base,
        part_number=part_number[:200],
        item_name=item_name[:500],
        promised_from=promised_from,
        promised_to=promised_to,
        note=text(element, "cac:LineItem/cbc:Note"),
    )


def _price(element, line):
    """The price of a line and for how many units it is; (None, 1) where none is said."""
    amount = element.find("cac:LineItem/cac:Price/cbc:PriceAmount", NAMESPACES)
    if amount is None:
        return None, 1
    if amount.get("currencyID") != CURRENCY:
        raise refuse(
            "response_other_currency",
            _("Line %(line)s has a price in %(currency)s. Orders here are in Norwegian kroner."),
            line=line,
            currency=(amount.get("currencyID") or "?")[:10],
        )
    base = to_whole_number(
        text(element, "cac:LineItem/cac:Price/cbc:BaseQuantity") or "1", line=line
    )
    if base == 0:
        raise refuse("response_line_price", _("Line %(line)s has a price for 0 units."), line=line)
    return to_price(amount.text or "", line=line), base


def _substitute(element):
    """What is delivered instead: its part number and name; empty where it is what was ordered."""
    item = element.find("cac:SellerSubstitutedLineItem/cac:Item", NAMESPACES)
    if item is None:
        return "", ""
    number = text(item, "cac:SellersItemIdentification/cbc:ID") or text(
        item, "cac:StandardItemIdentification/cbc:ID"
    )
    return number, text(item, "cbc:Name")


def _promise(element, *, where, under=""):
    """The first and last day of the promised delivery, each None where it is not said."""
    period = f"{under}cac:Delivery/cac:PromisedDeliveryPeriod/cbc:"
    first, last = (to_day(text(element, period + name), where) for name in ("StartDate", "EndDate"))
    if first and last and last < first:
        raise refuse(
            "response_date",
            _("The promised delivery of %(where)s ends before it begins."),
            where=where,
        )
    return first, last
