"""The open price list as a table: its columns and rows."""

from django.utils.translation import gettext as _


def heading() -> list[str]:
    """The columns of the file."""
    return [
        _("Part number"),
        _("Product"),
        _("Publisher"),
        _("Kind"),
        _("Pool"),
        _("One payment covers"),
        _("List price"),
        _("Your price"),
        _("Sold until"),
    ]


def rows(products):
    """A row a product: texts, two prices, and the last day of sale."""
    for product in products:
        yield [
            product.part_number,
            product.name,
            product.publisher,
            product.get_kind_display(),
            product.get_pool_display(),
            product.get_purchase_unit_display(),
            product.list_price,
            product.unit_net,
            product.sold_until.isoformat() if product.sold_until else "",
        ]
