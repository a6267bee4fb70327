"""The agreement summary (avtalesammendrag): all an organisation has agreed, ordered and owns."""

from datetime import datetime, time
from operator import attrgetter

from django.db.models import OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.accessions.documents import municipality_number_on, official_name
from agreements.accessions.models import AccessionAct
from agreements.accessions.queries import accessions_of, volume_licence_agreements_of
from agreements.accessions.states import BESIDE_THE_STATE, accession_state
from agreements.documents.rendering import render_pdf
from agreements.holdings.queries import positions
from agreements.orders.models import OrderStep
from agreements.orders.queries import orders_of
from agreements.orders.states import OrderState

PLACED = [OrderState.APPROVED, OrderState.SENT, OrderState.CONFIRMED]
"""The states of an order that counts in the sum of what is bought."""


def agreement_summary(organisation, *, as_of, language=None):
    """The bytes of the summary as it stood at the end of a day.

    In the organisation's written standard by default. The file is dated by that day, so that the
    summary of a day that is over is the same file whenever it is made.
    """
    language = language or organisation.language
    with translation.override(language):
        title = _("Agreement summary – %(organisation)s") % {
            "organisation": official_name(organisation)
        }
    return render_pdf(
        "documents/agreement_summary.html",
        summary_context(organisation, as_of=as_of),
        language=language,
        title=title,
        created=timezone.make_aware(datetime.combine(as_of, time.min)),
    )


def summary_context(organisation, *, as_of):
    """What the template of the summary shows; acts after the day have not happened yet."""
    accessions = [as_it_stood(row, as_of) for row in accessions_by(organisation, as_of)]
    agreements = agreements_by(organisation, as_of)
    orders = [(order, OrderState(order.state_then)) for order in orders_by(organisation, as_of)]
    placed = [order for order, state in orders if state in PLACED]
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
        "placed_net": sum(order.net for order in placed),
        "placed_gross": sum(order.gross for order in placed),
        "positions": sorted(positions(organisation, as_of), key=attrgetter("agreement_number")),
        "is_demonstration": any(row.framework.is_demonstration for row in accessions),
    }


def accessions_by(organisation, day):
    """The organisation's accessions signed by the end of a day, oldest first.

    `state_then` is the state that the last act by that day led to.
    """
    moves = AccessionAct.objects.filter(accession=OuterRef("pk"), at__date__lte=day).exclude(
        kind__in=BESIDE_THE_STATE
    )
    return (
        accessions_of(organisation)
        .filter(signed_at__date__lte=day)
        .annotate(state_then=Subquery(moves.order_by("-at", "-pk").values("kind")[:1]))
        .order_by("signed_at", "pk")
    )


def agreements_by(organisation, day):
    """The organisation's volume licence agreements drawn up by the end of a day."""
    return volume_licence_agreements_of(organisation).filter(drawn_up_at__date__lte=day)


def orders_by(organisation, day):
    """The orders submitted by the end of a day, oldest first, each with its state then.

    `state_then` is the state of the last step taken by that day.
    """
    last_step = OrderStep.objects.filter(order=OuterRef("pk"), at__date__lte=day)
    return (
        orders_of(organisation)
        .filter(submitted_at__date__lte=day)
        .annotate(state_then=Subquery(last_step.order_by("-at", "-pk").values("state")[:1]))
        .order_by("submitted_at", "pk")
    )


def as_it_stood(accession, day):
    """The accession without what came after the day; not to be saved."""
    accession.state = accession.state_then
    if accession.countersigned_at and timezone.localdate(accession.countersigned_at) > day:
        accession.countersigned_at = None
    return accession


def distinct(rows):
    """Each row once, in the order of first appearance."""
    return list(dict.fromkeys(rows))
