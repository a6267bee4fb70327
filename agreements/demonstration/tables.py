"""The demonstration's own tables and texts (data/*)."""

import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str):
    """The rows of a table as dicts."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def terms(reference: str, version, language: str) -> str:
    """A framework agreement's terms in "nb" or "nn"."""
    path = DATA / "terms" / f"{reference}-{version}.{language}.txt"
    return path.read_text(encoding="utf-8")
