"""Figures and lists that span the steps of the work."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.query import QuerySet

from agreements.accessions.models import Accession, VolumeLicenceAgreement
from agreements.accessions.queries import case_counts, in_force, with_member_count
from agreements.accessions.states import STORED, AccessionState
from agreements.frameworks.models import FrameworkAgreement, Reseller, Suspension
from agreements.frameworks.queries import frameworks_with_parties
from agreements.trueups.models import TrueUp
from agreements.trueups.queries import is_awaited, true_ups_of
from municipalities.register.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def public_figures() -> dict[str, int]:
    """How many organisations have joined, and how many resellers deliver."""
    return {
        "members": Accession.objects.filter(in_force()).values("organisation").distinct().count(),
        "resellers": Reseller.objects.filter(is_active=True).count(),
    }


class StateFacts(TypedDict):
    """What a query adds to an agreement: what its state follows from, and how many have joined."""

    member_count: int
    is_suspended: bool
    terms_run_until: date | None


type FrameworkWithState = WithAnnotations[FrameworkAgreement, StateFacts]


def frameworks_with_state() -> QuerySet[FrameworkWithState]:
    """Framework agreements with what their state and a list of them need."""
    terms_end = VolumeLicenceAgreement.objects.filter(
        accession__framework=OuterRef("pk"),
        accession__state=AccessionState.COUNTERSIGNED,
        withdrawn_at=None,
    ).order_by("-ends_on")
    found = with_member_count(frameworks_with_parties()).annotate(
        is_suspended=Exists(Suspension.objects.filter(framework=OuterRef("pk"), resumed_at=None)),
        terms_run_until=Subquery(terms_end.values("ends_on")[:1]),
    )
    return cast(QuerySet[FrameworkWithState], found)


def state_counts() -> list[tuple[AccessionState, int]]:
    """How many accession cases stand in each state: (AccessionState, count), none left out at 0."""
    counted = case_counts()
    return [(AccessionState(state), counted[state]) for state in STORED if state in counted]


def true_ups_to_answer(organisation: Organisation, on: date) -> QuerySet[TrueUp]:
    """The organisation's true-ups that wait for its answer, the soonest last day first."""
    return true_ups_of(organisation).filter(is_awaited(on)).order_by("closes_on", "pk")
