"""Who has joined what, and the volume licence agreements drawn up since."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from agreements.accessions.joining_conditions import conditions_of_case
from agreements.accessions.models import AuthorityGrounds
from agreements.accessions.shown_conditions import as_kept
from agreements.accessions.states import AccessionState, ActKind, JoiningCondition
from agreements.demonstration.accounts import LUSTER, PORSANGER, SOGNDAL
from agreements.demonstration.days import newest, seeded_random, some_moment, workday, workdays
from agreements.models import (
    Accession,
    AccessionAct,
    FrameworkAgreement,
    VolumeLicenceAgreement,
)
from agreements.periods import add_months, last_day_of_term
from agreements.price_levels.levels import level_table
from municipalities.constraints import filled
from municipalities.models import Organisation
from municipalities.people.models import User

ENTERPRISES_IN_MICROSOFT = 209
MUNICIPALITIES_IN_LINPRO, ENTERPRISES_IN_LINPRO = 100, 20
AGREEMENTS_IN_TEN = 9
"""Of ten that have joined, so many have drawn up an agreement of their own."""

PIONEERS = workdays(date(2025, 1, 20), date(2025, 1, 31))
SIGNING_DAYS = workdays(date(2025, 1, 20), date(2026, 10, 2))
WAITING_SINCE = (date(2026, 11, 10), date(2026, 11, 17), date(2026, 11, 19))
REJECTED_ON = date(2026, 9, 15)
ROLES_REQUESTED = (date(2026, 11, 16), date(2026, 11, 20))

REJECTION = {
    "nb": "Delegasjonsvedtaket dere viser til, gjelder bare driftsavtaler. Signer på nytt når "
    "vedtaket også omfatter rammeavtaler.",
    "nn": "Delegeringsvedtaket de viser til, gjeld berre driftsavtaler. Signer på nytt når "
    "vedtaket òg omfattar rammeavtaler.",
}


@dataclass(frozen=True)
class Joining:
    """An organisation that signs a framework agreement, and what KS answers, if it has."""

    organisation: Organisation
    framework: FrameworkAgreement
    signed_at: datetime
    countersigned_at: datetime | None = None
    rejected_at: datetime | None = None


@dataclass(frozen=True)
class Participants:
    """The organisations of the demonstration, drawn once."""

    in_microsoft: list
    in_linpro: list
    waiting_for_linpro: list
    waiting_for_microsoft: Organisation
    rejected: Organisation
    requesting_roles: list


def draw_participants() -> Participants:
    """Decide who joins: every municipality and county municipality, and some enterprises."""
    organisations = Organisation.objects.order_by("organisation_number")
    enterprise = Organisation.Kind.MUNICIPAL_ENTERPRISE
    municipal = list(organisations.exclude(kind=enterprise))
    enterprises = list(organisations.filter(kind=enterprise))
    seeded_random("enterprises").shuffle(enterprises)
    members, others = (
        enterprises[:ENTERPRISES_IN_MICROSOFT],
        enterprises[ENTERPRISES_IN_MICROSOFT:],
    )
    sogndal = [one for one in municipal if one.organisation_number == SOGNDAL]
    rest = [one for one in municipal if one.organisation_number not in {SOGNDAL, PORSANGER}]
    seeded_random("linpro").shuffle(rest)
    in_linpro = sogndal + rest[: MUNICIPALITIES_IN_LINPRO - 1] + members[:ENTERPRISES_IN_LINPRO]
    return Participants(
        in_microsoft=municipal + members,
        in_linpro=in_linpro,
        waiting_for_linpro=rest[-2:],
        waiting_for_microsoft=others[0],
        rejected=others[1],
        requesting_roles=others[2:4],
    )


def plan_joinings(roll, frameworks) -> list[Joining]:
    """Who signs when, and when KS answers, in the order of the signatures."""
    microsoft, linpro = frameworks["microsoft"], frameworks["linpro"]
    joinings = [_joined(one, microsoft) for one in roll.in_microsoft]
    joinings += [_joined(one, linpro) for one in roll.in_linpro]
    waiting = [(roll.waiting_for_microsoft, microsoft)]
    waiting += [(one, linpro) for one in roll.waiting_for_linpro]
    joinings += [
        Joining(one, framework, signed_at=_at("signed", one, framework, day))
        for (one, framework), day in zip(waiting, WAITING_SINCE, strict=True)
    ]
    joinings.append(
        Joining(
            roll.rejected,
            microsoft,
            signed_at=_at("signed", roll.rejected, microsoft, REJECTED_ON),
            rejected_at=_at("answered", roll.rejected, microsoft, workday(REJECTED_ON, later=2)),
        )
    )
    return sorted(joinings, key=lambda joining: joining.signed_at)


def first_signatures(joinings):
    """The day each organisation first signs something; `joinings` in the order of signatures."""
    days: dict[Organisation, date] = {}
    for joining in joinings:
        days.setdefault(joining.organisation, joining.signed_at.date())
    return days


def make_accessions(joinings, staffs, *, officer: User) -> list[Accession]:
    """The accessions with their acts, as signing and KS' answer leave them."""
    accessions = Accession.objects.bulk_create(
        Accession(
            organisation=joining.organisation,
            framework=joining.framework,
            begun_at=joining.signed_at,
            terms_version=newest(joining.framework.terms_versions.all(), joining.signed_at.date()),
            signed_at=joining.signed_at,
            **_signature(staffs[joining.organisation.organisation_number]),
            **_grounds(joining),
            **_answer(joining, officer),
        )
        for joining in joinings
    )
    AccessionAct.objects.bulk_create(
        act
        for accession, joining in zip(accessions, joinings, strict=True)
        for act in _acts(accession, joining, officer)
    )
    return accessions


