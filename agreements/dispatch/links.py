"""Links by which resellers open an order without an account: made, found, revoked."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from agreements.orders.models import Order, ResellerLink
from municipalities.people.models import User

LINK_LIFETIME = timedelta(days=30)


@transaction.atomic
def make_link(order: Order, *, by: User | None, now: datetime):
    """Make the order's link and return its address; an earlier one ends.

    The token stands in the address alone. `by` is None for the portal itself.
    """
    token = secrets.token_urlsafe(32)
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    revoke_link(order, now=now)
    ResellerLink.objects.create(
        order=order, sha256=_hash(token), made_at=now, made_by=by, expires_at=now + LINK_LIFETIME
    )
    return settings.SITE_URL.rstrip("/") + reverse("reseller_order", args=[token])


def revoke_link(order: Order, *, now: datetime) -> bool:
    """End the order's link; says whether there was one."""
    return bool(order.links.filter(revoked_at=None).update(revoked_at=now))


def find_link(token: str) -> ResellerLink | None:
    """The link with this token, whether it still holds or not; None for an unknown one."""
    return (
        ResellerLink.objects.select_related("order__organisation")
        .filter(sha256=_hash(token))
        .first()
    )


def holds(link: ResellerLink, *, now: datetime):
    """Whether the link opens the order."""
    return link.revoked_at is None and now < link.expires_at


def open_link_of(order: Order, *, now: datetime):
    """The order's link that holds now, or None."""
    return order.links.filter(revoked_at=None, expires_at__gt=now).first()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
