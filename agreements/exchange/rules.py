"""The rules an order file must keep before it leaves: each a code, a sentence and a test.

They are the fatal rules of Peppol BIS Ordering 3 and EHF Ordre G3 for the elements we use, and
some of our own where those let a mistake pass: exactly one contract, no unit STK, an e-mail
address that can be one, VAT that follows from the lines. `broken_rules` reads the finished file,
so that nothing between the order and the bytes goes unseen. A test is a function of the order's
root element and the variant that says whether the rule is kept.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from lxml import etree

from agreements.exchange import (
    amount_rules,
    document_rules,
    fact_rules,
    structure_rules,
)
from agreements.exchange.variants import Variant


@dataclass(frozen=True)
class BrokenRule:
    """A rule that a file breaks: its code, and the sentence that says what to do."""

    code: str
    sentence: str


RULES = (
    *structure_rules.RULES,
    *fact_rules.RULES,
    *document_rules.RULES,
    *amount_rules.RULES,
)
"""All rules: those of the shape first, so that the others may trust it less often."""


def broken_rules(file: bytes, variant: Variant) -> list[BrokenRule]:
    """The rules that a file of a variant breaks, in the order of RULES."""
    root = etree.fromstring(file, etree.XMLParser(resolve_entities=False, no_network=True))
    return [
        BrokenRule(rule.code, str(rule.sentence)) for rule in RULES if not rule.keeps(root, variant)
    ]


def check(file: bytes, variant: Variant) -> None:
    """Refuse a file that breaks a rule, with every broken rule's sentence."""
    broken = broken_rules(file, variant)
    if broken:
        raise ValidationError([ValidationError(rule.sentence, code=rule.code) for rule in broken])
