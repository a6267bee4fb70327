"""One way to break each rule of an order file, and only as much as that takes."""

from copy import deepcopy

from lxml import etree

from agreements.exchange.order_file import CAC, CBC
from agreements.exchange.reading import find

LINE = "cac:OrderLine[1]/cac:LineItem"
BUYER = "cac:BuyerCustomerParty/cac:Party"
SELLER = "cac:SellerSupplierParty/cac:Party"
TOTAL = "cac:AnticipatedMonetaryTotal"
CATEGORY = f"{LINE}/cac:Item/cac:ClassifiedTaxCategory"
DOCUMENT = "cac:AdditionalDocumentReference"
FILE = f"{DOCUMENT}[2]/cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
PROPERTY = f"{LINE}/cac:Item/cac:AdditionalItemProperty"
WITHOUT_VAT = "cac:OrderLine[3]/cac:LineItem/cac:Item/cac:ClassifiedTaxCategory"


def write(path, value):
    """Put another text at a path."""
    return lambda root: setattr(find(root, path)[0], "text", value)


def remove(path):
    """Take away what stands at a path."""
    return lambda root: [found.getparent().remove(found) for found in find(root, path)]


def twice(path):
    """Let what stands at a path stand there twice."""
    return lambda root: find(root, path)[0].addnext(deepcopy(find(root, path)[0]))


def mark(path, name, value):
    """Give what stands at a path another attribute."""
    return lambda root: find(root, path)[0].set(name, value)


def put(path, namespace, name, value="1"):
    """Add an element last in what stands at a path."""
    return lambda root: setattr(
        etree.SubElement(find(root, path)[0], f"{{{namespace}}}{name}"), "text", value
    )


def last(path):
    """Move what stands at a path behind its siblings."""
    return lambda root: find(root, path)[0].getparent().append(find(root, path)[0])


BROKEN_COPIES = {
    "element_not_known": put(LINE, CBC, "Note", "Hei"),
    "elements_out_of_order": last("cbc:IssueDate"),
    "element_empty": write(f"{LINE}/cac:Item/cac:AdditionalItemProperty/cbc:Value", ""),
    "element_forbidden_in_ehf": put(f"{LINE}/cac:Item", CAC, "ManufacturersItemIdentification"),
    "no_lines": remove("cac:OrderLine"),
    "customization_id": write("cbc:CustomizationID", "urn:fdc:peppol.eu:poacc:trns:order:2"),
    "profile_id": write("cbc:ProfileID", "urn:fdc:peppol.eu:poacc:bis:order_only:3"),
    "order_number": remove("cbc:ID"),
    "issue_date": remove("cbc:IssueDate"),
    "dates": write("cbc:IssueDate", "2026-02-30"),
    "order_type": write("cbc:OrderTypeCode", "227"),
    "currency": write("cbc:DocumentCurrencyCode", "EUR"),
    "buyer_reference": remove("cbc:CustomerReference"),
    "validity": remove("cac:ValidityPeriod"),
    "validity_after_issue": write("cac:ValidityPeriod/cbc:EndDate", "2026-11-22"),
    "requisition_number": remove("cac:OriginatorDocumentReference/cbc:ID"),
    "one_contract": twice("cac:Contract"),
    "contract_number": remove("cac:Contract/cbc:ID"),
    "buyer_endpoint": remove(f"{BUYER}/cbc:EndpointID"),
    "buyer_name": remove(f"{BUYER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    "buyer_country": remove(f"{BUYER}/cac:PostalAddress/cac:Country"),
    "seller_endpoint": remove(f"{SELLER}/cbc:EndpointID"),
    "seller_name": remove(f"{SELLER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    "seller_country": remove(f"{SELLER}/cac:PostalAddress"),
    "endpoint_scheme": mark(f"{SELLER}/cbc:EndpointID", "schemeID", "9908"),
    "organisation_number": write(f"{SELLER}/cbc:EndpointID", "974760674"),
    "country_code": write(f"{SELLER}/cac:PostalAddress/cac:Country/*", "Norge"),
    "party_name": remove(f"{BUYER}/cac:PartyName/cbc:Name"),
    "delivery_period": remove("cac:Delivery/cac:RequestedDeliveryPeriod"),
    "delivery_period_order": write("cac:Delivery/*/cbc:EndDate", "2026-11-30"),
    "delivery_party": remove("cac:Delivery/cac:DeliveryParty/cac:PartyName"),
    "email": write("cac:Delivery//cbc:ElectronicMail", "lisenser(at)kautokeino"),
    "line_id": remove(f"{LINE}/cbc:ID"),
    "line_id_unique": write(f"{LINE}/cbc:ID", "2"),
    "item_name": remove(f"{LINE}/cac:Item/cbc:Name"),
    "part_number": remove(f"{LINE}/cac:Item/cac:SellersItemIdentification"),
    "unit": mark(f"{LINE}/cbc:Quantity", "unitCode", "stk"),
    "unit_stk": mark(f"{LINE}/cbc:Quantity", "unitCode", "STK"),
    "property_name": remove(f"{LINE}/cac:Item/cac:AdditionalItemProperty/cbc:Name"),
    "property_value": remove(f"{LINE}/cac:Item/cac:AdditionalItemProperty/cbc:Value"),
    "document_named": remove(f"{DOCUMENT}[2]/cbc:DocumentType"),
    "document_unique": write(f"{DOCUMENT}[2]/cbc:ID", "2026-0001-2"),
    "agreement_number": remove(f"{DOCUMENT}[1]"),
    "paper_type": mark(FILE, "mimeCode", "text/html"),
    "paper_name": mark(FILE, "filename", ""),
    "paper_content": write(FILE, "ikke base64"),
    "property_once": write(f"{PROPERTY}[2]/cbc:Name", "Varighet i måneder"),
    "one_currency": mark(f"{LINE}/cac:Price/cbc:PriceAmount", "currencyID", "EUR"),
    "two_decimals": write(f"{LINE}/cac:Price/cbc:PriceAmount", "100.001"),
    "totals": remove(f"{TOTAL}/cbc:PayableAmount"),
    "sum_of_lines": write(f"{TOTAL}/cbc:LineExtensionAmount", "1.00"),
    "sum_without_vat": write(f"{TOTAL}/cbc:TaxExclusiveAmount", "1.00"),
    "sum_with_vat": write(f"{TOTAL}/cbc:TaxInclusiveAmount", "1.00"),
    "sum_to_pay": write(f"{TOTAL}/cbc:PayableAmount", "1.00"),
    "sums_not_negative": write(f"{TOTAL}/cbc:PayableAmount", "-1.00"),
    "one_vat_total": twice("cac:TaxTotal"),
    "vat_amount": write("cac:TaxTotal/cbc:TaxAmount", "1.00"),
    "quantity": write(f"{LINE}/cbc:Quantity", "0"),
    "price": write(f"{LINE}/cac:Price/cbc:PriceAmount", "-100.00"),
    "line_amount": write(f"{LINE}/cac:Price/cbc:PriceAmount", "100.01"),
    "vat_category": write(f"{CATEGORY}/cbc:ID", "H"),
    "vat_percent": remove(f"{CATEGORY}/cbc:Percent"),
    "vat_standard_above_zero": write(f"{CATEGORY}/cbc:Percent", "0.00"),
    "vat_zero_without_vat": write(f"{WITHOUT_VAT}/cbc:Percent", "25.00"),
    "vat_scheme": write(f"{CATEGORY}/cac:TaxScheme/cbc:ID", "GST"),
}
"""A rule's code, and what breaks it in the order of seven lines."""
