"""Rules about which elements stand in an order file, and in which order."""

from django.utils.translation import gettext_lazy as _
from lxml import etree
from lxml.etree import _Element as Element

from agreements.exchange.order_file import CAC, CBC
from agreements.exchange.reading import Rule, find
from agreements.exchange.variants import Variant

PARTY = [
    "cbc:EndpointID",
    "cac:PartyName",
    "cac:PostalAddress",
    "cac:PartyLegalEntity",
    "cac:Contact",
]

CHILDREN = {
    "Order": [
        "cbc:CustomizationID",
        "cbc:ProfileID",
        "cbc:ID",
        "cbc:IssueDate",
        "cbc:OrderTypeCode",
        "cbc:Note",
        "cbc:DocumentCurrencyCode",
        "cbc:CustomerReference",
        "cbc:AccountingCost",
        "cac:ValidityPeriod",
        "cac:OriginatorDocumentReference",
        "cac:AdditionalDocumentReference",
        "cac:Contract",
        "cac:BuyerCustomerParty",
        "cac:SellerSupplierParty",
        "cac:Delivery",
        "cac:TaxTotal",
        "cac:AnticipatedMonetaryTotal",
        "cac:OrderLine",
    ],
    "ValidityPeriod": ["cbc:EndDate"],
    "OriginatorDocumentReference": ["cbc:ID"],
    "AdditionalDocumentReference": ["cbc:ID", "cbc:DocumentType", "cac:Attachment"],
    "Attachment": ["cbc:EmbeddedDocumentBinaryObject"],
    "Contract": ["cbc:ID"],
    "BuyerCustomerParty": ["cac:Party"],
    "SellerSupplierParty": ["cac:Party"],
    "Party": PARTY,
    "PartyName": ["cbc:Name"],
    "PostalAddress": ["cac:Country"],
    "Country": ["cbc:IdentificationCode"],
    "PartyLegalEntity": ["cbc:RegistrationName", "cbc:CompanyID"],
    "Contact": ["cbc:Name", "cbc:ElectronicMail"],
    "Delivery": ["cac:RequestedDeliveryPeriod", "cac:DeliveryParty"],
    "RequestedDeliveryPeriod": ["cbc:StartDate", "cbc:EndDate"],
    "DeliveryParty": ["cac:PartyName", "cac:Contact"],
    "TaxTotal": ["cbc:TaxAmount"],
    "AnticipatedMonetaryTotal": [
        "cbc:LineExtensionAmount",
        "cbc:TaxExclusiveAmount",
        "cbc:TaxInclusiveAmount",
        "cbc:PayableAmount",
    ],
    "OrderLine": ["cac:LineItem"],
    "LineItem": ["cbc:ID", "cbc:Quantity", "cbc:LineExtensionAmount", "cac:Price", "cac:Item"],
    "Price": ["cbc:PriceAmount"],
    "Item": [
        "cbc:Name",
        "cac:SellersItemIdentification",
        "cac:ClassifiedTaxCategory",
        "cac:AdditionalItemProperty",
    ],
    "SellersItemIdentification": ["cbc:ID"],
    "ClassifiedTaxCategory": ["cbc:ID", "cbc:Percent", "cac:TaxScheme"],
    "TaxScheme": ["cbc:ID"],
    "AdditionalItemProperty": ["cbc:Name", "cbc:Value"],
}
"""The white list: each element that has children, and those in the order of the schema."""

REPEATED = {
    "OrderLine",
    "AdditionalItemProperty",
    "AdditionalDocumentReference",
    "Contract",
    "TaxTotal",
}
"""What may stand more than once here; that contract and VAT total do not is a rule of its own."""

NAMED_IN_PREFIX = {CAC: "cac", CBC: "cbc"}


def _name(element: Element) -> str:
    tag = etree.QName(element)
    return f"{NAMED_IN_PREFIX.get(tag.namespace, '?')}:{tag.localname}"


def _known_children(element: Element) -> list[str]:
    return CHILDREN.get(etree.QName(element).localname, [])


def only_known_elements(root: Element, variant: Variant) -> bool:
    """Every element stands in the white list under its parent, and nothing stands twice."""
    for parent in root.iter():
        if not isinstance(parent.tag, str):
            return False
        names = [_name(child) for child in parent if isinstance(child.tag, str)]
        once = [name for name in names if name.partition(":")[2] not in REPEATED]
        if set(names) - set(_known_children(parent)) or len(once) != len(set(once)):
            return False
    return True


def elements_in_order(root: Element, variant: Variant) -> bool:
    """Known children follow each other as in the schema."""
    for parent in root.iter(etree.Element):
        known = _known_children(parent)
        places = [known.index(_name(child)) for child in parent if _name(child) in known]
        if places != sorted(places):
            return False
    return True


def no_empty_elements(root: Element, variant: Variant) -> bool:
    """Every element has a child or a text, and every attribute a value."""
    return all(
        (len(element) or (element.text or "").strip()) and all(element.attrib.values())
        for element in root.iter(etree.Element)
    )


def nothing_forbidden(root: Element, variant: Variant) -> bool:
    """Nothing stands in the file that the variant forbids."""
    return not any(
        etree.QName(element).localname in variant.forbidden for element in root.iter(etree.Element)
    )


def has_lines(root: Element, variant: Variant) -> bool:
    """At least one line."""
    return bool(find(root, "cac:OrderLine/cac:LineItem"))


RULES = (
    Rule(
        "element_not_known",
        _("The file holds an element that is no part of an order. Report this to KS."),
        only_known_elements,
    ),
    Rule(
        "elements_out_of_order",
        _("The elements of the file do not follow the schema's order. Report this to KS."),
        elements_in_order,
    ),
    Rule(
        "element_empty",
        _("The file holds an empty element. Fill in the fact, or leave it out."),
        no_empty_elements,
    ),
    Rule(
        "element_forbidden_in_ehf",
        _("The file holds an element that an EHF order must not have. Send it as Peppol instead."),
        nothing_forbidden,
    ),
    Rule("no_lines", _("The order has no lines. Order at least one product."), has_lines),
)
