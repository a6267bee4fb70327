"""The orders of all organisations as a table file: its columns and rows."""

from django.utils import timezone
from django.utils.translation import gettext as _


def heading() -> list[str]:
    """The columns of the file."""
    return [
        _("Order"),
        _("Organisation number"),
        _("Buyer"),
        _("Framework agreement"),
        _("Reseller"),
        _("Kind"),
        _("State"),
        _("Submitted"),
        _("Net"),
        _("With VAT"),
        _("The reseller's reference"),
    ]


def rows(orders):
    """A row an order; kroner as they were ordered."""
    for order in orders:
        yield [
            order.number,
            order.organisation.organisation_number,
            order.buyer_name,
            order.volume_licence_agreement.accession.framework.name,
            order.seller_name,
            order.get_kind_display(),
            order.get_state_display(),
            timezone.localdate(order.submitted_at),
            order.net,
            order.gross,
            order.reseller_reference,
        ]
