"""Order responses as resellers' systems write them."""

from agreements.exchange.order_file import CAC, CBC
from agreements.exchange.order_response import ORDER_RESPONSE


def order_response(order, *, code="AP", lines=(), **changes):
    """The bytes of an answer; `lines` are (number, quantity, note), `changes` replace facts."""
    facts = {
        "number": "SVAR-1",
        "order_number": order.number,
        "buyer": order.organisation.organisation_number,
        "seller": order.volume_licence_agreement.reseller.organisation_number,
        "note": "Takk for bestillingen",
    } | changes
    answered = "".join(
        f"<cac:OrderLine><cac:LineItem><cbc:ID>{number}</cbc:ID><cbc:Note>{note}</cbc:Note>"
        f'<cbc:Quantity unitCode="EA">{quantity}</cbc:Quantity></cac:LineItem></cac:OrderLine>'
        for number, quantity, note in lines
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OrderResponse xmlns="{ORDER_RESPONSE}" xmlns:cac="{CAC}" xmlns:cbc="{CBC}">
  <cbc:ID>{facts["number"]}</cbc:ID>
  <cbc:OrderResponseCode>{code}</cbc:OrderResponseCode>
  <cbc:Note>{facts["note"]}</cbc:Note>
  <cac:OrderReference><cbc:ID>{facts["order_number"]}</cbc:ID></cac:OrderReference>
  <cac:SellerSupplierParty><cac:Party>
    <cbc:EndpointID schemeID="0192">{facts["seller"]}</cbc:EndpointID>
  </cac:Party></cac:SellerSupplierParty>
  <cac:BuyerCustomerParty><cac:Party>
    <cbc:EndpointID schemeID="0192">{facts["buyer"]}</cbc:EndpointID>
  </cac:Party></cac:BuyerCustomerParty>
  {answered}
</OrderResponse>""".encode()
