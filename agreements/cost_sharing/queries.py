"""Selecting cost-sharing keys, and what each sharer pays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.query import QuerySet

from agreements.cost_sharing.models import CostShare, CostSharingKey
from agreements.money import share_out
from municipalities.register.models import Organisation
from municipalities.register.queries import exists_on


@dataclass(frozen=True)
class CostPart:
    """What one organisation pays of an amount, in kroner."""

    name: str
    percent: Decimal
    net: Decimal
    gross: Decimal


def keys_of(organisation: Organisation) -> QuerySet[CostSharingKey]:
    """The organisation's keys by name, newest first, with their shares."""
    return (
        CostSharingKey.objects.filter(organisation=organisation)
        .select_related("organisation", "made_by")
        .prefetch_related("shares__organisation")
    )


def keys_in_force(
    organisations: Iterable[Organisation | int], on: date
) -> QuerySet[CostSharingKey]:
    """The keys of organisations that hold on a day: of each name the newest that has begun.

    Not one that a sharer has a part in who no longer exists by then: nobody would pay it.
    """
    gone = CostShare.objects.filter(~exists_on(on, "organisation"), key=OuterRef("pk"))
    begun = CostSharingKey.objects.filter(organisation__in=organisations, starts_on__lte=on)
    return begun.filter(~_is_replaced(on), ~Exists(gone)).select_related("organisation")


def keys_ending_with(
    organisations: Iterable[Organisation | int], on: date
) -> QuerySet[CostSharingKey]:
    """Keys not replaced by a day that no longer hold when their owner or a sharer is dissolved."""
    part = CostShare.objects.filter(key=OuterRef("pk"), organisation__in=organisations)
    return (
        CostSharingKey.objects.filter(Q(organisation__in=organisations) | Exists(part))
        .filter(~_is_replaced(on))
        .select_related("organisation")
        .order_by("organisation__name", "name", "starts_on")
    )


def _is_replaced(on: date) -> Exists:
    """The condition that a newer key of the same name has begun by a day."""
    newer = CostSharingKey.objects.filter(
        organisation=OuterRef("organisation"),
        name=OuterRef("name"),
        starts_on__gt=OuterRef("starts_on"),
        starts_on__lte=on,
    )
    return Exists(newer)


def sharers_of(key: CostSharingKey) -> list[dict[str, Any]]:
    """Who shares by a key: dicts of organisation_id and name, the largest part first."""
    return [
        {"organisation_id": share.organisation_id, "name": share.organisation.name}
        for share in key.shares.select_related("organisation")
    ]


def cost_parts(amount: Any, key: CostSharingKey, sharers: list[dict[str, Any]]) -> list[CostPart]:
    """What each sharer pays of an amount with `net` and `gross`; each sum is exactly shared out.

    `sharers` are those of sharers_of, as they were when the amount was shared: øre left over go
    by their order, which a new name must not turn round.
    """
    percent_of = {share.organisation_id: share.percent for share in key.shares.all()}
    percents = [percent_of[sharer["organisation_id"]] for sharer in sharers]
    nets, grosses = share_out(amount.net, percents), share_out(amount.gross, percents)
    return [
        CostPart(sharer["name"], percent, net, gross)
        for sharer, percent, net, gross in zip(sharers, percents, nets, grosses, strict=True)
    ]
