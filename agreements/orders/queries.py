"""Selecting baskets and orders."""

from datetime import timedelta

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    Sum,
)
from django.db.models.functions import Coalesce

from agreements.holdings.queries import of_frameworks
from agreements.mandates.models import Mandate
from agreements.mandates.queries import in_force_on
from agreements.orders.models import (
    ApprovalDelegation,
    Basket,
    Dispatch,
    Order,
    OrderLine,
    OrderQuestion,
    OrderTemplate,
    Segment,
)
from agreements.orders.states import COUNTED, LOWERING, OrderState
from municipalities.people.models import Role
from municipalities.people.queries import people_with_role

SENDING_TAKES_AT_MOST = timedelta(minutes=10)
"""A message that has been on its way for longer was interrupted."""


def basket_of(user, agreement):
    """The person's basket under an agreement, or None."""
    return Basket.objects.filter(user=user, volume_licence_agreement=agreement).first()


def open_segments(organisation):
    """The organisation's segments that orders can be placed for, by name."""
    return Segment.objects.filter(organisation=organisation, closed_at=None)


def templates_of(organisation):
    """The organisation's order templates by name, each with its lines."""
    return (
        OrderTemplate.objects.filter(volume_licence_agreement__accession__organisation=organisation)
        .select_related("volume_licence_agreement__accession__framework", "saved_by")
        .prefetch_related("lines__product")
    )


def standing_delegations(organisation, on):
    """Who stands in for an approver on a day or later, soonest first."""
    return ApprovalDelegation.objects.filter(
        organisation=organisation, revoked_at=None, ends_on__gte=on
    ).select_related("organisation", "approver", "delegate")


def approvers_stood_in_for(delegate, organisation, on):
    """The approvers whose place a person takes on a day, as long as they are approvers."""
    standing = standing_delegations(organisation, on).filter(starts_on__lte=on, delegate=delegate)
    approvers = people_with_role(organisation, Role.APPROVER)
    return approvers.filter(pk__in=standing.values("approver")).order_by("pk")


def orders_of(organisation, *, frameworks=None):
    """An organisation's orders, newest first, with what a list of them shows.

    With `frameworks` only those under these framework agreements.
    """
    return (
        Order.objects.filter(
            of_frameworks(frameworks),
            organisation=organisation,
        )
        .select_related(
            "volume_licence_agreement__reseller",
            "submitted_by",
            "organisation",
            "mandate__representative",
        )
        .annotate(line_count=Count("lines"))
        .order_by("-submitted_at", "-pk")
    )


def orders_in_full():
    """Orders with everything their page and document show."""
    return Order.objects.select_related(
        "organisation",
        "volume_licence_agreement__reseller",
        "volume_licence_agreement__programme",
        "volume_licence_agreement__accession__framework__supplier",
        "terms_version",
        "price_list",
        "submitted_by",
        "mandate__representative",
        "cost_sharing_key__organisation",
        "approved_by",
        "dispatch",
        "corrects__organisation",
    ).prefetch_related(
        "lines",
        "attachments__document__organisation",
        "corrections__organisation",
        "cost_sharing_key__shares__organisation",
        "steps__by",
        "steps__on_behalf_of",
        "steps__mandate__representative",
        "questions__asked_by",
        "questions__answered_by",
        "responses__replied_by",
        "dispatch__attempts",
    )


def standing_lines(framework):
    """The lines that count under a framework: of new orders, and of confirmed corrections."""
    new = Q(order__state__in=COUNTED) & ~Q(order__kind__in=LOWERING)
    lowered = Q(order__kind__in=LOWERING, order__state=OrderState.CONFIRMED)
    return OrderLine.objects.filter(
        new | lowered, order__volume_licence_agreement__accession__framework=framework
    )


def lines_left(order):
    """The order's lines, each with `left`: its quantity less what corrections on the way take."""
    taken = Sum("corrections__quantity", filter=Q(corrections__order__state__in=COUNTED))
    return order.lines.annotate(left=F("quantity") + Coalesce(taken, 0)).order_by("position")


def order_by_number(organisation, number):
    """The organisation's order that people call 2026-0001; raises Order.DoesNotExist."""
    year, _, sequence = number.partition("-")
    return orders_in_full().get(organisation=organisation, year=year, sequence=sequence)


def waiting_for_approval(organisation):
    """The organisation's orders that someone must approve."""
    return orders_of(organisation).filter(state=OrderState.SUBMITTED)


def to_approve(organisation, *, by):
    """What waits for a person's approval, oldest first: not one's own orders."""
    open_questions = OrderQuestion.objects.filter(answered_at=None)
    return (
        waiting_for_approval(organisation)
        .exclude(submitted_by=by)
        .prefetch_related(Prefetch("questions", open_questions, to_attr="open_questions"))
        .order_by("submitted_at", "pk")
    )


def orders_on_behalf_of_others(representative, on):
    """The orders an organisation has placed for others, newest first, as their owners' stand.

    Each with whether its `mandate_holds` on a day.
    """
    holding = Mandate.objects.filter(in_force_on(on), pk=OuterRef("mandate"))
    return (
        Order.objects.filter(mandate__representative=representative)
        .annotate(mandate_holds=Exists(holding))
        .select_related(
            "volume_licence_agreement__reseller",
            "submitted_by",
            "organisation",
            "mandate__representative",
        )
        .order_by("-submitted_at", "-pk")
    )


def may_approve(order):
    """The organisation's approvers; of who ordered by a mandate to approve too, theirs as well."""
    own = people_with_role(order.organisation, Role.APPROVER)
    if order.mandate is None or Role.APPROVER not in order.mandate.roles:
        return own
    return (own | people_with_role(order.mandate.representative, Role.APPROVER)).distinct()


def unfinished_dispatches(now):
    """Orders that have not reached their reseller, oldest first, each with its `is_stuck`."""
    return (
        Dispatch.objects.filter(sent_at=None)
        .select_related("order__organisation", "order__volume_licence_agreement__reseller")
        .annotate(is_stuck=ExpressionWrapper(stuck(now), output_field=BooleanField()))
        .order_by("queued_at")
    )


def stuck(now):
    """The condition on a dispatch that a person must look at: it failed, or was interrupted.

    One that began a moment ago may still be on its way, and must not be sent beside itself.
    """
    interrupted = Q(claimed_at__lte=now - SENDING_TAKES_AT_MOST)
    return Q(sent_at=None) & (Q(failed_at__isnull=False) | interrupted)
