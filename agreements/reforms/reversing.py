"""Taking a reform back, while nothing new builds on it.

What comes back: accessions, licences, municipality numbers, the organisation itself. What does
not: orders that were stopped and cases that were closed; they are begun anew. Roles that somebody
has confirmed meanwhile stay.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.query import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.accessions.actions import move_accession, restore_accession
from agreements.accessions.models import (
    AccessionAct,
    VolumeLicenceAgreement,
)
from agreements.accessions.states import NON_TRANSITION_ACTS, AccessionState, ActKind
from agreements.holdings.models import LedgerEntry
from agreements.orders.models import Order
from agreements.reforms.ledger import reverse_transfers
from agreements.reforms.models import ReformPlan
from agreements.reforms.queries import created_by, predecessor_parties, successor_parties
from agreements.reforms.states import ReformState
from agreements.trueups.models import TrueUp
from agreements.trueups.states import TrueUpState
from municipalities.people.models import User
from municipalities.people.queries import waiting
from municipalities.register.models import MunicipalityNumber, Organisation, Succession

LATER_CHANGES = {
    "ordered_since": _("Something is ordered under an agreement that was taken over."),
    "posted_since": _("The successor's holdings have changed since."),
    "drawn_up_since": _("An agreement is drawn up under an accession that was taken over."),
    "accession_moved_since": _("An accession that was taken over has changed since."),
    "answered_since": _("A true-up is answered under an agreement that was taken over."),
    "reformed_since": _("A later reform builds on this one."),
    "decided_since": _("Something is decided about overlapping agreements."),
}
"""Why a reform is not reversed, by the code of _later_changes."""


def check_no_later_changes(plan: ReformPlan) -> None:
    """Refuse when something has happened since that rests on what the reform made."""
    for code, rows in _later_changes(plan).items():
        if rows.exists():
            raise ValidationError(LATER_CHANGES[code], code=code)


def _later_changes(plan: ReformPlan):
    """What has come since and rests on what the reform made, by code."""
    agreements, accessions = plan.created_agreements.all(), plan.created_accessions.all()
    entries = LedgerEntry.objects.filter(volume_licence_agreement__in=agreements)
    drawn_up = VolumeLicenceAgreement.objects.filter(accession__in=accessions)
    acts = AccessionAct.objects.filter(accession__in=accessions)
    true_ups = TrueUp.objects.filter(volume_licence_agreement__in=agreements)
    return {
        "ordered_since": Order.objects.filter(volume_licence_agreement__in=agreements),
        "posted_since": entries.exclude(pk__in=plan.transfers.values("incoming")),
        "drawn_up_since": drawn_up.exclude(pk__in=agreements),
        "accession_moved_since": acts.exclude(kind__in=[ActKind.TAKEN_OVER, *NON_TRANSITION_ACTS]),
        "answered_since": true_ups.exclude(state=TrueUpState.OPEN),
        "reformed_since": _later(plan),
        "decided_since": plan.overlap_decisions.all(),
    }


def _later(plan: ReformPlan) -> QuerySet[ReformPlan]:
    """Reforms of the same organisations that were carried out after this one."""
    after = Q(carried_out_at__gt=plan.carried_out_at)
    after |= Q(carried_out_at=plan.carried_out_at, pk__gt=plan.pk)
    return ReformPlan.objects.filter(
        after,
        state=ReformState.CARRIED_OUT,
        parties__organisation__in=plan.parties.values("organisation"),
    )


def undo_plan(plan: ReformPlan, *, by: User, now: datetime) -> None:
    """Undo what carry did, in the opposite order."""
    predecessors = [party.organisation_id for party in predecessor_parties(plan)]
    successors = [party.organisation_id for party in successor_parties(plan)]
    _undo_numbers(plan)
    Succession.objects.filter(
        predecessor__in=predecessors, successor__in=successors, takes_effect_on=plan.takes_effect_on
    ).delete()
    Organisation.objects.filter(pk__in=predecessors).update(dissolved_on=None)
    asked = plan.created_requests.filter(waiting())
    asked.update(declined_at=now, declined_by=plan.reversed_by)
    reverse_transfers(plan, by=by, now=now)
    _undo_contracts(plan, by=by, now=now)
    begun = created_by(plan)
    Organisation.objects.filter(pk__in=list(begun.values_list("pk", flat=True))).update(
        dissolved_on=timezone.localdate(now)
    )


def _undo_numbers(plan: ReformPlan) -> None:
    ended = list(plan.ended_numbers.values_list("pk", flat=True))
    _delete(plan.created_numbers)
    MunicipalityNumber.objects.filter(pk__in=ended).update(valid_to=None)


def _delete(made) -> None:
    """Delete what the plan made, and no longer remember it."""
    rows = list(made.values_list("pk", flat=True))
    made.clear()
    made.model.objects.filter(pk__in=rows).delete()


def _undo_contracts(plan: ReformPlan, *, by: User, now: datetime) -> None:
    """The successor's accessions end, its agreements are taken back, the old ones hold again."""
    note = gettext("The reform is reversed: %(plan)s") % {"plan": plan}
    VolumeLicenceAgreement.objects.filter(continued_by__in=plan.created_agreements.all()).update(
        continued_by=None
    )
    plan.created_agreements.update(withdrawn_at=now)
    _delete(plan.created_successions)
    for accession in plan.created_accessions.filter(state=AccessionState.COUNTERSIGNED):
        move_accession(accession, AccessionState.TERMINATED, by=by, now=now, note=note)
    for accession in plan.transferred_accessions.all():
        restore_accession(accession, by=by, note=note, now=now)
