"""The order as a file for the reseller's system: the facts of an order, and the checked bytes."""

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.accessions.terms import term_on
from agreements.exchange.order_file import LineFacts, OrderFacts, PartyFacts, order_file
from agreements.exchange.rules import check
from agreements.exchange.units import UNIT_OF
from agreements.exchange.variants import VARIANTS

FORMATS = tuple(VARIANTS)
"""The names of the file formats: peppol, ehf."""


def checked_order_file(order, file_format):
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
    variant = VARIANTS[file_format]
    file = order_file(facts_of(order), variant)
    check(file, variant)
    return file


def facts_of(order):
    """What the file of an order says, as it was frozen when submitted."""
    issued_on = timezone.localdate(order.submitted_at)
    return OrderFacts(
        number=order.number,
        issued_on=issued_on,
        buyer=_buyer(order),
        seller=_seller(order.volume_licence_agreement.reseller),
        contract=order.volume_licence_agreement.accession.framework.reference,
        buyer_reference=order.buyer_reference,
        cost_centre=order.cost_centre,
        requisition_number=order.requisition_number,
        valid_until=_last_day(order.volume_licence_agreement, on=issued_on),
        delivery_from=order.requested_delivery_from,
        delivery_to=order.requested_delivery_to,
        delivery_contact=order.delivery_contact,
        delivery_email=order.delivery_email,
        lines=tuple(_line(line, vat_percent=order.vat_percent) for line in order.lines.all()),
        net=order.net,
        vat=order.vat,
        gross=order.gross,
        note=_on_behalf_of(order),
    )


def _on_behalf_of(order):
    """Who orders for whom, in the organisation's written standard; nothing where it orders."""
    if order.mandate is None:
        return ""
    with translation.override(order.organisation.language):
        return _("%(representative)s on behalf of %(owner)s") % {
            "representative": order.mandate.representative.name,
            "owner": order.organisation.name,
        }


def _last_day(agreement, *, on):
    """The last day of the term in which the order was placed, or of the framework if sooner."""
    return min(term_on(agreement, on).ends_on, agreement.accession.framework.ends_on)


def _buyer(order):
    organisation = order.organisation
    return PartyFacts(
        organisation_number=organisation.organisation_number,
        name=organisation.register_name or organisation.name,
        contact_name=order.submitted_by.name,
        contact_email=order.submitted_by.email,
    )


def _seller(reseller):
    return PartyFacts(
        organisation_number=reseller.organisation_number,
        name=reseller.name,
        country=reseller.country,
    )


def _line(line, *, vat_percent):
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
    )
