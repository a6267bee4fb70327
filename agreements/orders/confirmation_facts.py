"""The facts of an order that people confirm."""

from django.utils.translation import gettext as _

from municipalities import formatting
from municipalities.confirmation import Fact, fact


def request_facts(order) -> tuple[Fact, ...]:
    """What an order asks for, by whom and for what part, as Facts."""
    submitted = f"{order.submitted_by.name}, {formatting.moment(order.submitted_at)}"
    return (
        fact(_("Kind"), order.get_kind_display()),
        fact(_("Changes order"), order.corrects and order.corrects.number),
        fact(_("Asked for by"), submitted, _on_behalf(order)),
        fact(_("Segment"), order.segment_name),
        fact(_("Buyer reference"), order.buyer_reference),
        fact(_("Cost centre"), order.cost_centre),
        fact(_("Agreement"), order.volume_licence_agreement.number),
        fact(_("Order lines"), *(_line(line) for line in order.lines.all())),
    )


def _line(line) -> str:
    quantity, net = formatting.whole(line.quantity), formatting.kroner(line.net)
    return f"{quantity} × {line.name}: {net}"


def sum_facts(order) -> tuple[Fact, ...]:
    """What an order costs, as Facts."""
    rate = {"percent": formatting.percent(order.vat_percent)}
    return (
        fact(_("Net"), formatting.kroner(order.net)),
        fact(_("VAT %(percent)s") % rate, formatting.kroner(order.vat)),
        fact(_("To pay with VAT"), formatting.kroner(order.gross)),
    )


def _on_behalf(order) -> str:
    if order.mandate is None:
        return ""
    parties = {
        "representative": order.representative_name,
        "owner": order.buyer_name,
    }
    return _("%(representative)s on behalf of %(owner)s") % parties


def what_a_change_leaves() -> str:
    return _("What it would have taken away stays as it is.")
