"""Who may do what to an order as it stands: pure, for its page and for the acts themselves.

A person's `roles` are those they act in here, by a mandate too; `own_roles` those they hold in the
organisation itself. What an act asks besides (limits, the gate, mandates) it asks when it is done.
"""

from agreements.orders.models import Order, Proposal, ProposalState
from agreements.orders.states import OrderState
from municipalities.people.models import Role


def can_be_replaced(order: Order):
    """Whether an order was sent back, and no other stands in its place."""
    return order.state == OrderState.RETURNED and order.replacement is None


def can_be_lowered(order: Order):
    """Whether another order may lower this one: it is confirmed, and lowers none itself."""
    return not order.lowers and order.state == OrderState.CONFIRMED


def allowed_actions(
    order: Order, *, person_id: int, roles, own_roles, proposal: Proposal | None = None
):
    """The acts that are open to a person at an order, as a set of words.

    `proposal` is the reseller's open one, if any. Words: approve, return, ask, withdraw, answer,
    stop, confirm, send_link, accept_proposal, approve_proposal, correct, order_again,
    correct_change, save_template, change.
    """
    allowed = _while_it_waits(order, person_id, roles, own_roles)
    if order.state == OrderState.APPROVED and roles & {Role.ORDERER, Role.APPROVER}:
        allowed.add("stop")
    if order.state == OrderState.SENT and Role.ORDERER in roles:
        allowed |= {"confirm", "send_link"}
    if proposal:
        allowed |= _about(proposal, order, person_id, roles)
    return allowed | _afterwards(order, roles, own_roles)


def _while_it_waits(order: Order, person_id: int, roles, own_roles):
    """Before it is approved. Nobody approves, returns or questions what they submitted."""
    allowed: set[str] = set()
    if order.state != OrderState.SUBMITTED:
        return allowed
    is_own = order.submitted_by_id == person_id
    if Role.APPROVER in roles and not is_own:
        allowed |= {"approve", "return"}
        allowed |= {"ask"} if Role.APPROVER in own_roles else set()
    if Role.ORDERER in roles:
        allowed |= {"withdraw", "answer"} if is_own else {"withdraw"}
    return allowed


def _about(proposal: Proposal, order: Order, person_id: int, roles) -> set[str]:
    """About what the reseller proposes. Who ordered or accepted it does not approve it as well."""
    if proposal.state == ProposalState.WAITING:
        return {"accept_proposal"} if Role.ORDERER in roles else set()
    is_other = person_id not in {order.submitted_by_id, proposal.decided_by_id}
    return {"approve_proposal"} if Role.APPROVER in roles and is_other else set()


def _afterwards(order: Order, roles, own_roles) -> set[str]:
    """Orders that follow from this one."""
    if order.lowers:
        corrects = Role.ORDERER in own_roles and can_be_replaced(order)
        return {"correct_change"} if corrects else set()
    allowed = set()
    if Role.ORDERER in roles:
        allowed.add("correct" if can_be_replaced(order) else "order_again")
    if Role.ORDERER in own_roles:
        allowed |= {"save_template", "change"} if can_be_lowered(order) else {"save_template"}
    return allowed
