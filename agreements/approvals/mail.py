"""Mail to colleagues about an order, in the organisation's written standard."""

from django.utils.translation import gettext as _

from agreements.approvals.queries import approvers_for
from agreements.orders.mail import write_about_order
from agreements.orders.models import OrderQuestion, OrderStep
from agreements.orders.queries import orders_in_full
from agreements.orders.states import OrderState
from municipalities.people.models import User
from municipalities.worker.kinds import transactional_task


@transactional_task
def notify_approvers(order_id: int) -> None:
    """Notify those who may approve the order that it waits for them."""
    order = orders_in_full().get(pk=order_id)
    write_about_order(
        approvers_for(order).exclude(pk=order.submitted_by_id),
        order,
        subject=lambda: _("Order %(number)s waits for your approval"),
        template="orders/mail/approval.txt",
    )


@transactional_task
def send_question(question_id: int) -> None:
    """Notify the submitter of the order of what is asked."""
    asked = _question(question_id)
    _write_about(asked, to=asked.order.submitted_by, answered=False)


@transactional_task
def send_answer(question_id: int) -> None:
    """Notify who asked about the order of what is answered."""
    asked = _question(question_id)
    _write_about(asked, to=asked.asked_by, answered=True)


@transactional_task
def notify_submitter(order_id: int) -> None:
    """Notify the submitter of the order that it is sent back, and why."""
    _notify_of_end(
        order_id,
        OrderState.RETURNED,
        subject=lambda: _("Order %(number)s is sent back"),
        template="orders/mail/returned.txt",
    )


@transactional_task
def notify_of_withdrawal(order_id: int) -> None:
    """Notify the submitter of the order that a colleague has withdrawn it."""
    _notify_of_end(
        order_id,
        OrderState.WITHDRAWN,
        subject=lambda: _("Order %(number)s is withdrawn"),
        template="orders/mail/withdrawn.txt",
    )


def _notify_of_end(order_id: int, state, *, subject, template) -> None:
    """Notify who submitted the order of the step that ended it before it was approved."""
    order = orders_in_full().get(pk=order_id)
    step = OrderStep.objects.select_related("by").get(order=order, state=state)
    write_about_order([order.submitted_by], order, subject=subject, template=template, step=step)


def _question(question_id: int) -> OrderQuestion:
    return OrderQuestion.objects.select_related(
        "order__organisation", "order__submitted_by", "asked_by", "answered_by"
    ).get(pk=question_id)


def _write_about(asked: OrderQuestion, *, to: User, answered: bool) -> None:
    """Send the question, or the question with its answer."""
    write_about_order(
        [to],
        asked.order,
        subject=lambda: (
            _("Answer about order %(number)s") if answered else _("Question about order %(number)s")
        ),
        template="orders/mail/question.txt",
        asked=asked,
    )
