"""Order responses as resellers' systems write them (Peppol T76), and documents that look alike.

Made from the specification: the syntax of T76 and the use cases of BIS Ordering 3.
"""

from agreements.exchange.envelope import SBDH
from agreements.exchange.order_file import CAC, CBC
from agreements.exchange.order_response import ORDER_RESPONSE, PROFILES, TRANSACTION

PEPPOL, EHF = PROFILES
EHF_TRANSACTION = f"{TRANSACTION}:extended:urn:fdc:anskaffelser.no:2019:ehf:spec:3.0"


def order_response(order, *, code="AP", lines=(), profile=PEPPOL, customization=None, **changes):
    """The bytes of an answer; `lines` are made by `line`, `changes` replace facts."""
    facts = {
        "number": "SVAR-1",
        "order_number": order.number,
        "buyer": order.organisation.organisation_number,
        "seller": order.volume_licence_agreement.reseller.organisation_number,
        "note": "Takk for bestillingen",
        "more": "",
        "sales_order": "",
        "promised": "",
        "scheme": "0192",
        "sent_to": "",
    } | changes
    if customization is None:
        customization = TRANSACTION if profile == PEPPOL else EHF_TRANSACTION
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OrderResponse xmlns="{ORDER_RESPONSE}" xmlns:cac="{CAC}" xmlns:cbc="{CBC}">
  <cbc:CustomizationID>{customization}</cbc:CustomizationID>
  <cbc:ProfileID>{profile}</cbc:ProfileID>
  <cbc:ID>{facts["number"]}</cbc:ID>
  {element("SalesOrderID", facts["sales_order"])}
  <cbc:IssueDate>2026-11-30</cbc:IssueDate>
  {element("OrderResponseCode", code)}
  <cbc:Note>{facts["note"]}</cbc:Note>
  <cbc:DocumentCurrencyCode>NOK</cbc:DocumentCurrencyCode>
  <cac:OrderReference><cbc:ID>{facts["order_number"]}</cbc:ID></cac:OrderReference>
  {facts["more"]}
  <cac:SellerSupplierParty>{party(facts["seller"], facts["scheme"])}</cac:SellerSupplierParty>
  <cac:BuyerCustomerParty>{buyer(facts)}</cac:BuyerCustomerParty>
  {period(facts["promised"])}
  {"".join(lines)}
</OrderResponse>""".encode()


def line(number, status, quantity="", *, later="", price="", base="", instead="", **more):
    """An answered line; `own` is its own number, `item` the seller's number of its own item.

    `instead` is the part number of a substitute in its own element, and `name` its name.
    """
    facts = {"note": "", "promised": "", "own": number, "currency": "NOK", "name": "Annet"} | more
    sellers = element("ID", facts.get("item", ""))
    identified = f"<cac:SellersItemIdentification>{sellers}</cac:SellersItemIdentification>"
    unit = ' unitCode="EA"'
    priced = element("PriceAmount", price, f' currencyID="{facts["currency"]}"')
    price = f"<cac:Price>{priced}{element('BaseQuantity', base, unit)}</cac:Price>" if price else ""
    substitute = (
        f"<cac:SellerSubstitutedLineItem><cbc:ID>1</cbc:ID><cac:Item>"
        f"<cbc:Name>{facts['name']}</cbc:Name><cac:SellersItemIdentification>"
        f"<cbc:ID>{instead}</cbc:ID></cac:SellersItemIdentification></cac:Item>"
        f"</cac:SellerSubstitutedLineItem>"
    )
    return (
        f"<cac:OrderLine><cac:LineItem><cbc:ID>{facts['own']}</cbc:ID>"
        f"{element('Note', facts['note'])}{element('LineStatusCode', status)}"
        f"{element('Quantity', quantity, unit)}{element('MaximumBackorderQuantity', later)}"
        f"{period(facts['promised'])}{price}<cac:Item><cbc:Name>Varen</cbc:Name>"
        f"{identified if sellers else ''}</cac:Item></cac:LineItem>"
        f"{substitute if instead else ''}<cac:OrderLineReference>"
        f"{element('LineID', number)}</cac:OrderLineReference></cac:OrderLine>"
    )


def buyer(facts):
    """The buyer, by the endpoint of somebody else where the answer is `sent_to` that."""
    if not facts["sent_to"]:
        return party(facts["buyer"], facts["scheme"])
    return (
        f'<cac:Party><cbc:EndpointID schemeID="0192">{facts["sent_to"]}</cbc:EndpointID>'
        f'<cac:PartyIdentification><cbc:ID schemeID="0192">{facts["buyer"]}</cbc:ID>'
        "</cac:PartyIdentification></cac:Party>"
    )


def party(number, scheme="0192"):
    """A party by its endpoint: the organisation number, or a GLN with that beside it."""
    endpoint = number if scheme == "0192" else "7080000000005"
    identified = "" if scheme == "0192" else number
    identification = f'<cac:PartyIdentification><cbc:ID schemeID="0192">{identified}</cbc:ID>'
    identification += "</cac:PartyIdentification>"
    return (
        f'<cac:Party><cbc:EndpointID schemeID="{scheme}">{endpoint}</cbc:EndpointID>'
        f"{identification if identified else ''}</cac:Party>"
    )


def period(promised):
    """A promised delivery, as (first day, last day)."""
    if not promised:
        return ""
    first, last = promised
    return (
        "<cac:Delivery><cac:PromisedDeliveryPeriod>"
        f"{element('StartDate', first)}{element('EndDate', last)}"
        "</cac:PromisedDeliveryPeriod></cac:Delivery>"
    )


def element(name, value, attributes=""):
    """A basic element; nothing for an empty value."""
    return f"<cbc:{name}{attributes}>{value}</cbc:{name}>" if value != "" else ""


def enveloped(content, *, sender, receiver):
    """A document as an access point hands it over (SBDH)."""
    payload = content.decode().split("?>", 1)[1]
    identifier = '<Identifier Authority="iso6523-actorid-upis">{}</Identifier>'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<StandardBusinessDocument xmlns="{SBDH}"><StandardBusinessDocumentHeader>
<HeaderVersion>1.0</HeaderVersion>
<Sender>{identifier.format(sender)}</Sender>
<Receiver>{identifier.format(receiver)}</Receiver>
</StandardBusinessDocumentHeader>{payload}</StandardBusinessDocument>""".encode()
