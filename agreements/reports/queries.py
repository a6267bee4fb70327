"""Figures and lists that span the steps of the work."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from agreements.accessions.models import Accession, VolumeLicenceAgreement
from agreements.accessions.queries import (
    case_counts,
    in_force,
    never_answered,
    with_member_count,
)
from agreements.accessions.states import STORED, AccessionState
from agreements.frameworks.follow_up import (
    expiring_documents,
    frameworks_with_products_outside_lots,
    nearly_spent_ceilings,
)
from agreements.frameworks.models import Reseller, Suspension
from agreements.frameworks.queries import frameworks_with_parties
from agreements.orders.models import Dispatch
from agreements.orders.queries import held, stuck
from agreements.reforms.models import ReformPlan
from agreements.reforms.queries import due
from agreements.reforms.states import ReformState
from agreements.trueups.queries import is_awaited, silent, true_ups_of
from municipalities.people.queries import requests_for_first_administrator
from municipalities.registry.queries import waiting

LITTLE_TIME = timedelta(days=14)
"""How long before its last day a silent true-up stands on the case officers' list."""


def public_figures():
    """How many organisations have joined, and how many resellers deliver."""
    return {
        "members": Accession.objects.filter(in_force()).values("organisation").distinct().count(),
        "resellers": Reseller.objects.filter(is_active=True).count(),
    }


def frameworks_in_their_time():
    """Framework agreements with what their state and a list of them need."""
    terms_end = VolumeLicenceAgreement.objects.filter(
        accession__framework=OuterRef("pk"),
        accession__state=AccessionState.COUNTERSIGNED,
        withdrawn_at=None,
    ).order_by("-ends_on")
    return with_member_count(frameworks_with_parties()).annotate(
        is_suspended=Exists(Suspension.objects.filter(framework=OuterRef("pk"), resumed_at=None)),
        terms_run_until=Subquery(terms_end.values("ends_on")[:1]),
    )


def state_counts():
    """How many accession cases stand in each state: (AccessionState, count), none left out at 0."""
    counted = case_counts()
    return [(AccessionState(state), counted[state]) for state in STORED if state in counted]


def waiting_counts(now):
    """How much of the other work waits for KS, by kind."""
    today = timezone.localdate(now)
    return {
        "role_requests": requests_for_first_administrator().count(),
        "dispatches": Dispatch.objects.filter(stuck(now)).count(),
        "held_orders": Dispatch.objects.filter(held()).count(),
        "registry_findings": waiting().count(),
        "reforms_to_approve": ReformPlan.objects.filter(state=ReformState.DRAFTED).count(),
        "reforms_due": due(today).count(),
        "unanswered_cases": Accession.objects.filter(never_answered(now)).count(),
        "expiring_documents": expiring_documents(today).count(),
        "nearly_spent_ceilings": nearly_spent_ceilings(today).count(),
        "outside_lots": sum(
            framework.outside_lots for framework in frameworks_with_products_outside_lots(today)
        ),
        "silent_true_ups": silent(today).filter(closes_on__lte=today + LITTLE_TIME).count(),
    }


def true_ups_to_answer(organisation, on):
    """The organisation's true-ups that wait for its answer, the soonest last day first."""
    return true_ups_of(organisation).filter(is_awaited(on)).order_by("closes_on", "pk")
