"""What stops when somebody's role in an organisation ends: approvals, stand-ins, baskets."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.approvals.queries import standing_delegations, waiting_for_approval
from agreements.basket.models import BasketLine
from agreements.mandates.queries import held_by, in_force_on
from municipalities import formatting
from municipalities.confirmation import Fact, fact
from municipalities.people.models import Membership, Role
from municipalities.people.queries import people_with_role


def role_end_facts(membership: Membership, *, now: datetime):
    """The Facts about what a role carries here, for who ends it (people/confirmations.py)."""
    today = timezone.localdate(now)
    if membership.role == Role.APPROVER:
        return [*_approvals(membership, today), _mandates(membership, today)]
    if membership.role == Role.ORDERER:
        return [_basket(membership), _mandates(membership, today)]
    return []


def _approvals(membership: Membership, today: date) -> tuple[Fact, ...]:
    organisation, person = membership.organisation, membership.user
    waiting = waiting_for_approval(organisation).count()
    others = people_with_role(organisation, Role.APPROVER).exclude(pk=person.pk)
    names = ", ".join(other.name for other in others.order_by("name"))
    orders = ngettext("%(count)s order", "%(count)s orders", waiting) % {"count": waiting}
    stand_ins = standing_delegations(organisation, today).filter(
        Q(approver=person) | Q(delegate=person)
    )
    return (
        fact(_("Waits for approval"), orders, is_background=True),
        fact(_("Can approve afterwards"), names or _("Nobody. No order can be approved.")),
        fact(_("Stand-ins that stop"), *(_stand_in(one) for one in stand_ins)),
    )


def _stand_in(delegation) -> str:
    return _("%(delegate)s for %(approver)s, until %(day)s") % {
        "delegate": delegation.delegate.name,
        "approver": delegation.approver.name,
        "day": formatting.day(delegation.ends_on),
    }


def _basket(membership: Membership) -> Fact:
    count = BasketLine.objects.filter(
        basket__user=membership.user,
        basket__volume_licence_agreement__accession__organisation=membership.organisation,
    ).count()
    lines = ngettext("%(count)s product", "%(count)s products", count) % {"count": count}
    return fact(_("In a basket that nobody can submit"), lines if count else "")


def _mandates(membership: Membership, today: date) -> Fact:
    """The organisations that the person acts for in this role, by mandates."""
    held = held_by(membership.organisation).filter(in_force_on(today))
    owners = sorted(one.owner.name for one in held if membership.role in one.roles)
    return fact(_("No longer acts for"), *owners)
