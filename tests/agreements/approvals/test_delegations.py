"""Standing in for an approver who is away."""

from contextlib import nullcontext
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.approvals.delegations import create_delegation, revoke_delegation
from agreements.dispatch.sending import approve_order
from agreements.models import ApprovalDelegation, OrderStep
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db


def refused(code):
    """Expect a refusal with this code."""
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


def limit(person, amount):
    organisation = person.memberships.first().organisation
    make.order_limit(person, organisation, amount, role="approver")


@pytest.fixture
def chief(cast):
    """Nordvik's approver without a limit."""
    return cast.nordvik.approver


@pytest.fixture
def deputy(cast):
    """The signatory approves too, up to 100 kr."""
    make.role(cast.nordvik.signatory, cast.nordvik.organisation, Role.APPROVER)
    limit(cast.nordvik.signatory, Decimal(100))
    return cast.nordvik.signatory


def named(cast, approver, delegate, *, by=None, starts=0, days=7, now=None):
    now = now or timezone.now()
    first = timezone.localdate(now) + timedelta(days=starts)
    delegation = {
        "approver": approver,
        "delegate": delegate,
        "starts_on": first,
        "ends_on": first + timedelta(days=days),
    }
    organisation = cast.nordvik.organisation
    return create_delegation(organisation, delegation=delegation, by=by or approver, now=now)


def test_a_stand_in_approves_what_the_others_limit_allows(cast, order, chief, deputy):
    limit(chief, Decimal(1000))
    with refused("above_limit"):
        approve_order(order, by=deputy, now=timezone.now())
    named(cast, chief, deputy)
    approve_order(order, by=deputy, now=timezone.now())
    step = OrderStep.objects.get(order=order, state="approved")
    assert (step.by, step.on_behalf_of) == (deputy, chief)


def test_an_approvers_own_limit_comes_first(cast, order, chief, deputy):
    limit(deputy, None)
    named(cast, chief, deputy)
    approve_order(order, by=deputy, now=timezone.now())
    assert OrderStep.objects.get(order=order, state="approved").on_behalf_of is None


def test_the_others_limit_holds_for_the_stand_in(cast, order, chief, deputy):
    limit(chief, Decimal(499))
    named(cast, chief, deputy)
    with refused("above_limit"):
        approve_order(order, by=deputy, now=timezone.now())


@pytest.mark.parametrize("day", [-1, 8])
def test_a_stand_in_approves_only_in_its_days(cast, order, chief, deputy, day):
    named(cast, chief, deputy, starts=20, days=7)
    with refused("above_limit"):
        approve_order(order, by=deputy, now=timezone.localtime() + timedelta(days=20 + day))
    approve_order(order, by=deputy, now=timezone.localtime() + timedelta(days=27))


def test_what_is_revoked_holds_no_longer(cast, order, chief, deputy):
    delegation = named(cast, chief, deputy)
    revoke_delegation(delegation, by=chief, now=timezone.now())
    with refused("above_limit"):
        approve_order(order, by=deputy, now=timezone.now())
    with refused("delegation_is_revoked"):
        revoke_delegation(delegation, by=chief, now=timezone.now())


def test_it_ends_with_the_role_of_who_is_away(cast, order, chief, deputy):
    named(cast, chief, deputy)
    chief.memberships.filter(role="approver").update(
        ended_at=timezone.now(), ended_by=cast.nordvik.administrator
    )
    with refused("above_limit"):
        approve_order(order, by=deputy, now=timezone.now())


def test_nobody_approves_their_own_order_through_a_stand_in(cast, agreement, office, chief, deputy):
    order = make.order(agreement, by=chief, lines={office: 5})
    named(cast, chief, deputy)
    with refused("above_limit"):
        approve_order(order, by=deputy, now=timezone.now())
    step = OrderStep(
        order=order, state="approved", at=timezone.now(), by=deputy, on_behalf_of=chief
    )
    with pytest.raises(IntegrityError, match="order_step_is_not_for_the_submitter"):
        step.save()


def test_a_stand_in_never_approves_an_own_order(cast, agreement, office, chief, deputy):
    order = make.order(agreement, by=deputy, lines={office: 1})
    named(cast, chief, deputy)
    with refused("own_order"):
        approve_order(order, by=deputy, now=timezone.now())


def test_who_is_no_approver_neither_goes_away_nor_stands_in(cast, chief):
    with refused("not_an_approver"):
        named(cast, chief, cast.nordvik.reader)
    with refused("not_an_approver"):
        named(cast, chief, cast.sorvag.approver)


def test_only_the_approver_or_an_administrator_decides(cast, chief, deputy):
    with refused("not_your_own_absence"):
        named(cast, chief, deputy, by=deputy)
    delegation = named(cast, chief, deputy, by=cast.nordvik.administrator)
    with refused("not_your_own_absence"):
        revoke_delegation(delegation, by=deputy, now=timezone.now())


def test_days_that_are_over_are_refused(cast, chief, deputy):
    with refused("days_are_over"):
        named(cast, chief, deputy, starts=-9, days=7)


def test_nobody_makes_themselves_a_stand_in(cast, chief, deputy):
    """Not even an administrator, whose own order limit it would lift."""
    make.role(deputy, cast.nordvik.organisation, Role.ADMINISTRATOR)
    with refused("own_stand_in"):
        named(cast, chief, deputy, by=deputy)
    named(cast, chief, deputy, by=cast.nordvik.administrator)


