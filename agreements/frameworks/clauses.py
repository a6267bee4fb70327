"""Terms as clauses: plain text that is shown with its headings."""

import re
from dataclasses import dataclass

HEADING = re.compile(r"(?P<number>\d+(?:\.\d+)*)\.? \S.{0,98}[^.:;,\s]")
"""A numbered line that does not end like a sentence: "1. Partene", "2.3 Telling"."""
BETWEEN_BLOCKS = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True)
class Clause:
    """A clause of the terms; `number` and `heading` are empty before the first heading."""

    number: str
    heading: str
    text: str


def clauses(text: str) -> list[Clause]:
    """The clauses of a text, in order; every word of the text is in one of them."""
    found = []
    for block in BETWEEN_BLOCKS.split(text.replace("\r\n", "\n").strip()):
        first, _, rest = block.partition("\n")
        heading = HEADING.fullmatch(first.strip())
        if heading:
            found.append(Clause(heading["number"], first.strip(), rest))
        else:
            found.append(Clause("", "", block))
    return found
