"""Selecting orders on their way to resellers, and those that a person must look at."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    Q,
)
from django.db.models.query import QuerySet

from agreements.orders.models import (
    Dispatch,
)
from agreements.orders.states import OrderState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MAX_SENDING_TIME = timedelta(minutes=10)
"""A message that has been on its way for longer was interrupted."""
CLAIM_TIMEOUT = timedelta(minutes=5)
"""A message that nobody has begun to send for longer has lost its place in the queue."""
SEND_TIMEOUT = timedelta(hours=1)
"""An order that has not left for longer is shown to a person, also while it is tried again."""


class Stuck(TypedDict):
    """What a query adds to a dispatch: whether it waits for a person to look at it."""

    is_stuck: bool


type UnfinishedDispatch = WithAnnotations[Dispatch, Stuck]


def unfinished_dispatches(now: datetime) -> QuerySet[UnfinishedDispatch]:
    """Orders that have not reached their reseller, oldest first, each with its `is_stuck`."""
    return (
        Dispatch.objects.filter(sent_at=None, order__state=OrderState.APPROVED)
        .select_related("order__organisation", "order__volume_licence_agreement__reseller")
        .annotate(is_stuck=ExpressionWrapper(stuck(now), output_field=BooleanField()))
        .order_by("queued_at")
    )


def held() -> Q:
    """The condition on a dispatch that it is held back, and its order not stopped."""
    return Q(held_at__isnull=False, order__state=OrderState.APPROVED)


def stuck(now: datetime) -> Q:
    """The condition on a dispatch that a person must look at.

    It failed, was interrupted, was begun by nobody, or has been tried for long. One that began a
    moment ago may still be on its way, and must not be sent beside itself.
    """
    interrupted = Q(claimed_at__lte=now - MAX_SENDING_TIME)
    is_late = Q(claimed_at=None, held_at=None, queued_at__lte=now - SEND_TIMEOUT)
    forgotten = unclaimed_since(now - MAX_SENDING_TIME)
    return Q(sent_at=None) & (Q(failed_at__isnull=False) | interrupted | forgotten | is_late)


def unclaimed_since(moment: datetime) -> Q:
    """The condition on a dispatch that it was due at a moment, and nobody has begun."""
    was_due = Q(next_try_at__lte=moment) | Q(next_try_at=None, queued_at__lte=moment)
    return Q(claimed_at=None, held_at=None) & was_due
