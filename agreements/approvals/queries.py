"""Selecting who approves, what waits for them, and who hears what becomes of an order."""

from datetime import date

from django.db.models import Prefetch, Q
from django.db.models.query import QuerySet

from agreements.approvals.models import ApprovalDelegation
from agreements.orders.models import OrderQuestion, Proposal, ProposalState
from agreements.orders.models.order import Order
from agreements.orders.queries import orders_of
from agreements.orders.states import OrderState
from municipalities.people.models import Role, User
from municipalities.people.queries import people_with_role
from municipalities.register.models import Organisation


def standing_delegations(organisation: Organisation, on: date) -> QuerySet[ApprovalDelegation]:
    """Who stands in for an approver on a day or later, soonest first."""
    return ApprovalDelegation.objects.filter(
        organisation=organisation, revoked_at=None, ends_on__gte=on
    ).select_related("organisation", "approver", "delegate")


def approvers_represented_by(
    delegate: User, organisation: Organisation, on: date
) -> QuerySet[User]:
    """The approvers whose place a person takes on a day, as long as they are approvers."""
    standing = standing_delegations(organisation, on).filter(starts_on__lte=on, delegate=delegate)
    approvers = people_with_role(organisation, Role.APPROVER)
    return approvers.filter(pk__in=standing.values("approver")).order_by("pk")


def waiting_for_approval(organisation: Organisation) -> QuerySet[Order]:
    """The organisation's orders that someone must approve: new, or about to cost more."""
    costs_more = Q(proposal_state=ProposalState.UNAPPROVED)
    return orders_of(organisation).filter(Q(state=OrderState.SUBMITTED) | costs_more)


def orders_to_approve(organisation: Organisation, *, by: User) -> QuerySet[Order]:
    """The new orders that wait for a person's approval, oldest first: not one's own."""
    open_questions = OrderQuestion.objects.filter(answered_at=None)
    return (
        orders_of(organisation)
        .filter(state=OrderState.SUBMITTED)
        .exclude(submitted_by=by)
        .prefetch_related(Prefetch("questions", open_questions, to_attr="open_questions"))
        .order_by("submitted_at", "pk")
    )


def proposals_to_approve(organisation: Organisation, *, by: User) -> QuerySet[Proposal]:
    """Accepted proposals that cost more than approved and wait for a person, oldest first.

    Not those of the person's own orders, nor those the person has accepted.
    """
    return (
        Proposal.objects.filter(order__organisation=organisation, state=ProposalState.UNAPPROVED)
        .exclude(order__submitted_by=by)
        .exclude(decided_by=by)
        .select_related("order__organisation", "decided_by")
        .order_by("decided_at", "pk")
    )


def approvers_for(order: Order) -> QuerySet[User]:
    """The organisation's approvers; of who ordered by a mandate to approve too, theirs as well."""
    own = people_with_role(order.organisation, Role.APPROVER)
    if order.mandate is None or Role.APPROVER not in order.mandate.roles:
        return own
    return (own | people_with_role(order.mandate.representative, Role.APPROVER)).distinct()


def order_participants(order: Order, *also: int | None) -> QuerySet[User]:
    """Who submitted and who approved an order, who hear what becomes of it; `also` are user ids.

    Of an order that others placed by a mandate also the organisation's own approvers: it is theirs.
    """
    behind = User.objects.filter(pk__in=[order.submitted_by_id, order.approved_by_id, *also])
    own = people_with_role(order.organisation, Role.APPROVER)
    if order.mandate_id:
        behind |= User.objects.filter(pk__in=own.values("pk"))
    return behind.filter(is_active=True).order_by("pk")
