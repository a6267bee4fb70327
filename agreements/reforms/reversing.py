"""Taking a reform back, while nothing new builds on it.

What comes back: accessions, licences, municipality numbers, the organisation itself. What does
not: orders that were stopped and cases that were closed; they are begun anew. Roles that somebody
has confirmed meanwhile stay.
"""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.actions import move_accession, restore_accession
from agreements.accessions.models import (
    AccessionAct,
    VolumeLicenceAgreement,
)
from agreements.accessions.states import BESIDE_THE_STATE, AccessionState, ActKind
from agreements.holdings.models import LedgerEntry
from agreements.orders.models import Order
from agreements.reforms.ledger import reverse_transfers
from agreements.reforms.models import ReformPlan
from agreements.reforms.queries import not_begun, predecessor_parties, successor_parties
from agreements.reforms.states import ReformState
from agreements.trueups.models import TrueUp
from agreements.trueups.states import TrueUpState
from municipalities.people.queries import waiting
from municipalities.register.models import MunicipalityNumber, Organisation, Succession


def check_nothing_builds_on(plan):
    """Refuse when something has happened since that rests on what the reform made."""
    for exists, sentence, code in _what_builds_on(plan):
        if exists:
            raise ValidationError(sentence, code=code)


def _what_builds_on(plan):
    agreements = plan.made_agreements.all()
    moved = plan.transfers.values("incoming")
    entries = LedgerEntry.objects.filter(volume_licence_agreement__in=agreements)
    drawn_up = VolumeLicenceAgreement.objects.filter(accession__in=plan.made_accessions.all())
    acts = AccessionAct.objects.filter(accession__in=plan.made_accessions.all())
    after = Q(carried_out_at__gt=plan.carried_out_at)
    after |= Q(carried_out_at=plan.carried_out_at, pk__gt=plan.pk)
    later = ReformPlan.objects.filter(
        after,
        state=ReformState.CARRIED_OUT,
        parties__organisation__in=plan.parties.values("organisation"),
    )
    yield (
        Order.objects.filter(volume_licence_agreement__in=agreements).exists(),
        _("Something is ordered under an agreement that was taken over."),
        "ordered_since",
    )
    yield (
        entries.exclude(pk__in=moved).exists(),
        _("The successor's holdings have changed since."),
        "posted_since",
    )
    yield (
        drawn_up.exclude(pk__in=agreements).exists(),
        _("An agreement is drawn up under an accession that was taken over."),
        "drawn_up_since",
    )
    yield (
        acts.exclude(kind__in=[ActKind.TAKEN_OVER, *BESIDE_THE_STATE]).exists(),
        _("An accession that was taken over has moved on."),
        "accession_moved_since",
    )
    yield (
        TrueUp.objects.filter(volume_licence_agreement__in=agreements)
        .exclude(state=TrueUpState.OPEN)
        .exists(),
        _("A true-up is answered under an agreement that was taken over."),
        "answered_since",
    )
    yield (later.exists(), _("A later reform builds on this one."), "reformed_since")
    yield (
        plan.overlap_decisions.exists(),
        _("Something is decided about overlapping agreements."),
        "decided_since",
    )


def take_back(plan, *, by, now):
    """Undo what carry did, in the opposite order."""
    givers = [party.organisation_id for party in predecessor_parties(plan)]
    takers = [party.organisation_id for party in successor_parties(plan)]
    _take_back_numbers(plan)
    Succession.objects.filter(
        predecessor__in=givers, successor__in=takers, takes_effect_on=plan.takes_effect_on
    ).delete()
    Organisation.objects.filter(pk__in=givers).update(dissolved_on=None)
    asked = plan.made_requests.filter(waiting())
    asked.update(declined_at=now, declined_by=plan.reversed_by)
    reverse_transfers(plan, by=by, now=now)
    _take_back_contracts(plan, by=by, now=now)
    begun = plan.made_organisations.filter(pk__in=not_begun(plan))
    Organisation.objects.filter(pk__in=list(begun.values_list("pk", flat=True))).update(
        dissolved_on=timezone.localdate(now)
    )


def _take_back_numbers(plan):
    ended = list(plan.ended_numbers.values_list("pk", flat=True))
    _delete(plan.made_numbers)
    MunicipalityNumber.objects.filter(pk__in=ended).update(valid_to=None)


def _delete(made):
    """Delete what the plan made, and no longer remember it."""
    rows = list(made.values_list("pk", flat=True))
    made.clear()
    made.model.objects.filter(pk__in=rows).delete()


def _take_back_contracts(plan, *, by, now):
    """The successor's accessions end, its agreements are taken back, the old ones hold again."""
    note = _("The reform is reversed: %(plan)s") % {"plan": plan}
    VolumeLicenceAgreement.objects.filter(continued_by__in=plan.made_agreements.all()).update(
        continued_by=None
    )
    plan.made_agreements.update(withdrawn_at=now)
    _delete(plan.made_successions)
    for accession in plan.made_accessions.filter(state=AccessionState.COUNTERSIGNED):
        move_accession(accession, AccessionState.TERMINATED, by=by, now=now, note=note)
    for accession in plan.moved_accessions.all():
        restore_accession(accession, by=by, note=note, now=now)
