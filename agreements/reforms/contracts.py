"""Passing on accessions and volume licence agreements.

A successor has one standing accession for each framework agreement: its own where it has joined,
else one taken over. Under it each agreement goes on as one of its own, with the predecessor's
terms and days: agreements that overlap stay side by side until somebody decides.
"""

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext as _

from agreements.accessions.actions import move_accession
from agreements.accessions.drawing_up import next_number
from agreements.accessions.models import (
    Accession,
    AccessionAct,
    AccessionSuccession,
    PoolLevel,
    RenewedLevel,
    VolumeLicenceAgreement,
)
from agreements.accessions.states import (
    UNANSWERED,
    AccessionState,
    ActKind,
    JoiningCondition,
)
from agreements.order_totals.renewals import fix_levels
from agreements.reforms.models import ReformAllocation, ReformPlan
from agreements.reforms.queries import (
    accessions_to_transfer,
    agreements_of,
    holdings_from,
    unfinished_accessions,
)
from agreements.trueups.models import TrueUp
from agreements.trueups.states import TrueUpState
from municipalities.people.models import User
from municipalities.register.models import Organisation

COPIED_ACCESSION_FIELDS = (
    "framework_id",
    "state",
    "terms_version_id",
    "grounds",
    "grounds_reference",
    "grounds_document_id",
    "budget_authority",
    "first_contact_id",
    "second_contact_id",
    "signed_at",
    "signed_by_id",
    "signed_name",
    "countersigned_at",
    "countersigned_by_id",
    "countersigned_name",
)
COPIED_AGREEMENT_FIELDS = (
    "programme_id",
    "price_level_id",
    "reseller_id",
    "counting_basis",
    "counted_quantity",
    "starts_on",
    "ends_on",
    "renewal_months",
    "notice_months",
    "notice_given_at",
    "notice_given_by_id",
    "drawn_up_at",
    "drawn_up_by_id",
)

COPIED_LEVEL_FIELDS = (
    "pool",
    "valid_from",
    "price_level_id",
    "measured",
    "is_on_hold",
    "fixed_at",
)


def end_unfinished_cases(plan: ReformPlan, predecessor, *, by: User | None, now: datetime) -> None:
    """Close what is not signed by both: nobody is left to join. The successor may join itself."""
    for case in unfinished_accessions([predecessor.organisation]):
        _close(
            case,
            note=_("%(organisation)s is dissolved.") % {"organisation": predecessor.organisation},
            by=by,
            now=now,
        )


def _close(case, *, note: str, by: User | None, now: datetime) -> None:
    if case.state in UNANSWERED:
        move_accession(case, AccessionState.DECLINED, by=by, now=now, note=note)
    else:
        move_accession(
            case,
            AccessionState.REJECTED,
            by=by,
            now=now,
            note=note,
            joining_condition=JoiningCondition.EXISTS,
        )


def transfer_contracts(
    plan: ReformPlan, predecessor, successors, *, by: User | None, now: datetime
):
    """Give the successors what the predecessor is party to.

    Returns the new agreements: {(old agreement's key, successor's party): agreement}. Who is
    dissolved passes on everything. A predecessor that continues keeps its own, and a successor gets
    what its share of the licences stands under.
    """
    transfers = list(planned_transfers(plan, predecessor, successors))
    accessions = list(dict.fromkeys(accession for accession, _successor, _agreements in transfers))
    # What is due by now rests on the predecessor's orders, whoever takes over
    fix_levels(agreements_of(accessions), now=now)
    note = _had_joined(plan, predecessor.organisation)
    for case in superseded_cases(transfers):
        _close(case, note=note, by=by, now=now)
    made = {}
    for accession, successor, agreements in transfers:
        successor_accession = _accession_of(plan, successor, accession, by=by, now=now)
        goes_on = predecessor.is_dissolved and successor == successors[0]
        for agreement in agreements:
            made[agreement.pk, successor.pk] = _take_over(plan, agreement, successor_accession)
            _take_over_levels(agreement, made[agreement.pk, successor.pk], goes_on=goes_on)
    if predecessor.is_dissolved:
        for accession in accessions:
            _mark_transferred(plan, accession, successors[0], made, by=by, now=now)
    return made


def planned_transfers(plan: ReformPlan, predecessor, successors):
    """What passes to whom: (accession, successor's party, the agreements under it that do)."""
    accessions = _transferable(plan, predecessor)
    under = defaultdict(list)
    for agreement in agreements_of(accessions):
        under[agreement.accession_id].append(agreement)
    allocations = ReformAllocation.objects.filter(party__plan=plan)
    shared = set(allocations.values_list("party", "agreement"))
    for accession in accessions:
        for successor in successors:
            agreements = [
                agreement
                for agreement in under[accession.pk]
                if predecessor.is_dissolved or (successor.pk, agreement.pk) in shared
            ]
            if predecessor.is_dissolved or agreements:
                yield accession, successor, agreements


