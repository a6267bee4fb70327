"""The real changes of 2008 to 2024 as plans, among municipalities that all have licences."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime

from agreements.models import (
    Accession,
    LedgerEntry,
    VolumeLicenceAgreement,
)
from municipalities.models import MunicipalityNumber, Organisation
from municipalities.register.structure import RENUMBERINGS, municipalities_before
from tests.factories import organisation_number

BEGINNING = date(2007, 1, 1)
SPLIT_KEYS = {
    "0720": {"0704": 3, "0710": 1},
    "1850": {"1806": 1, "1875": 1},
    "5012": {"5055": 2, "5056": 1, "5059": 1},
    "1507": {"1508": 6, "1580": 1},
}
"""How the licences of Stokke, Tysfjord, Snillfjord and Ålesund are divided in the replay."""


def moment(day):
    """Noon of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@dataclass
class Country:
    """The municipalities of today by number, each with the last organisation number given."""

    by_number: dict
    given: int = 10_000

    def newcomer(self, name):
        """A new legal person."""
        self.given += 1
        return Organisation.objects.create(
            organisation_number=organisation_number(self.given),
            kind="municipality",
            organisation_form="KOMM",
            name=name,
            register_name=name.upper(),
        )


def settle(framework, product, leased, *, cast):
    """The 431 municipalities of 2007, each with an accession, an agreement and licences."""
    before = sorted(municipalities_before().items())
    bodies = Organisation.objects.bulk_create(
        Organisation(
            organisation_number=organisation_number(n),
            kind="municipality",
            organisation_form="KOMM",
            name=name,
            register_name=name.upper(),
        )
        for n, (_number, name) in enumerate(before, start=9_000)
    )
    MunicipalityNumber.objects.bulk_create(
        MunicipalityNumber(organisation=body, number=number)
        for body, (number, _name) in zip(bodies, before, strict=True)
    )
    agreements = agreements_of(bodies, framework, cast=cast)
    LedgerEntry.objects.bulk_create(
        entry
        for agreement, (number, _name) in zip(agreements, before, strict=True)
        for entry in licences(agreement, number, product, leased, by=cast.kari)
    )
    return Country({number: body for body, (number, _n) in zip(bodies, before, strict=True)})


def agreements_of(bodies, framework, *, cast):
    """An accession in force and an agreement for each."""
    nordvik = cast.nordvik
    accessions = Accession.objects.bulk_create(
        Accession(
            organisation=body,
            framework=framework,
            state="countersigned",
            begun_at=moment(BEGINNING),
            terms_version=framework.terms_versions.first(),
            grounds="statute",
            budget_authority="Kommunedirektøren",
            first_contact=nordvik.signatory,
            second_contact=nordvik.orderer,
            signed_at=moment(BEGINNING),
            signed_by=nordvik.signatory,
            signed_name=nordvik.signatory.name,
            countersigned_at=moment(BEGINNING),
            countersigned_by=cast.kari,
            countersigned_name=cast.kari.name,
        )
        for body in bodies
    )
    return VolumeLicenceAgreement.objects.bulk_create(
        VolumeLicenceAgreement(
            accession=accession,
            number=f"RA-{accession.organisation.organisation_number}-01",
            programme=framework.programmes.first(),
            price_level=framework.programmes.first().price_levels.first(),
            reseller=framework.resellers.first(),
            counting_basis="users",
            counted_quantity=100,
            starts_on=BEGINNING,
            ends_on=date(2030, 1, 1),
            drawn_up_at=moment(BEGINNING),
            drawn_up_by=cast.kari,
        )
        for accession in accessions
    )


def licences(agreement, number, product, leased, *, by):
    """Some perpetual, and some to the end of 2030: other figures for each municipality."""
    common = {
        "organisation": agreement.accession.organisation,
        "volume_licence_agreement": agreement,
        "kind": "opening_balance",
        "valid_from": BEGINNING,
        "unit": product.unit,
        "counting_basis": "users",
        "posted_at": moment(BEGINNING),
        "posted_by": by,
    }
    yield LedgerEntry(product=product, quantity=50 + int(number) % 97, **common)
    last_day = date(2030, 12, 31)
    yield LedgerEntry(product=leased, quantity=1 + int(number) % 13, valid_to=last_day, **common)


def plans_of(day, changes, country):
    """The plans that make one day's changes, in the order to carry them out."""
    goes_to = defaultdict(list)
    for change in changes:
        goes_to[change.old_number].append(change)
    divided = {number: rows for number, rows in goes_to.items() if len(rows) > 1}
    named = {change.number: change.name for change in changes}
    giving = defaultdict(list)
    for number, [first, *others] in goes_to.items():
        if not others and first.kind not in RENUMBERINGS:
            giving[first.number].append(country.by_number[number])
    successors = {n: country.newcomer(named[n]) for n in {*giving, *received(divided)}}
    common = {"takes_effect_on": day.isoformat(), "decision": "Inndelingslova"}
    for number, bodies in giving.items():
        yield common | {
            "title": named[number],
            "kind": "merger",
            "predecessors": [party(body) for body in bodies],
            "successors": [party(successors[number], municipality_number=number)],
        }
    for number, rows in divided.items():
        yield common | split(
            number, rows, country, successors, fresh=successors.keys() - giving.keys()
        )
    if renumbered := list(renumberings(changes, country)):
        yield common | {"title": "Nye numre", "kind": "renumbering", "renumbered": renumbered}
    move(country, changes, successors)


def received(divided):
    """The numbers of those that got a part."""
    return {change.number for rows in divided.values() for change in rows}


def party(body, **more):
    """An organisation as a plan names it."""
    return {"organisation_number": body.organisation_number} | more


def split(number, rows, country, successors, *, fresh):
    """The facts of a split: who is new on that day gets its number here."""
    shares = SPLIT_KEYS[number]
    return {
        "title": f"{rows[0].old_name} deles",
        "kind": "split",
        "predecessors": [party(country.by_number[number])],
        "successors": [
            party(successors[row.number], **number_of(row.number, fresh)) for row in rows
        ],
        "key": {successors[n].organisation_number: share for n, share in shares.items()},
    }


def number_of(number, fresh):
    """The number to be given, unless a merger of the same day has given it."""
    return {"municipality_number": number} if number in fresh else {}


def renumberings(changes, country):
    """Those that only get another number."""
    for change in changes:
        if change.kind in RENUMBERINGS and change.old_number != change.number:
            body = country.by_number[change.old_number]
            yield party(body, municipality_number=change.number)


def move(country, changes, successors):
    """Who has which number after the day."""
    before = dict(country.by_number)
    for change in changes:
        country.by_number.pop(change.old_number, None)
    for change in changes:
        country.by_number[change.number] = successors.get(change.number, before[change.old_number])
