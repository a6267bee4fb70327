"""Who may do what to an order: every state and role, as one table."""

from types import SimpleNamespace

import pytest

from agreements.orders.allowed_actions import allowed_actions
from agreements.orders.models import ProposalState
from agreements.orders.states import OrderState
from municipalities.people.models import Role

SUBMITTER, COLLEAGUE, DECIDER = 1, 2, 3
ORDERER, APPROVER = frozenset({Role.ORDERER}), frozenset({Role.APPROVER})
ALWAYS = {"order_again", "save_template"}

ORDERERS_OWN = {
    OrderState.SUBMITTED: ALWAYS | {"withdraw", "answer"},
    OrderState.RETURNED: {"correct", "save_template"},
    OrderState.WITHDRAWN: ALWAYS,
    OrderState.APPROVED: ALWAYS | {"stop"},
    OrderState.STOPPED: ALWAYS,
    OrderState.SENT: ALWAYS | {"confirm", "send_link"},
    OrderState.REJECTED: ALWAYS,
    OrderState.CONFIRMED: ALWAYS | {"change"},
}


def order(state, *, lowers=False, replacement=None):
    return SimpleNamespace(
        state=state, lowers=lowers, replacement=replacement, submitted_by_id=SUBMITTER
    )


def allowed(one, *, person=SUBMITTER, roles=ORDERER, at_home=True, proposal=None):
    own = roles if at_home else frozenset()
    return allowed_actions(one, person_id=person, roles=roles, own_roles=own, proposal=proposal)


@pytest.mark.parametrize("state", OrderState)
def test_an_orderer_at_the_own_order(state):
    assert allowed(order(state)) == ORDERERS_OWN[state]


@pytest.mark.parametrize("state", OrderState)
def test_a_colleague_answers_no_question_that_was_not_asked_of_them(state):
    assert allowed(order(state), person=COLLEAGUE) == ORDERERS_OWN[state] - {"answer"}


@pytest.mark.parametrize("state", OrderState)
def test_by_a_mandate_one_changes_nothing_and_saves_no_template(state):
    by_mandate = allowed(order(state), at_home=False)
    assert by_mandate == ORDERERS_OWN[state] - {"change", "save_template"}


@pytest.mark.parametrize("state", OrderState)
def test_an_approver_decides_what_others_submitted(state):
    decides = {
        OrderState.SUBMITTED: {"approve", "return", "ask"},
        OrderState.APPROVED: {"stop"},
    }.get(state, set())
    assert allowed(order(state), person=COLLEAGUE, roles=APPROVER) == decides
    assert allowed(order(state), roles=APPROVER) == decides - {"approve", "return", "ask"}
    by_mandate = allowed(order(state), person=COLLEAGUE, roles=APPROVER, at_home=False)
    assert by_mandate == decides - {"ask"}


@pytest.mark.parametrize("state", OrderState)
def test_what_lowers_an_order_is_only_corrected(state):
    follows = {"correct_change"} if state == OrderState.RETURNED else set()
    found = allowed(order(state, lowers=True))
    assert found - {"withdraw", "answer", "stop", "confirm", "send_link"} == follows


def test_what_is_replaced_already_is_ordered_again():
    assert allowed(order(OrderState.RETURNED, replacement=object())) == ALWAYS


@pytest.mark.parametrize("state", OrderState)
def test_without_a_role_nothing_is_open(state):
    assert allowed(order(state), roles=frozenset()) == set()


@pytest.mark.parametrize(
    ("proposal", "person", "roles", "opens"),
    [
        (ProposalState.WAITING, SUBMITTER, ORDERER, {"accept_proposal"}),
        (ProposalState.WAITING, COLLEAGUE, ORDERER, {"accept_proposal"}),
        (ProposalState.WAITING, COLLEAGUE, APPROVER, set()),
        (ProposalState.UNAPPROVED, COLLEAGUE, APPROVER, {"approve_proposal"}),
        (ProposalState.UNAPPROVED, SUBMITTER, APPROVER, set()),
        (ProposalState.UNAPPROVED, DECIDER, APPROVER, set()),
        (ProposalState.UNAPPROVED, COLLEAGUE, ORDERER, set()),
    ],
)
def test_who_decides_about_a_proposal(proposal, person, roles, opens):
    sent = order(OrderState.SENT)
    open_proposal = SimpleNamespace(state=proposal, decided_by_id=DECIDER)
    found = allowed(sent, person=person, roles=roles, proposal=open_proposal)
    assert found - allowed(sent, person=person, roles=roles) == opens
