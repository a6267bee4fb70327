import pytest
from django.core import mail
from django.utils import timezone

from agreements.approvals import actions as approvals_actions

pytestmark = pytest.mark.django_db


def test_approvers_are_asked_and_the_submitter_is_not(cast, order, run_tasks):
    run_tasks()
    assert [message.to for message in mail.outbox][-1:] == [[cast.nordvik.approver.email]]
    assert order.get_absolute_url() in mail.outbox[-1].body


def test_the_submitter_is_notified_why_an_order_came_back(cast, order, run_tasks):
    run_tasks()
    approvals_actions.return_order(
        order, by=cast.nordvik.approver, reason="Feil <antall> & pris", now=timezone.now()
    )
    mail.outbox.clear()
    run_tasks()
    [message] = mail.outbox
    assert message.to == [order.submitted_by.email]
    assert "Feil <antall> & pris" in message.body
