"""Bring the register into line with the project's own tables of official facts.

What a table says wins over what somebody typed in the admin; where it says nothing, what stands
in the database stays, and so does an organisation that no table knows. Rows that already agree
are not written, so that the history holds changes only.
"""

from dataclasses import dataclass, field

import pghistory
from django.db import transaction
from django.db.models import F

from municipalities.register.models import County, MunicipalityNumber, Organisation
from municipalities.register.structure import changes, former_numbers
from municipalities.register.tables import (
    DATA,
    Tables,
    county_facts,
    county_municipality_facts,
    enterprise_facts,
    municipality_facts,
    municipality_number_facts,
)

FORMER_NUMBERS = former_numbers(changes())


@dataclass(frozen=True)
class Amendment:
    """One value of the database that the tables overwrote."""

    subject: str
    attribute: str
    before: object
    after: object

    def __str__(self) -> str:
        before = "empty" if self.before in (None, "") else self.before
        return f"{self.subject}: {self.attribute} was {before}, is now {self.after}"


@dataclass
class Tally:
    """What a load did with the rows of one kind, each row by its key."""

    added: set = field(default_factory=set)
    changed: set = field(default_factory=set)
    unchanged: set = field(default_factory=set)
    amendments: list = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many rows the table has."""
        return len(self.added) + len(self.changed) + len(self.unchanged)

    def change(self, key, amendments) -> None:
        """Count a row as changed, unless it is new, and keep what was overwritten."""
        if amendments and key not in self.added:
            self.unchanged.discard(key)
            self.changed.add(key)
            self.amendments.extend(amendments)


@dataclass(frozen=True)
class Loading:
    """What a load did: counties, organisations by kind, and how many no table knows."""

    counties: Tally
    municipalities: Tally
    county_municipalities: Tally
    enterprises: Tally
    left_alone: int

    @property
    def organisations(self) -> tuple[Tally, Tally, Tally]:
        """The tallies of the three kinds of organisation."""
        return (self.municipalities, self.county_municipalities, self.enterprises)

    @property
    def added(self) -> int:
        """How many organisations are new."""
        return sum(len(tally.added) for tally in self.organisations)

    @property
    def changed(self) -> int:
        """How many organisations differed from the tables."""
        return sum(len(tally.changed) for tally in self.organisations)


def load_register(directory=DATA) -> Loading:
    """Read the tables and write what differs, all or nothing."""
    tables = Tables.read(directory)
    with transaction.atomic(), pghistory.context(source="load_register"):
        counties = align(County, "number", county_facts(tables))
        municipalities = align_organisations(municipality_facts(tables))
        align_municipality_numbers(municipality_number_facts(tables), municipalities)
        add_former_numbers(municipality_number_facts(tables), municipalities)
        county_municipalities = align_organisations(county_municipality_facts(tables))
        enterprises = align_organisations(enterprise_facts(tables))
        in_tables = municipalities.total + county_municipalities.total + enterprises.total
        return Loading(
            counties=counties,
            municipalities=municipalities,
            county_municipalities=county_municipalities,
            enterprises=enterprises,
            left_alone=Organisation.objects.count() - in_tables,
        )


def align_organisations(facts) -> Tally:
    """The organisations of these facts, each by its organisation number."""
    return align(Organisation, "organisation_number", facts)


def align(model, key, facts) -> Tally:
    """Add the rows that are missing, amend those that differ, leave the rest untouched."""
    facts = {fact[key]: fact for fact in facts}
    rows = {getattr(row, key): row for row in model.objects.filter(**{f"{key}__in": facts})}
    tally = Tally(added=facts.keys() - rows.keys(), unchanged=set(rows))
    model.objects.bulk_create([model(**facts[value]) for value in facts if value in tally.added])
    for value, amendments in amend(rows, facts).items():
        tally.change(value, amendments)
    return tally


def amend(rows, facts):
    """Write to rows what their facts, of the same key, say otherwise; the amendments by key."""
    amended = {key: amend_row(row, facts[key]) for key, row in rows.items()}
    amended = {key: amendments for key, amendments in amended.items() if amendments}
    if amended:
        columns = {amendment.attribute for row in amended.values() for amendment in row}
        changed = [rows[key] for key in amended]
        type(changed[0]).objects.bulk_update(changed, columns)
    return amended


def amend_row(row, fact) -> list[Amendment]:
    """Set on a row what its fact says otherwise; the amendments."""
    subject = str(row)
    amendments = [
        Amendment(subject, attribute, getattr(row, attribute), value)
        for attribute, value in fact.items()
        if getattr(row, attribute) != value
    ]
    for amendment in amendments:
        setattr(row, amendment.attribute, amendment.after)
    return amendments


def align_municipality_numbers(facts, municipalities) -> None:
    """Give each municipality the number it has now; a new number changes the municipality.

    A number that differs is not overwritten: it ends the day the new one begins.
    """
    former = {
        key: number
        for key, number in numbers_in_use(facts).items()
        if number.number != facts[key]["number"]
    }
    ends = {key: {"valid_to": facts[key].get("valid_from")} for key in former}
    for key, amendments in amend(former, ends).items():
        municipalities.change(key, amendments)
    standing = numbers_in_use(facts)
    for key, amendments in amend(standing, facts).items():
        municipalities.change(key, amendments)
    begin_municipality_numbers(
        {key: facts[key] for key in facts if key not in standing}, municipalities
    )


def numbers_in_use(organisation_numbers) -> dict[str, MunicipalityNumber]:
    """The numbers without an end, by the organisation number of their municipality."""
    numbers = MunicipalityNumber.objects.filter(
        organisation__organisation_number__in=organisation_numbers, valid_to=None
    ).select_related("organisation")
    return {number.organisation.organisation_number: number for number in numbers}


def begin_municipality_numbers(facts, municipalities) -> None:
    """Add numbers to the municipalities that have none in use."""
    organisations = Organisation.objects.in_bulk(list(facts), field_name="organisation_number")
    MunicipalityNumber.objects.bulk_create(
        [MunicipalityNumber(organisation=organisations[key], **facts[key]) for key in facts]
    )
    for key, fact in facts.items():
        amendment = Amendment(str(organisations[key]), "municipality_number", None, fact["number"])
        municipalities.change(key, [amendment])


def add_former_numbers(facts, municipalities) -> None:
    """Give each municipality the numbers it had before, where the database does not know them.

    Only before a number that began when the former ended: what somebody has written stays.
    """
    numbers = MunicipalityNumber.objects.filter(
        organisation__organisation_number__in=facts
    ).select_related("organisation")
    oldest: dict[str, MunicipalityNumber] = {}
    for number in numbers.order_by(F("valid_from").asc(nulls_first=True)):
        oldest.setdefault(number.organisation.organisation_number, number)
    added = [
        MunicipalityNumber(organisation=first.organisation, **vars(row))
        for key, first in oldest.items()
        for row in former_numbers_of(facts[key])
        if first.valid_from and row.valid_to <= first.valid_from
    ]
    MunicipalityNumber.objects.bulk_create(added)
    for number in added:
        key = number.organisation.organisation_number
        amendment = Amendment(str(number.organisation), "former_number", None, number.number)
        municipalities.change(key, [amendment])


def former_numbers_of(fact):
    """What the table of changes says of the number a fact names, where it means the same one."""
    former = FORMER_NUMBERS.get(fact["number"], [])
    return former if former and former[-1].valid_to == fact.get("valid_from") else []