def _signature(staff):
    """Who signs, who answers for the money, and the two contacts."""
    return {
        "signed_by": staff.signatory,
        "signed_name": staff.signatory.name,
        "budget_authority": f"{staff.signatory.name}, kommunedirektør",
        "first_contact": staff.administrator,
        "second_contact": staff.orderer,
    }


def _acts(accession: Accession, joining, officer: User):
    """What was done in the case, by whom and when."""
    signatory = filled(accession.signed_by)  # _signature has given it
    on = timezone.localdate(joining.countersigned_at or joining.rejected_at or joining.signed_at)
    seen = {"conditions": as_kept(conditions_of_case(accession, on=on))}
    yield _act(accession, ActKind.STARTED, joining.signed_at, signatory)
    yield _act(accession, ActKind.SUBMITTED, joining.signed_at, signatory)
    if joining.countersigned_at:
        yield _act(accession, ActKind.APPROVED, joining.countersigned_at, officer, **seen)
        yield _act(accession, ActKind.COUNTERSIGNED, joining.countersigned_at, officer, **seen)
    if joining.rejected_at:
        reason = {
            "note": REJECTION[joining.organisation.language],
            "joining_condition": JoiningCondition.AUTHORITY,
        }
        yield _act(accession, ActKind.REJECTED, joining.rejected_at, officer, **reason, **seen)


def _act(accession: Accession, kind, at, by: User, **facts) -> AccessionAct:
    return AccessionAct(accession=accession, kind=kind, at=at, by=by, **facts)


def make_agreements(accessions, staffs) -> list[VolumeLicenceAgreement]:
    """Volume licence agreements under most accessions, as draw_up_agreement makes them."""
    return VolumeLicenceAgreement.objects.bulk_create(
        _agreement(accession, by=staffs[accession.organisation.organisation_number].orderer)
        for accession in accessions
        if accession.countersigned_at and _draws_up(accession)
    )


