"""An order at its reseller."""

import pytest
from django.utils import timezone

from agreements.orders import actions
from agreements.orders.dispatch import mark_sent


@pytest.fixture
def at_reseller(cast, order, run_tasks):
    """Nordvik's order of 5 office suites at 100 kr and 2 of the free software, sent."""
    dispatch = actions.approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    dispatch.claimed_at = timezone.now()
    dispatch.save()
    mark_sent(dispatch, by=None, now=timezone.now())
    run_tasks()
    order.refresh_from_db()
    return order
