"""The position of a day as a table: a line a purchase, whose quantities add up to the position."""

from django.utils.translation import gettext as _

from agreements.catalogue.models import Product


def heading() -> list[str]:
    """The columns of the file."""
    return [
        _("Agreement"),
        _("Part number"),
        _("Product"),
        _("Quantity"),
        _("Unit"),
        _("Counting basis"),
        _("Segment"),
        _("Valid from"),
        _("Valid to"),
        _("SA to"),
        _("Kind"),
        _("Order"),
        _("Net price each"),
    ]


def rows(entries):
    """A row an entry: texts, whole numbers, kroner and days."""
    for entry in entries:
        yield [
            entry.volume_licence_agreement.number,
            entry.product.part_number,
            entry.product.name,
            entry.quantity,
            Product.Unit(entry.unit).counted,
            entry.get_counting_basis_display(),
            entry.segment.name if entry.segment else "",
            entry.valid_from,
            entry.valid_to,
            entry.assured_to,
            entry.get_kind_display(),
            entry.order_line.order.number if entry.order_line else "",
            entry.unit_net,
        ]
