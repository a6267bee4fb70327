"""An order at its reseller."""

import pytest
from django.utils import timezone

from agreements.dispatch import sending
from agreements.dispatch.sending import mark_sent


@pytest.fixture
def at_reseller(cast, order, run_tasks):
    """Nordvik's order of 5 office suites at 100 kr and 2 of the free software, sent."""
    dispatch = sending.approve_order(order, by=cast.nordvik.approver, now=timezone.now())
    dispatch.claimed_at = timezone.now()
    dispatch.save()
    mark_sent(dispatch, by=None, now=timezone.now())
    run_tasks()
    order.refresh_from_db()
    return order