def _joined(organisation: Organisation, framework: FrameworkAgreement) -> Joining:
    """A signature on some working day, and KS' countersignature within the week after."""
    chance = seeded_random("joined", framework.reference, organisation.organisation_number)
    named = organisation.organisation_number in {SOGNDAL, PORSANGER, LUSTER}
    day = chance.choice(PIONEERS if named else SIGNING_DAYS)
    answered = workday(day, later=chance.randint(1, 5))
    return Joining(
        organisation,
        framework,
        signed_at=_at("signed", organisation, framework, day),
        countersigned_at=_at("answered", organisation, framework, answered),
    )


def _at(what, organisation: Organisation, framework: FrameworkAgreement, day: date) -> datetime:
    chance = seeded_random(what, framework.reference, organisation.organisation_number)
    return some_moment(chance, day, hours=(8, 16))


def _grounds(joining) -> dict[str, AuthorityGrounds | str]:
    """By what right the signatory signs; a delegation has its case number."""
    chance = seeded_random(
        "grounds", joining.framework.reference, joining.organisation.organisation_number
    )
    if chance.random() < 0.3:
        return {"grounds": AuthorityGrounds.STATUTE, "grounds_reference": ""}
    year = joining.signed_at.year % 100
    case = f"{year}/{chance.randint(100, 4999)}-{chance.randint(1, 9)}"
    return {"grounds": AuthorityGrounds.DELEGATION, "grounds_reference": f"Sak {case}"}


def _answer(joining, officer: User):
    """KS' countersignature or rejection; nothing while the accession waits."""
    if joining.countersigned_at:
        return {
            "state": AccessionState.COUNTERSIGNED,
            "countersigned_at": joining.countersigned_at,
            "countersigned_by": officer,
            "countersigned_name": officer.name,
            "assigned_to": officer,
        }
    if joining.rejected_at:
        return {"state": AccessionState.REJECTED, "assigned_to": officer}
    return {"state": AccessionState.SUBMITTED, "assigned_to": None}


def _draws_up(accession: Accession) -> bool:
    number = accession.organisation.organisation_number
    chance = seeded_random("draws up", accession.framework.reference, number)
    return number in {SOGNDAL, PORSANGER, LUSTER} or chance.random() < AGREEMENTS_IN_TEN / 10


def _agreement(accession: Accession, *, by: User) -> VolumeLicenceAgreement:
    """The first agreement, drawn up in the week after KS' answer, from the next month on."""
    framework, number = accession.framework, accession.organisation.organisation_number
    chance = seeded_random("agreement", framework.reference, number)
    quantity = _counted(accession.organisation, chance)
    drawn_up = workday(filled(accession.countersigned_at).date(), later=chance.randint(1, 4))
    starts_on = add_months(drawn_up.replace(day=1), 1)
    programme, level = _programme(framework, quantity, on=starts_on)
    return VolumeLicenceAgreement(
        accession=accession,
        number=f"{framework.reference}-{number}-01".upper(),
        programme=programme,
        price_level=level,
        reseller=chance.choice(sorted(framework.resellers.all(), key=lambda one: one.name)),
        counting_basis=programme.counting_basis,
        counted_quantity=quantity,
        starts_on=starts_on,
        ends_on=last_day_of_term(starts_on, months=programme.term_months),
        renewal_months=programme.renewal_months,
        notice_months=programme.notice_months,
        drawn_up_at=some_moment(chance, drawn_up, hours=(8, 16)),
        drawn_up_by=by,
    )


def _counted(organisation: Organisation, chance):
    """About as many users as such an organisation has employees."""
    if organisation.kind == Organisation.Kind.MUNICIPAL_ENTERPRISE:
        return chance.randint(8, 240)
    per_thousand = 12 if organisation.kind == Organisation.Kind.COUNTY_MUNICIPALITY else 70
    return (organisation.population or 1000) * per_thousand // 1000


def _programme(framework: FrameworkAgreement, quantity, *, on: date):
    """The first programme of the framework that is open to so many, and the price level."""
    for programme in sorted(framework.programmes.all(), key=lambda one: one.name):
        table = level_table(programme, on)
        level = table.level_for(quantity)
        if level or not table.steps:
            return programme, level
    raise LookupError(f"{framework} has no programme for {quantity}")
