"""Every rule of an order file refuses a copy that breaks it, with its own sentence."""

import pytest
from django.core.exceptions import ValidationError
from lxml import etree

from agreements.exchange.order_file import order_file
from agreements.exchange.reading import find
from agreements.exchange.rules import RULES, broken_rules, check
from agreements.exchange.variants import EHF, PEPPOL
from tests.agreements.exchange.broken_copies import BROKEN_COPIES, twice
from tests.agreements.exchange.hard_orders import SEVEN

SENTENCES = {rule.code: str(rule.sentence) for rule in RULES}


def broken_copy(breaks, variant=EHF):
    root = etree.fromstring(order_file(SEVEN, variant))
    breaks(root)
    return etree.tostring(root)


def test_there_is_a_broken_copy_of_every_rule():
    assert list(SENTENCES) == list(BROKEN_COPIES)
    assert len(SENTENCES) == len(RULES) == len(set(SENTENCES.values()))


@pytest.mark.parametrize("code", BROKEN_COPIES)
def test_a_broken_copy_is_refused_with_the_sentence_of_its_rule(code):
    file = broken_copy(BROKEN_COPIES[code])
    with pytest.raises(ValidationError) as refused:
        check(file, EHF)
    assert SENTENCES[code] in refused.value.messages
    assert code in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize("variant", [PEPPOL, EHF], ids=["peppol", "ehf"])
def test_an_order_as_it_is_passes(variant):
    check(order_file(SEVEN, variant), variant)


@pytest.mark.parametrize("number", [1, 4, 7])
def test_each_line_is_looked_at(number):
    def breaks(root):
        find(root, f"cac:OrderLine[{number}]//cbc:PriceAmount")[0].text = "77.00"

    assert "line_amount" in [rule.code for rule in broken_rules(broken_copy(breaks), EHF)]


def test_a_line_may_miss_by_two_ore_and_no_more():
    def codes(price):
        def breaks(root):
            find(root, "cac:OrderLine[4]//cbc:PriceAmount")[0].text = price

        return [rule.code for rule in broken_rules(broken_copy(breaks), EHF)]

    assert codes("2000.01") == []
    assert codes("2000.02") == ["line_amount"]


@pytest.mark.parametrize("path", ["cbc:ID", "cac:Delivery", "//cac:Price", "//cac:Contact"])
def test_nothing_stands_twice(path):
    codes = [rule.code for rule in broken_rules(broken_copy(twice(path)), EHF)]
    assert "element_not_known" in codes


@pytest.mark.parametrize("written", ["NaN", "Infinity", "1e3", "ett hundre", "1 000", "1,00"])
def test_what_is_no_plain_amount_is_refused(written):
    def breaks(root):
        for amount in find(root, "//cbc:PayableAmount | //cbc:TaxInclusiveAmount"):
            amount.text = written

    assert "two_decimals" in [rule.code for rule in broken_rules(broken_copy(breaks), EHF)]
