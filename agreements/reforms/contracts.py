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
    Leg,
)
from agreements.order_totals.renewals import fix_levels
from agreements.reforms.models import ReformAllocation, ReformPlan
from agreements.reforms.queries import (
    accessions_to_pass_on,
    agreements_of,
    holdings_from,
    unfinished_accessions,
)
from agreements.trueups.models import TrueUp
from agreements.trueups.states import TrueUpState
from municipalities.people.models import User
from municipalities.register.models import Organisation

TAKEN_OVER_WITH_THE_ACCESSION = (
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
TAKEN_OVER_WITH_THE_AGREEMENT = (
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

TAKEN_OVER_WITH_THE_LEVEL = (
    "pool",
    "valid_from",
    "price_level_id",
    "measured",
    "is_on_hold",
    "fixed_at",
)


def end_unfinished_cases(plan: ReformPlan, giver, *, by: User | None, now: datetime) -> None:
    """Close what is not signed by both: nobody is left to join. The successor may join itself."""
    for case in unfinished_accessions([giver.organisation]):
        _close(
            case,
            note=_("%(organisation)s is dissolved.") % {"organisation": giver.organisation},
            by=by,
            now=now,
        )


def _close(case, *, note: str, by: User, now: datetime) -> None:
    if case.state in UNANSWERED:
        move_accession(case, AccessionState.DECLINED, by=by, now=now, note=note)
    else:
        rejection = {"note": note, "leg": Leg.EXISTS}
        move_accession(case, AccessionState.REJECTED, by=by, now=now, **rejection)


def pass_on_contracts(plan: ReformPlan, giver, takers, *, by: User | None, now: datetime):
    """Give the successors what the predecessor is party to.

    Returns the new agreements: {(old agreement's key, successor's party): agreement}. Who is
    dissolved passes on everything. Who lives on keeps its own, and a successor gets what its
    share of the licences stands under.
    """
    passing = list(passing_on(plan, giver, takers))
    accessions = list(dict.fromkeys(accession for accession, _taker, _agreements in passing))
    # What is due by now rests on the predecessor's orders, whoever takes over
    fix_levels(agreements_of(accessions), now=now)
    note = _had_joined(plan, giver.organisation)
    for case in in_the_way(passing):
        _close(case, note=note, by=by, now=now)
    made = {}
    for accession, taker, agreements in passing:
        heir = _accession_of(plan, taker, accession, by=by, now=now)
        goes_on = giver.is_dissolved and taker == takers[0]
        for agreement in agreements:
            made[agreement.pk, taker.pk] = _take_over(plan, agreement, heir)
            _take_over_levels(agreement, made[agreement.pk, taker.pk], goes_on=goes_on)
    if giver.is_dissolved:
        for accession in accessions:
            _let_go(plan, accession, takers[0], made, by=by, now=now)
    return made


def passing_on(plan: ReformPlan, giver, takers):
    """What passes to whom: (accession, successor's party, the agreements under it that do)."""
    accessions = _to_pass_on(plan, giver)
    under = defaultdict(list)
    for agreement in agreements_of(accessions):
        under[agreement.accession_id].append(agreement)
    told = ReformAllocation.objects.filter(party__plan=plan)
    shared = set(told.values_list("party", "agreement"))
    for accession in accessions:
        for taker in takers:
            agreements = [
                agreement
                for agreement in under[accession.pk]
                if giver.is_dissolved or (taker.pk, agreement.pk) in shared
            ]
            if giver.is_dissolved or agreements:
                yield accession, taker, agreements


def in_the_way(passing) -> list[Accession]:
    """The successors' own unfinished cases that make room for accessions they take over."""
    takers = {taker.organisation_id for _accession, taker, _agreements in passing}
    own = Accession.objects.filter(organisation__in=takers)
    own = set(own.values_list("organisation", "framework", "state"))
    new = {
        (taker.organisation_id, accession.framework_id)
        for accession, taker, _agreements in passing
        if (taker.organisation_id, accession.framework_id, accession.state) not in own
    }
    cases = unfinished_accessions(takers)
    return [case for case in cases if (case.organisation_id, case.framework_id) in new]


def _to_pass_on(plan: ReformPlan, giver) -> list[Accession]:
    """What both have signed, and what is ended but still has licences."""
    standing = list(accessions_to_pass_on([giver.organisation]))
    holdings = holdings_from(giver.organisation, plan.takes_effect_on)
    holding = {holding.agreement.accession_id for holding in holdings}
    ended = Accession.objects.filter(pk__in=holding, state=AccessionState.TERMINATED)
    return [*standing, *ended.select_related("framework", "organisation")]


def _accession_of(
    plan: ReformPlan, taker, accession: Accession, *, by: User | None, now: datetime
) -> Accession:
    """The successor's accession to the same framework agreement: its own, or one taken over."""
    own = Accession.objects.filter(
        organisation=taker.organisation, framework=accession.framework, state=accession.state
    )
    heir = own.order_by("-pk").first() or _new_accession(plan, taker, accession, by=by, now=now)
    goes_on, is_new = AccessionSuccession.objects.get_or_create(
        predecessor=accession, successor=heir
    )
    if is_new:
        plan.made_successions.add(goes_on)
    return heir


def _new_accession(
    plan: ReformPlan, taker, accession: Accession, *, by: User | None, now: datetime
) -> Accession:
    """The same accession, in the successor's name."""
    note = _had_joined(plan, accession.organisation)
    heir = Accession.objects.create(
        organisation=taker.organisation,
        begun_at=now,
        **{name: getattr(accession, name) for name in TAKEN_OVER_WITH_THE_ACCESSION},
    )
    AccessionAct.objects.create(accession=heir, kind=ActKind.TAKEN_OVER, at=now, by=by, note=note)
    plan.made_accessions.add(heir)
    return heir


def _had_joined(plan: ReformPlan, organisation: Organisation) -> str:
    return _("%(organisation)s had joined: %(plan)s") % {"organisation": organisation, "plan": plan}


def _take_over(plan: ReformPlan, agreement: VolumeLicenceAgreement, heir) -> VolumeLicenceAgreement:
    """The same agreement in the successor's name, with what waits for an answer."""
    made = VolumeLicenceAgreement.objects.create(
        accession=heir,
        number=next_number(heir),
        predecessor=agreement,
        **{name: getattr(agreement, name) for name in TAKEN_OVER_WITH_THE_AGREEMENT},
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
    plan.made_agreements.add(made)
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
            left_over=level.left_over if goes_on else 0,
            **{name: getattr(level, name) for name in TAKEN_OVER_WITH_THE_LEVEL},
        )
        for level in agreement.renewed_levels.all()
    )


def _let_go(
    plan: ReformPlan, accession: Accession, main, made, *, by: User | None, now: datetime
) -> None:
    """The predecessor's accession passes on; its agreements say where orders on their way go."""
    for agreement in agreements_of([accession]):
        agreement.continued_by = made[agreement.pk, main.pk]
        agreement.save(update_fields=["continued_by"])
    if accession.state == AccessionState.COUNTERSIGNED:
        note = _("Passed to %(organisation)s: %(plan)s") % {
            "organisation": main.organisation,
            "plan": plan,
        }
        move_accession(accession, AccessionState.TRANSFERRED, by=by, now=now, note=note)
        plan.moved_accessions.add(accession)
