"""What the project's own tables of official facts (data/*.csv) say of each row of the register.

A fact is a dict of field and value. An empty cell says nothing, so its field is not in the dict.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from municipalities.register.models import Organisation

DATA = Path(__file__).parent / "data"

FIELDS_CALLED_AS_THEIR_COLUMN = (
    "organisation_number",
    "organisation_form",
    "register_name",
    "name_official",
    "name_sami",
    "name_kven",
    "written_standard",
    "website",
)


@dataclass(frozen=True)
class Tables:
    """The rows of the three tables."""

    counties: list
    municipalities: list
    enterprises: list

    @classmethod
    def read(cls, directory=DATA):
        """The tables of a directory, each row without its empty cells."""
        return cls(
            counties=rows(directory / "counties.csv"),
            municipalities=rows(directory / "municipalities.csv"),
            enterprises=rows(directory / "enterprises.csv"),
        )


def rows(path):
    """The rows of a table, each without its empty cells."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {column: cell for column, cell in row.items() if cell} for row in csv.DictReader(file)
        ]


def county_facts(tables):
    """Number and name of each county."""
    return [{"number": row["number"], "name": row["name"]} for row in tables.counties]


def municipality_facts(tables):
    """The municipalities; one that also stands in the table of counties is both (Oslo)."""
    both = {row["organisation_number"] for row in tables.counties}
    return [
        common_facts(row)
        | {
            "kind": Organisation.Kind.MUNICIPALITY,
            "name": municipality_name(row),
            "has_county_functions": row["organisation_number"] in both,
            "county_id": row["county_number"],
        }
        for row in tables.municipalities
    ]


def municipality_name(row) -> str:
    """As people write it: "Karasjok kommune", "Voss herad", "Herøy kommune (Nordland)"."""
    title = "herad" if row["register_name"].endswith(" HERAD") else "kommune"
    name = f"{row['name']} {title}"
    return f"{name} ({row['distinguished_by']})" if "distinguished_by" in row else name


def municipality_number_facts(tables):
    """The number each municipality has now, by organisation number."""
    return {
        row["organisation_number"]: {"number": row["number"]} | valid_from(row)
        for row in tables.municipalities
    }


def valid_from(row) -> dict[str, date]:
    """The day the number came into use, where the table has it."""
    day = row.get("number_valid_from")
    return {"valid_from": date.fromisoformat(day)} if day else {}


def county_municipality_facts(tables):
    """The county municipalities: every county has one, save Oslo."""
    return [
        common_facts(row)
        | {
            "kind": Organisation.Kind.COUNTY_MUNICIPALITY,
            "name": f"{row['name']} fylkeskommune",
            "county_id": row["number"],
        }
        | official_name(row)
        for row in tables.counties
        if row["organisation_form"] == "FYLK"
    ]


def official_name(row):
    """A county's names in all its languages, where there is more than one."""
    names = [row[column] for column in ("name", "name_sami", "name_kven") if column in row]
    return {"name_official": " - ".join(names)} if len(names) > 1 else {}


def enterprise_facts(tables):
    """The enterprises, in the county of their place of business where that is known."""
    return [
        common_facts(row)
        | {"kind": Organisation.Kind.MUNICIPAL_ENTERPRISE, "name": row["name"]}
        | county_of_business(row)
        for row in tables.enterprises
    ]


def county_of_business(row):
    """The first two digits of a municipality number are its county's number."""
    number = row.get("municipality_number")
    return {"county_id": number[:2]} if number else {}


def common_facts(row):
    """The facts that every table gives in the same way."""
    facts = {column: row[column] for column in FIELDS_CALLED_AS_THEIR_COLUMN if column in row}
    if "population" in row:
        facts["population"] = int(row["population"])
    return facts
