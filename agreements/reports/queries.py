"""Figures and lists that span the steps of the work."""

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from agreements.accessions.models import Accession
from agreements.accessions.queries import in_force, waiting_for_countersignature
from agreements.frameworks.models import Reseller
from agreements.orders.models import Dispatch
from agreements.orders.queries import stuck
from municipalities.people.queries import requests_for_first_administrator


def public_figures():
    """How many organisations have joined, and how many resellers deliver."""
    return {
        "members": Accession.objects.filter(in_force()).values("organisation").distinct().count(),
        "resellers": Reseller.objects.filter(is_active=True).count(),
    }


def waiting_accessions():
    """Accessions that KS has to decide, oldest first, each with its `waited` (a timedelta)."""
    return waiting_for_countersignature().annotate(
        waited=ExpressionWrapper(Now() - F("signed_at"), output_field=DurationField())
    )


def waiting_counts(now):
    """How much of the other work waits for KS: first administrators and stuck messages."""
    return {
        "role_requests": requests_for_first_administrator().count(),
        "dispatches": Dispatch.objects.filter(stuck(now)).count(),
    }
