"""What carrying out a reform does, in one transaction that actions.carry_out holds.

Contracts pass to the successor without anybody's consent, as the ministry has said of merged
municipalities (2018); a new legal person gets accessions and agreements of its own, which say
whose they were. Orders nobody has approved are stopped. Those on their way go on: what the
reseller confirms is the main successor's.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from agreements.order_totals.actions import take_back_order
from agreements.orders.states import OrderState
from agreements.reforms.contracts import end_unfinished_cases, transfer_contracts
from agreements.reforms.ledger import move_licences
from agreements.reforms.models import ReformPlan
from agreements.reforms.municipality_numbers import renumber
from agreements.reforms.queries import (
    orders_to_stop,
    predecessor_parties,
    roles_to_request,
    successor_parties,
)
from agreements.reforms.states import ReformKind
from municipalities import formatting
from municipalities.people.mail import send_role_requests
from municipalities.people.models import Membership, User
from municipalities.people.queries import in_force, waiting
from municipalities.register.models import Organisation, Succession

SUCCESSION_KINDS: dict[str, Succession.Kind] = {
    ReformKind.MERGER: Succession.Kind.MERGER,
    ReformKind.SPLIT: Succession.Kind.SPLIT,
    ReformKind.BOUNDARY: Succession.Kind.BOUNDARY,
    ReformKind.NEW_NUMBER: Succession.Kind.NEW_NUMBER,
}


def apply_plan(plan: ReformPlan, *, by: User | None, now: datetime) -> None:
    """Do everything the plan says."""
    plan.created_organisations.update(dissolved_on=None)
    predecessors, successors = predecessor_parties(plan), successor_parties(plan)
    for predecessor in predecessors:
        if predecessor.is_dissolved:
            _stop_orders(plan, predecessor, successors[0], now=now)
            end_unfinished_cases(plan, predecessor, by=by, now=now)
        agreements = transfer_contracts(plan, predecessor, successors, by=by, now=now)
        move_licences(plan, predecessor, successors, agreements, by=by, now=now)
        if predecessor.is_dissolved:
            _request_roles(plan, predecessor, successors, now=now)
        _record_succession(plan, predecessor, successors)
    renumber(plan, list(plan.parties.all()))


def _stop_orders(plan: ReformPlan, predecessor, successor, *, now: datetime) -> None:
    """Withdraw what nobody has approved, with the sentence that says where to order now."""
    sentence = _("Stopped: %(organisation)s passed into %(successor)s on %(day)s. Order there.") % {
        "organisation": predecessor.organisation.name,
        "successor": successor.organisation.name,
        "day": formatting.day(plan.takes_effect_on),
    }
    orders = list(orders_to_stop([predecessor.organisation]).select_for_update(of=["self"]))
    for order in orders:
        take_back_order(order, OrderState.WITHDRAWN, by=None, now=now, reason=sentence)
    plan.stopped_orders.add(*orders)


def _request_roles(plan: ReformPlan, predecessor, successors, *, now: datetime) -> None:
    """Ask for people's roles with each successor, whose administrator (or KS) confirms them.

    Nobody gets in unseen: a role a person has or asks for already is not asked for again.
    """
    roles = list(roles_to_request([predecessor.organisation]))
    for successor in successors:
        standing = Membership.objects.filter(
            waiting() | in_force(), organisation=successor.organisation
        )
        known = set(standing.values_list("user", "role"))
        asked = Membership.objects.bulk_create(
            Membership(
                user_id=role.user_id,
                organisation=successor.organisation,
                role=role.role,
                order_limit=role.order_limit,
                requested_at=now,
            )
            for role in roles
            if (role.user_id, role.role) not in known
        )
        plan.created_requests.add(*asked)
        if asked:
            send_role_requests.enqueue([membership.pk for membership in asked])


def _record_succession(plan: ReformPlan, predecessor, successors) -> None:
    """Who succeeds whom; the dissolved one's pages stay, for its own people and the successors'."""
    Succession.objects.bulk_create(
        Succession(
            predecessor=predecessor.organisation,
            successor=successor.organisation,
            takes_effect_on=plan.takes_effect_on,
            kind=SUCCESSION_KINDS[plan.kind],
        )
        for successor in successors
    )
    if predecessor.is_dissolved:
        Organisation.objects.filter(pk=predecessor.organisation_id).update(
            dissolved_on=plan.takes_effect_on
        )