@pytest.mark.parametrize(("days", "code"), [(89, None), (90, "stand_in_too_long")])
def test_a_stand_in_has_a_longest_time(cast, chief, deputy, days, code):
    """The last day is included: 89 days after the first is the 90th."""
    if code is None:
        named(cast, chief, deputy, days=days)
        return
    with refused(code):
        named(cast, chief, deputy, days=days)


@pytest.mark.parametrize(
    ("periods", "code"),
    [
        ([(0, 90), (90, 90)], "stand_in_too_long"),
        ([(0, 90), (91, 1)], "stand_in_too_long"),  # a day left out
        ([(0, 90), (119, 1)], "stand_in_too_long"),
        ([(0, 90), (120, 90)], None),
        ([(0, 45), (45, 45)], None),
        ([(45, 45), (0, 45)], None),
        ([(0, 45), (46, 46)], "stand_in_too_long"),
        ([(91, 90), (0, 1)], None),
        ([(61, 90), (0, 60)], "stand_in_too_long"),
        ([(0, 30), (120, 30), (59, 32)], "stand_in_too_long"),  # joins what lies on both sides
    ],
)
def test_the_longest_time_is_not_named_piece_by_piece(cast, chief, deputy, periods, code):
    *before, last = periods
    for starts, length in before:
        named(cast, chief, deputy, starts=starts, days=length - 1)
    with refused(code) if code else nullcontext():
        named(cast, chief, deputy, starts=last[0], days=last[1] - 1)


def test_days_that_were_used_before_a_revocation_count(cast, chief, deputy):
    delegation = named(cast, chief, deputy, days=89)
    later = timezone.now() + timedelta(days=80)
    revoke_delegation(delegation, by=chief, now=later)
    with refused("stand_in_too_long"):
        named(cast, chief, deputy, now=later + timedelta(days=1), days=59)
    named(cast, chief, deputy, now=later + timedelta(days=1), days=8)


def test_what_is_revoked_before_it_begins_counts_nowhere(cast, chief, deputy):
    revoke_delegation(named(cast, chief, deputy, starts=1, days=89), by=chief, now=timezone.now())
    named(cast, chief, deputy, days=89)


def test_another_stand_in_has_a_time_of_their_own(cast, chief, deputy):
    other = cast.nordvik.reader
    make.role(other, cast.nordvik.organisation, Role.APPROVER)
    named(cast, chief, deputy, days=89)
    named(cast, chief, other, starts=90, days=89)


def written(cast, approver, delegate, **overrides):
    """A delegation that no action has looked at."""
    today = timezone.localdate()
    fields = {
        "organisation": cast.nordvik.organisation,
        "approver": approver,
        "delegate": delegate,
        "starts_on": today,
        "ends_on": today,
        "named_at": timezone.now(),
        "named_by": approver,
    }
    return ApprovalDelegation.objects.create(**fields | overrides)


def test_the_database_refuses_what_cannot_be(cast, chief, deputy):
    def broken(name, act):
        with pytest.raises(Exception, match=name), transaction.atomic():
            act()

    today = timezone.localdate()
    gain, by_another = {"named_by": deputy}, {"named_by": cast.nordvik.administrator}
    broken("delegation_is_not_named_by_its_delegate", lambda: written(cast, chief, deputy, **gain))
    long = {"ends_on": today + timedelta(days=90)}
    broken("delegation_lasts_at_most_90_days", lambda: written(cast, chief, deputy, **long))
    broken("delegation_is_to_someone_else", lambda: written(cast, chief, chief, **by_another))
    yesterday = {"ends_on": today - timedelta(days=1)}
    broken("delegation_ends_after_it_starts", lambda: written(cast, chief, deputy, **yesterday))
    kept = written(cast, chief, deputy)
    broken("delegation_one_at_a_time", lambda: written(cast, chief, cast.nordvik.reader))
    broken("delegation_is_never_deleted", kept.delete)
    kept.ends_on = today + timedelta(days=9)
    broken("delegation_is_frozen", kept.save)


@pytest.mark.django_db(transaction=True)
def test_of_two_named_at_once_for_the_same_days_one_stands(cast, chief, deputy):
    outcomes = at_once(*[lambda: named(cast, chief, deputy) and "named"] * 3)
    assert outcomes.count("named") == 1
    assert ApprovalDelegation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_pieces_of_too_long_a_time_named_at_once_one_stands(cast, chief, deputy):
    outcomes = at_once(
        lambda: named(cast, chief, deputy, days=59) and "named",
        lambda: named(cast, chief, deputy, starts=60, days=59) and "named",
    )
    assert sorted(outcomes) == ["named", "stand_in_too_long"]


def test_the_page_names_shows_and_revokes(cast, chief, deputy, signed_in):
    client = signed_in(chief)
    number = cast.nordvik.organisation.organisation_number
    address = reverse("order_delegations", args=[number])
    today = timezone.localdate()
    sent = {"approver": chief.pk, "delegate": deputy.pk, "starts_on": today, "ends_on": today}
    assert client.post(address, sent | {"delegate": chief.pk}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 422
    delegation = ApprovalDelegation.objects.get()
    assert deputy.name in client.get(address).content.decode()
    client.post(reverse("order_delegation_revoke", args=[number, delegation.pk]))
    delegation.refresh_from_db()
    assert delegation.revoked_by == chief
