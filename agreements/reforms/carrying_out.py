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
from agreements.reforms.contracts import end_unfinished_cases, pass_on_contracts
from agreements.reforms.ledger import move_licences
from agreements.reforms.models import ReformPlan
from agreements.reforms.numbers import renumber
from agreements.reforms.queries import (
    orders_to_stop,
    predecessor_parties,
    roles_to_ask_for,
    successor_parties,
)
from agreements.reforms.states import ReformKind
from municipalities import formatting
from municipalities.people.mail import send_role_requests
from municipalities.people.models import Membership, User
from municipalities.people.queries import in_force, waiting
from municipalities.register.models import Organisation, Succession

SUCCESSION_KINDS = {
    ReformKind.MERGER: Succession.Kind.MERGER,
    ReformKind.SPLIT: Succession.Kind.SPLIT,
    ReformKind.BOUNDARY: Succession.Kind.BOUNDARY,
    ReformKind.NEW_NUMBER: Succession.Kind.NEW_NUMBER,
}


def carry(plan: ReformPlan, *, by: User | None, now: datetime) -> None:
    """Do everything the plan says."""
    plan.made_organisations.update(dissolved_on=None)
    givers, takers = predecessor_parties(plan), successor_parties(plan)
    for giver in givers:
        if giver.is_dissolved:
            _stop_orders(plan, giver, takers[0], now=now)
            end_unfinished_cases(plan, giver, by=by, now=now)
        agreements = pass_on_contracts(plan, giver, takers, by=by, now=now)
        move_licences(plan, giver, takers, agreements, by=by, now=now)
        if giver.is_dissolved:
            _ask_for_roles(plan, giver, takers, now=now)
        _record_succession(plan, giver, takers)
    renumber(plan, list(plan.parties.all()))


def _stop_orders(plan: ReformPlan, giver, heir, *, now: datetime) -> None:
    """Withdraw what nobody has approved, with the sentence that says where to order now."""
    sentence = _("Stopped: %(organisation)s passed into %(heir)s on %(day)s. Order there.") % {
        "organisation": giver.organisation.name,
        "heir": heir.organisation.name,
        "day": formatting.day(plan.takes_effect_on),
    }
    orders = list(orders_to_stop([giver.organisation]).select_for_update(of=["self"]))
    for order in orders:
        take_back_order(order, OrderState.WITHDRAWN, by=None, now=now, reason=sentence)
    plan.stopped_orders.add(*orders)


def _ask_for_roles(plan: ReformPlan, giver, takers, *, now: datetime) -> None:
    """Ask for people's roles with each successor, whose administrator (or KS) confirms them.

    Nobody gets in unseen: a role a person has or asks for already is not asked for again.
    """
    roles = list(roles_to_ask_for([giver.organisation]))
    for taker in takers:
        standing = Membership.objects.filter(
            waiting() | in_force(), organisation=taker.organisation
        )
        known = set(standing.values_list("user", "role"))
        asked = Membership.objects.bulk_create(
            Membership(
                user_id=role.user_id,
                organisation=taker.organisation,
                role=role.role,
                order_limit=role.order_limit,
                requested_at=now,
            )
            for role in roles
            if (role.user_id, role.role) not in known
        )
        plan.made_requests.add(*asked)
        if asked:
            send_role_requests.enqueue([membership.pk for membership in asked])


def _record_succession(plan: ReformPlan, giver, takers) -> None:
    """Who lives on in whom; the dissolved one's pages stay, for its own and the heirs' people."""
    Succession.objects.bulk_create(
        Succession(
            predecessor=giver.organisation,
            successor=taker.organisation,
            takes_effect_on=plan.takes_effect_on,
            kind=SUCCESSION_KINDS[plan.kind],
        )
        for taker in takers
    )
    if giver.is_dissolved:
        Organisation.objects.filter(pk=giver.organisation_id).update(
            dissolved_on=plan.takes_effect_on
        )
