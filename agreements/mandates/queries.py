"""Selecting mandates: whose they are, and what they cover on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.query import QuerySet

from agreements.frameworks.models import FrameworkAgreement
from agreements.mandates.models import Mandate, MandateFramework
from municipalities.register.models import Organisation
from municipalities.register.queries import exists_on


def mandates_with_parties() -> QuerySet[Mandate]:
    """Mandates with what their pages show."""
    return Mandate.objects.select_related(
        "owner", "representative", "document", "signature", "given_by", "revoked_by"
    ).prefetch_related("frameworks")


def mandates_of(organisation: Organisation) -> QuerySet[Mandate]:
    """The mandates that an organisation has given or holds, newest first."""
    return mandates_with_parties().filter(Q(owner=organisation) | Q(representative=organisation))


def given_by(organisation: Organisation) -> QuerySet[Mandate]:
    """The mandates an organisation has given, newest first."""
    return mandates_with_parties().filter(owner=organisation)


def held_by(organisation: Organisation) -> QuerySet[Mandate]:
    """The mandates an organisation holds, newest first."""
    return mandates_with_parties().filter(representative=organisation)


def in_force_on(day: date) -> Q:
    """The condition that a mandate holds on a day, on which both its parties exist."""
    return (
        Q(starts_on__lte=day, ends_on__gte=day, revoked_at=None)
        & exists_on(day, "owner")
        & exists_on(day, "representative")
    )


def ending_with(organisations: Iterable[Organisation | int], on: date) -> QuerySet[Mandate]:
    """The mandates that end when organisations are dissolved on a day, by their owner's name."""
    return (
        mandates_with_parties()
        .filter(Q(owner__in=organisations) | Q(representative__in=organisations))
        .filter(in_force_on(on) | Q(starts_on__gt=on, revoked_at=None))
        .order_by("owner__name", "representative__name", "pk")
    )


def in_force_for(owner: Organisation | int, on: date) -> QuerySet[Mandate]:
    """The mandates by which others may act for an organisation on a day, oldest first."""
    return (
        Mandate.objects.filter(in_force_on(on), owner=owner)
        .select_related("representative")
        .order_by("given_at", "pk")
    )


def covering(framework: FrameworkAgreement | int | QuerySet) -> Q:
    """The condition that a mandate holds under a framework agreement, given by its key."""
    named = MandateFramework.objects.filter(Q(framework=framework), mandate=OuterRef("pk"))
    return Q(framework_count=0) | Q(Exists(named))


def overlapping(owner: Organisation, facts: dict[str, Any]) -> QuerySet[Mandate]:
    """The owner's standing mandates to the same party for some of the days and agreements."""
    same = Mandate.objects.filter(
        owner=owner,
        representative=facts["representative"],
        revoked_at=None,
        starts_on__lte=facts["ends_on"],
        ends_on__gte=facts["starts_on"],
    )
    if not facts["frameworks"]:
        return same
    named = MandateFramework.objects.filter(
        mandate=OuterRef("pk"), framework__in=facts["frameworks"]
    )
    return same.filter(Q(framework_count=0) | Exists(named))
