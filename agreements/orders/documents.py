"""The order as a PDF: what the reseller gets, and what the buyer keeps."""

from django.utils import translation
from django.utils.translation import gettext as _

from agreements.documents.rendering import render_pdf
from agreements.orders.attachments import numbered_papers
from agreements.orders.models import Order
from agreements.orders.states import OrderState
from agreements.price_levels.models import CountingBasis

COLOURS: dict[str, str] = {
    OrderState.SUBMITTED: "warning",
    OrderState.RETURNED: "danger",
    OrderState.WITHDRAWN: "danger",
    OrderState.STOPPED: "danger",
    OrderState.REJECTED: "danger",
}
"""The colour of an order's state where it is not on its way: the others are a success."""


def order_pdf(order: Order, *, language: str | None = None) -> bytes:
    """The bytes of an order, in the organisation's written standard by default.

    The file is dated by the order's last step.
    """
    language = language or order.organisation.language
    context = order_context(order)
    with translation.override(language):
        title = _("Order %(number)s – %(organisation)s") % {
            "number": order.number,
            "organisation": order.buyer_official_name,
        }
    return render_pdf(
        "documents/order.html",
        context,
        language=language,
        title=title,
        created=max([order.submitted_at, *(step.at for step in context["steps"])]),
    )


def order_context(order: Order):
    """What the template of an order shows."""
    agreement = order.volume_licence_agreement
    return {
        "order": order,
        "colour": COLOURS.get(order.state, "success"),
        "agreement": agreement,
        "counting_basis": CountingBasis(order.counting_basis).label,
        "lines": order.lines.all(),
        "papers": list(numbered_papers(order)),
        "steps": list(order.steps.select_related("by", "on_behalf_of", "mandate__representative")),
        "is_demonstration": agreement.accession.framework.is_demonstration,
    }
