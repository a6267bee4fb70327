"""How the division into municipalities has changed, from the project's own table: pure.

The table is Statistics Norway's (data/SOURCES.md). All changes of a day happen together. A number
that comes again, as old and new or from several sides, is a change like any other: what is left of
a division is what was not named as old, and whatever was named as new.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from municipalities.register.tables import DATA, rows

BEFORE = date(2007, 12, 31)
"""The day whose division the table of changes begins with."""

RENUMBERINGS = {"renumbering", "renumbering_and_name_change", "name_change"}
"""Changes in which the municipality stays the one it was."""


@dataclass(frozen=True)
class Change:
    """A municipality passed, wholly or in part, into another on a day."""

    changed_on: date
    old_number: str
    old_name: str
    number: str
    name: str
    kind: str


def municipalities_before():
    """The municipalities of the last day of 2007: name by number."""
    return {row["number"]: row["name"] for row in rows(DATA / "municipalities_2007.csv")}


def changes() -> list[Change]:
    """Every change since, oldest first."""
    return [
        Change(**row | {"changed_on": date.fromisoformat(row["changed_on"])})
        for row in rows(DATA / "changes_2008_2024.csv")
    ]


def by_day(changes):
    """The changes of each day, oldest day first."""
    ordered = sorted(changes, key=lambda change: change.changed_on)
    return [(day, list(group)) for day, group in groupby(ordered, lambda c: c.changed_on)]


def divide_again(municipalities, changes):
    """The division after the changes of one day; a ValueError when it is not the one they name."""
    for change in changes:
        if municipalities.get(change.old_number) != change.old_name:
            raise ValueError(f"There is no {change.old_number} {change.old_name}.")
    gone = {change.old_number for change in changes}
    stay = {number: name for number, name in municipalities.items() if number not in gone}
    added = {change.number: change.name for change in changes}
    if taken := stay.keys() & added.keys():
        raise ValueError(f"These numbers are in use: {', '.join(sorted(taken))}.")
    return stay | added


def replay(municipalities, changes):
    """The division after each day on which something changed: pairs of day and division."""
    for day, together in by_day(changes):
        municipalities = divide_again(municipalities, together)
        yield day, municipalities


@dataclass(frozen=True)
class FormerNumber:
    """A number a municipality had, and when; `valid_from` None: in use already in 2007."""

    number: str
    valid_from: date | None
    valid_to: date


def former_numbers(changes):
    """The numbers each municipality had before the one it ends with: {number: oldest first}.

    Back to where another municipality became it: one that is merged has none of its own before.
    """
    histories: dict[str, list[FormerNumber]] = {}
    begun: dict[str, date | None] = {}
    for day, together in by_day(changes):
        told, begins = {}, {}
        for number, origins in _by_number(together).items():
            [origin, *others] = origins
            stays = not others and origin.kind in RENUMBERINGS
            history = histories.get(origin.old_number, []) if stays else []
            first_day = begun.get(origin.old_number) if stays else day
            if stays and origin.old_number != number:
                history = [*history, FormerNumber(origin.old_number, first_day, day)]
                first_day = day
            told[number], begins[number] = history, first_day
        for change in together:
            histories.pop(change.old_number, None)
            begun.pop(change.old_number, None)
        histories |= told
        begun |= begins
    return {number: history for number, history in histories.items() if history}


def _by_number(changes):
    """The changes by the number they lead to."""
    origins: dict[str, list] = {}
    for change in changes:
        origins.setdefault(change.number, []).append(change)
    return origins
