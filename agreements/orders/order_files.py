"""The order as a file for the reseller's system: the facts of an order, and the checked bytes."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.exchange.order_file import (
    MAX_EMBEDDED,
    LineFacts,
    OrderFacts,
    PaperFacts,
    PartyFacts,
    order_file,
)
from agreements.exchange.rules import check
from agreements.exchange.units import UNIT_OF
from agreements.exchange.variants import VARIANTS
from agreements.orders.attachments import content_of, numbered_papers
from agreements.orders.models import Order, OrderLine
from agreements.orders.states import OrderKind
from municipalities.formatting import kroner, percent

FORMATS = tuple(VARIANTS)
"""The names of the file formats: peppol, ehf."""


def checked_order_file(order: Order, file_format: str):
    """The bytes of an approved order in a format, from queries.orders_in_full.

    Raises ValidationError with each broken rule's sentence. Before approval there is no file:
    a file that looks like an order could be sent round the second pair of eyes.
    """
    if order.approved_at is None:
        raise ValidationError(
            _("The order is not approved. A colleague must approve it before it becomes a file."),
            code="order_not_approved",
        )
    if order.lowers:
        raise ValidationError(
            _("Only new orders become files. A change goes to the reseller as e-mail with PDF."),
            code="order_is_a_correction",
        )
    return _file_that_keeps_the_rules(order, file_format, answer_by=order.answer_by)


def check_order_file(order: Order, *, on: date) -> None:
    """Refuse an order that its reseller's system could not read, if it is approved on a day.

    Nothing is given out. Raises ValidationError with each broken rule's sentence.
    """
    reseller = order.volume_licence_agreement.reseller
    if reseller.dispatch_by in FORMATS and not order.lowers:
        answer_by = order.answer_by or reseller.answer_deadline(on)
        _file_that_keeps_the_rules(order, reseller.dispatch_by, answer_by=answer_by)


def _file_that_keeps_the_rules(order: Order, file_format: str, *, answer_by):
    variant = VARIANTS[file_format]
    file = order_file(facts_of(order, answer_by=answer_by), variant)
    check(file, variant)
    return file


def facts_of(order: Order, *, answer_by) -> OrderFacts:
    """What the file of an order says, as it was frozen when submitted and approved.

    `answer_by` is the day the reseller answers by: it counts from the approval.
    """
    issued_on = timezone.localdate(order.submitted_at)
    return OrderFacts(
        number=order.number,
        issued_on=issued_on,
        buyer=_buyer(order),
        seller=_seller(order),
        contract=order.contract_number,
        agreement=order.volume_licence_agreement.number,
        buyer_reference=order.buyer_reference,
        cost_centre=order.cost_centre,
        requisition_number=order.requisition_number,
        answer_by=answer_by,
        delivery_from=order.requested_delivery_from,
        delivery_to=order.requested_delivery_to,
        delivery_contact=order.delivery_contact,
        delivery_email=order.delivery_email,
        lines=tuple(_line(line, vat_percent=order.vat_percent) for line in order.lines.all()),
        net=order.net,
        vat=order.vat,
        gross=order.gross,
        segment=order.segment_name,
        note=_note(order),
        papers=tuple(_papers(order)),
    )


def _note(order: Order) -> str:
    """What has no element of its own, a line each, in the organisation's written standard."""
    with translation.override(order.organisation.language):
        kind = "" if order.kind == OrderKind.NEW else order.get_kind_display()
        notes = [kind, _on_behalf_of(order), *_cost_shares(order)]
        return "\n".join(str(note) for note in notes if note)


def _on_behalf_of(order: Order) -> str:
    """Who orders for whom; nothing where the organisation orders itself."""
    if order.mandate is None:
        return ""
    return _("%(representative)s on behalf of %(owner)s") % {
        "representative": order.representative_name,
        "owner": order.buyer_name,
    }


def _cost_shares(order: Order):
    """What each sharer pays, where the order is shared: for information, the invoice is one."""
    if order.cost_sharing_key:
        yield _("Shared by %(key)s") % {"key": order.cost_sharing_key.name}
    for part in order.parts:
        yield _("%(organisation)s: %(percent)s, %(net)s without VAT, %(gross)s with VAT") % {
            "organisation": part.name,
            "percent": percent(part.percent),
            "net": kroner(part.net),
            "gross": kroner(part.gross),
        }


def _papers(order: Order):
    """The attached papers; those that are withdrawn, or too large together, by name alone."""
    numbered = list(numbered_papers(order))
    is_small = sum(paper.size for _number, paper in numbered) <= MAX_EMBEDDED
    for number, paper in numbered:
        is_embedded = is_small and paper.withdrawn_at is None
        yield PaperFacts(
            number=number,
            title=paper.title,
            file_name=f"{number}-{paper.file_name}",
            content_type=paper.content_type,
            content=content_of(paper) if is_embedded else None,
        )


def _buyer(order: Order) -> PartyFacts:
    return PartyFacts(
        organisation_number=order.buyer_organisation_number,
        name=order.buyer_official_name,
        register_name=order.buyer_register_name,
        contact_name=order.buyer_contact_name,
        contact_email=order.buyer_contact_email,
    )


def _seller(order: Order) -> PartyFacts:
    return PartyFacts(
        organisation_number=order.seller_organisation_number,
        name=order.seller_name,
        register_name=order.seller_name,
        country=order.seller_country,
        contact_email=order.seller_email,
    )


def _line(line: OrderLine, *, vat_percent: Decimal) -> LineFacts:
    """A line; a unit we have no code for goes out as it is, and the rules refuse it."""
    return LineFacts(
        number=line.position,
        part_number=line.part_number,
        name=line.name,
        quantity=line.quantity,
        unit_code=UNIT_OF.get(line.unit, line.unit),
        unit_net=line.unit_net,
        net=line.net,
        vat_percent=vat_percent,
        term_months=line.term_months,
        last_day=line.last_day,
        price_level=line.price_level,
    )