def superseded_cases(transfers) -> list[Accession]:
    """The successors' own unfinished cases that make room for accessions they take over."""
    successors = {successor.organisation_id for _accession, successor, _agreements in transfers}
    theirs = Accession.objects.filter(organisation__in=successors)
    own = set(theirs.values_list("organisation", "framework", "state"))
    new = {
        (successor.organisation_id, accession.framework_id)
        for accession, successor, _agreements in transfers
        if (successor.organisation_id, accession.framework_id, accession.state) not in own
    }
    cases = unfinished_accessions(successors)
    return [case for case in cases if (case.organisation_id, case.framework_id) in new]


def _transferable(plan: ReformPlan, predecessor) -> list[Accession]:
    """What both have signed, and what is ended but still has licences."""
    standing = list(accessions_to_transfer([predecessor.organisation]))
    holdings = holdings_from(predecessor.organisation, plan.takes_effect_on)
    holding = {holding.agreement.accession_id for holding in holdings}
    ended = Accession.objects.filter(pk__in=holding, state=AccessionState.TERMINATED)
    return [*standing, *ended.select_related("framework", "organisation")]


def _accession_of(
    plan: ReformPlan, successor, accession: Accession, *, by: User | None, now: datetime
) -> Accession:
    """The successor's accession to the same framework agreement: its own, or one taken over."""
    own = Accession.objects.filter(
        organisation=successor.organisation, framework=accession.framework, state=accession.state
    )
    successor_accession = own.order_by("-pk").first() or _new_accession(
        plan, successor, accession, by=by, now=now
    )
    goes_on, is_new = AccessionSuccession.objects.get_or_create(
        predecessor=accession, successor=successor_accession
    )
    if is_new:
        plan.created_successions.add(goes_on)
    return successor_accession


def _new_accession(
    plan: ReformPlan, successor, accession: Accession, *, by: User | None, now: datetime
) -> Accession:
    """The same accession, in the successor's name."""
    note = _had_joined(plan, accession.organisation)
    successor_accession = Accession.objects.create(
        organisation=successor.organisation,
        begun_at=now,
        **{name: getattr(accession, name) for name in COPIED_ACCESSION_FIELDS},
    )
    AccessionAct.objects.create(
        accession=successor_accession, kind=ActKind.TAKEN_OVER, at=now, by=by, note=note
    )
    plan.created_accessions.add(successor_accession)
    return successor_accession


def _had_joined(plan: ReformPlan, organisation: Organisation) -> str:
    return _("%(organisation)s had joined: %(plan)s") % {"organisation": organisation, "plan": plan}


def _take_over(
    plan: ReformPlan, agreement: VolumeLicenceAgreement, successor_accession
) -> VolumeLicenceAgreement:
    """The same agreement in the successor's name, with what waits for an answer."""
    made = VolumeLicenceAgreement.objects.create(
        accession=successor_accession,
        number=next_number(successor_accession),
        predecessor=agreement,
        **{name: getattr(agreement, name) for name in COPIED_AGREEMENT_FIELDS},
    )
    TrueUp.objects.bulk_create(
        TrueUp(
            volume_licence_agreement=made,
            opened_at=true_up.opened_at,
            anniversary=true_up.anniversary,
            opens_on=true_up.opens_on,
            closes_on=true_up.closes_on,
        )
        for true_up in agreement.true_ups.filter(state=TrueUpState.OPEN)
    )
    plan.created_agreements.add(made)
    return made


def _take_over_levels(agreement: VolumeLicenceAgreement, made, *, goes_on) -> None:
    """The levels of each pool, and those fixed since; points left over only for who goes on."""
    PoolLevel.objects.bulk_create(
        PoolLevel(
            agreement=made,
            pool=level.pool,
            price_level_id=level.price_level_id,
            points=level.points,
        )
        for level in agreement.pool_levels.all()
    )
    RenewedLevel.objects.bulk_create(
        RenewedLevel(
            agreement=made,
            carried_points=level.carried_points if goes_on else 0,
            **{name: getattr(level, name) for name in COPIED_LEVEL_FIELDS},
        )
        for level in agreement.renewed_levels.all()
    )


def _mark_transferred(
    plan: ReformPlan, accession: Accession, main, made, *, by: User | None, now: datetime
) -> None:
    """The predecessor's accession passes on; its agreements say where orders in progress go."""
    for agreement in agreements_of([accession]):
        agreement.continued_by = made[agreement.pk, main.pk]
        agreement.save(update_fields=["continued_by"])
    if accession.state == AccessionState.COUNTERSIGNED:
        note = _("Passed to %(organisation)s: %(plan)s") % {
            "organisation": main.organisation,
            "plan": plan,
        }
        move_accession(accession, AccessionState.TRANSFERRED, by=by, now=now, note=note)
        plan.transferred_accessions.add(accession)
