"""Writing what a reseller proposes instead of what was ordered, line by line."""

from django.db import transaction
from django.db.models import Q

from agreements.catalogue.models import Price, Product
from agreements.orders.models import Order, Proposal, ProposedLine
from agreements.orders.queries import current_net_of


@transaction.atomic
def make_proposal(response, proposed) -> Proposal:
    """Write what an answer proposes; it replaces what the reseller proposed before.

    `proposed` are answered_lines.Proposed. To be called when what the answer settles is written.
    """
    order = response.order
    sign = -1 if order.lowers else 1
    difference = sum(
        sign * (one.net - (one.quantity + max(one.dropped, 0)) * one.line.unit_net)
        for one in proposed
    )
    proposal = Proposal.objects.create(
        response=response, order=order, net_after=current_net_of(order) + difference
    )
    products = _products_of(order, proposed)
    points = _points_on_its_list(order, products.values())
    ProposedLine.objects.bulk_create(
        ProposedLine(
            proposal=proposal,
            line=one.line,
            quantity=sign * one.quantity,
            later=sign * one.later,
            dropped=sign * one.dropped,
            product=_product(one, products),
            part_number=one.answer.part_number or one.line.part_number,
            name=one.answer.item_name or _name(one, products),
            unit_net=one.unit_net,
            net=sign * one.net,
            promised_from=one.answer.promised_from,
            promised_to=one.answer.promised_to,
            points=_points(one, products, points),
            note=one.answer.note,
        )
        for one in proposed
    )
    return proposal


def _products_of(order: Order, proposed) -> dict[str, Product]:
    """{part number: product} of what is proposed instead, under the order's framework."""
    numbers = {one.answer.part_number for one in proposed} - {""}
    framework = order.volume_licence_agreement.accession.framework_id
    found = Product.objects.filter(framework=framework, part_number__in=numbers)
    return {product.part_number: product for product in found}


def _product(one, products):
    """What would be delivered, as the portal knows it; None where it does not."""
    number, name = one.answer.part_number, one.answer.item_name
    if number and number != one.line.part_number:
        return products.get(number)
    return None if name and not number else one.line.product


def _points_on_its_list(order: Order, products):
    """{(product id, code of a price level): points each}, on the order's price list.

    A price that holds at every level is under the code "".
    """
    programme = order.volume_licence_agreement.programme_id
    prices = Price.objects.filter(
        Q(price_level=None) | Q(price_level__programme=programme),
        price_list=order.price_list_id,
        product__in=products,
    )
    rows = prices.values_list("product", "price_level__code", "points")
    return {(product, code or ""): points for product, code, points in rows}


def _points(one, products, points):
    """What one of the product that is proposed instead counts; None for what was ordered.

    What has no price on the list counts nothing.
    """
    product = _product(one, products)
    if product is None or product == one.line.product:
        return None
    every_level = points.get((product.pk, ""), 0)
    return points.get((product.pk, one.line.price_level), every_level)


def _name(one, products):
    product = _product(one, products)
    return product.name if product and product != one.line.product else one.line.name
