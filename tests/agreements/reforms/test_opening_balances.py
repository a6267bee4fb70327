"""A file of opening balances that is brought to somebody who passes on in a reform."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.holdings.queries import positions
from agreements.opening_balances.actions import post_balance
from agreements.reforms import actions
from tests import agreement_factories as make
from tests.factories import organisation
from tests.races import at_once

pytestmark = pytest.mark.django_db


def brought(member, office):
    """Ten more of what a member has three of, in a file that is not posted."""
    row = f"{office.part_number};;10"
    return make.opening_balance(member.agreement, row, by=member.signatory)


def code_of(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    return refused.value.code


def owned(body):
    return sum(position.quantity for position in positions(body, timezone.localdate()))


def test_nothing_is_posted_where_no_reform_finds_it_any_more(member, reform, office):
    goes, successor = member("Gamlevik", licences=3), organisation()
    balance = brought(goes, office)
    plan = reform.carried_out("merger", [goes.organisation], [successor])
    posting = {"by": goes.signatory, "now": timezone.now()}
    assert code_of(post_balance, balance, **posting) == "passed_on"
    goes.agreement.accession.organisation.refresh_from_db()
    assert code_of(brought, goes, office) == "passed_on"
    reform.reverse(plan)
    post_balance(balance, **posting)
    assert (owned(goes.organisation), owned(successor)) == (13, 0)


def test_nothing_is_posted_under_an_agreement_that_went_back(member, reform, office):
    goes, successor = member("Gamlevik", licences=3), organisation()
    plan = reform.carried_out("merger", [goes.organisation], [successor])
    inherited = plan.created_agreements.get()
    row = f"{office.part_number};;10"
    balance = make.opening_balance(inherited, row, by=goes.signatory)
    reform.reverse(plan)
    assert code_of(post_balance, balance, by=goes.signatory, now=timezone.now()) == "passed_on"


@pytest.mark.django_db(transaction=True)
def test_a_reform_at_the_same_moment_leaves_nothing_behind(cast, member, reform, office):
    goes, successor = member("Gamlevik", licences=3), organisation()
    balance = brought(goes, office)
    plan = reform.approved("merger", [goes.organisation], [successor])
    now = timezone.now()
    refusals = at_once(
        lambda: post_balance(balance, by=goes.signatory, now=now),
        lambda: actions.carry_out(plan, by=cast.kari, now=now),
    )
    assert refusals in ([None, None], ["passed_on", None])
    assert owned(goes.organisation) == 0
    assert owned(successor) == (3 if refusals[0] else 13)
