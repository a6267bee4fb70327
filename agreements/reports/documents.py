"""The agreement summary (avtalesammendrag): all an organisation has agreed, ordered and owns."""

from datetime import date, datetime, time
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.accessions.documents import municipality_number_on, official_name
from agreements.accessions.models.volume_licence_agreement import VolumeLicenceAgreement
from agreements.accessions.queries import (
    accession_as_of,
    accessions_as_of,
    volume_licence_agreements_of,
)
from agreements.accessions.states import accession_state
from agreements.documents.actions import Draft
from agreements.documents.models import DocumentKind
from agreements.documents.rendering import render_pdf
from agreements.holdings.queries import positions
from agreements.money import Amount
from agreements.orders.models import LineSettlement, OrderStep
from agreements.orders.models.order import Order
from agreements.orders.queries import KRONER, NET_CHANGE, orders_of
from agreements.orders.states import OrderState
from municipalities.register.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

TEMPLATE = "documents/agreement_summary.html"
PLACED = [OrderState.APPROVED, OrderState.SENT, OrderState.CONFIRMED]
"""The states of an order that counts in the sum of what is bought."""


def agreement_summary(
    organisation: Organisation, *, as_of: date, language: str | None = None
) -> bytes:
    """The bytes of the summary as it stood at the end of a day.

    In the organisation's written standard by default. The file is dated by that day, so that the
    summary of a day that is over is the same file whenever it is made.
    """
    language = language or organisation.language
    return render_pdf(
        TEMPLATE,
        summary_context(organisation, as_of=as_of),
        language=language,
        title=summary_title(organisation, language=language),
        created=timezone.make_aware(datetime.combine(as_of, time.min)),
    )


def summary_to_issue(organisation: Organisation, *, as_of: date, now: datetime) -> Draft:
    """The summary of a day in the organisation's written standard, to be issued at a moment."""
    language, context = organisation.language, summary_context(organisation, as_of=as_of)
    return Draft(
        kind=DocumentKind.AGREEMENT_SUMMARY,
        title=summary_title(organisation, language=language),
        template=TEMPLATE,
        context=context,
        facts=summary_facts(context),
        language=language,
        as_of=as_of,
        dated=now,
        organisation=organisation,
    )


def summary_title(organisation: Organisation, *, language: str) -> str:
    """The title of the summary."""
    with translation.override(language):
        return _("Agreement summary – %(organisation)s") % {
            "organisation": official_name(organisation)
        }


def summary_facts(context):
    """What a machine reads in the issued file; kroner net and gross as text."""
    organisation = context["organisation"]
    return {
        "organisation": {
            "name": official_name(organisation),
            "organisation_number": organisation.organisation_number,
        },
        "accessions": [
            {
                "framework_agreement": row.framework.reference,
                "state": str(state),
                "signed_at": row.signed_at,
                "countersigned_at": row.countersigned_at,
            }
            for row, state in context["accessions"]
        ],
        "volume_licence_agreements": [
            {"number": row.number, "starts_on": row.starts_on, "ends_on": row.ends_on}
            for row in context["agreements"]
        ],
        "orders": [
            {
                "number": order.number,
                "state": str(state),
                "submitted_at": order.submitted_at,
                "net": str(amount.net),
                "gross": str(amount.gross),
            }
            for order, state, amount in context["orders"]
        ],
        "holdings": [
            {
                "volume_licence_agreement": position.agreement_number,
                "part_number": position.part_number,
                "product": position.product_name,
                "quantity": position.quantity,
            }
            for position in context["positions"]
        ],
        "is_demonstration": context["is_demonstration"],
    }


def summary_context(organisation: Organisation, *, as_of: date):
    """What the template of the summary shows; acts after the day have not happened yet."""
    accessions = [accession_as_of(row, as_of) for row in accessions_as_of(organisation, as_of)]
    agreements = agreements_as_of(organisation, as_of)
    orders = [
        (order, OrderState(order.state_as_of), amount_as_of(order))
        for order in orders_as_of(organisation, as_of)
    ]
    placed = [amount for _order, state, amount in orders if state in PLACED]
    return {
        "organisation": organisation,
        "organisation_name": official_name(organisation),
        "municipality_number": municipality_number_on(organisation, as_of),
        "as_of": as_of,
        "accessions": [(row, accession_state(row, as_of)) for row in accessions],
        "suppliers": distinct(row.framework.supplier for row in accessions),
        "agreements": agreements,
        "resellers": distinct(agreement.reseller for agreement in agreements),
        "orders": orders,
        "placed_net": sum(amount.net for amount in placed),
        "placed_gross": sum(amount.gross for amount in placed),
        "positions": sorted(positions(organisation, as_of), key=attrgetter("agreement_number")),
        "is_demonstration": any(row.framework.is_demonstration for row in accessions),
    }


def agreements_as_of(organisation: Organisation, day: date) -> QuerySet[VolumeLicenceAgreement]:
    """The organisation's volume licence agreements drawn up by the end of a day."""
    return volume_licence_agreements_of(organisation).filter(drawn_up_at__date__lte=day)


class AsOf(TypedDict):
    """What a query adds to an order: how it stood at the end of a day (see orders_as_of)."""

    state_as_of: str
    change_as_of: Decimal


type OrderAsOf = WithAnnotations[Order, AsOf]


def orders_as_of(organisation: Organisation, day: date) -> QuerySet[OrderAsOf]:
    """The orders submitted by the end of a day, oldest first, as they stood then.

    `state_as_of` is the state of the last step taken by that day, and `change_as_of` how many
    kroner net more or less the order cost than it was submitted at, for what was refused or agreed
    anew.
    """
    last_step = OrderStep.objects.filter(order=OuterRef("pk"), at__date__lte=day)
    settled = LineSettlement.objects.filter(line__order=OuterRef("pk"), settled_at__date__lte=day)
    changes = settled.order_by().values("line__order").annotate(change=NET_CHANGE).values("change")
    return (
        orders_of(organisation)
        .select_related("volume_licence_agreement")
        .filter(submitted_at__date__lte=day)
        .annotate(
            state_as_of=Subquery(last_step.order_by("-at", "-pk").values("state")[:1]),
            change_as_of=Coalesce(Subquery(changes), Decimal(0), output_field=KRONER),
        )
        .order_by("submitted_at", "pk")
    )


def amount_as_of(order: OrderAsOf) -> Amount:
    """What an order of orders_as_of cost at the end of its day, as an Amount."""
    return Amount.of_net(order.net + order.change_as_of, vat_percent=order.vat_percent)


def distinct(rows):
    """Each row once, in the order of first appearance."""
    return list(dict.fromkeys(rows))
