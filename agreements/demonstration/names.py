"""Fictitious names, put together from common ones (data/*-names.txt)."""

from agreements.demonstration.tables import DATA

FIRST, LAST = (
    (DATA / f"{which}-names.txt").read_text(encoding="utf-8").split() for which in ("first", "last")
)


def names(chance, count) -> list[str]:
    """So many full names, none with a part in common."""
    pairs = zip(chance.sample(FIRST, count), chance.sample(LAST, count), strict=True)
    return [f"{first} {last}" for first, last in pairs]
