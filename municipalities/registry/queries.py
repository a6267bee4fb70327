"""Selecting findings and runs."""

from django.db.models import F
from django.db.models.query import QuerySet

from municipalities.register.models import Organisation
from municipalities.register.registry_status import RegistryStatus
from municipalities.registry.models import RegistryFinding, RegistryRun


def organisations_to_check() -> QuerySet[Organisation]:
    """The organisations that exist as far as the portal knows, also while being deleted."""
    return Organisation.objects.filter(
        dissolved_on=None,
        registry_status__in=[RegistryStatus.REGISTERED, RegistryStatus.BEING_DELETED],
    )


def findings() -> QuerySet[RegistryFinding]:
    """Every finding, newest first."""
    return RegistryFinding.objects.select_related("organisation", "decided_by")


def waiting() -> QuerySet[RegistryFinding]:
    """The findings that nobody has decided, by organisation."""
    return findings().filter(state=RegistryFinding.State.WAITING).order_by("organisation__name")


def latest_complete_run() -> RegistryRun | None:
    """The latest run with an answer about every organisation; None before there is one."""
    runs = RegistryRun.objects.filter(
        ended_at__isnull=False,
        since=None,
        stopped=RegistryRun.Stopped.NOT,
        failures=[],
        asked=F("organisations"),
        asked__gt=0,
    )
    return runs.first()


def newest_runs() -> QuerySet[RegistryRun]:
    """The latest runs, newest first."""
    return RegistryRun.objects.all()[:5]
