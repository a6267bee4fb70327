"""Rules about the documents that an order file names, and those that lie in it."""

import binascii
from base64 import b64decode
from collections import Counter

from django.utils.translation import gettext_lazy as _
from lxml.etree import _Element as Element

from agreements.exchange.order_file import AGREEMENT_DOCUMENT, MAX_EMBEDDED
from agreements.exchange.reading import Rule, find, has_one, lines, texts
from agreements.exchange.variants import Variant

DOCUMENT = "cac:AdditionalDocumentReference"
FILE = f"{DOCUMENT}/cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
FILE_TYPES = {"application/pdf", "image/png", "image/jpeg"}
"""Those of the official list (MimeCode) that people can attach here."""


def documents_are_named(root: Element, variant: Variant) -> bool:
    """Every document has its number and says what it is."""
    return all(
        has_one(document, "cbc:ID") and has_one(document, "cbc:DocumentType")
        for document in find(root, DOCUMENT)
    )


def documents_are_unique(root: Element, variant: Variant) -> bool:
    """No two documents share a number."""
    numbers = texts(root, f"{DOCUMENT}/cbc:ID")
    return len(numbers) == len(set(numbers))


def has_one_agreement(root: Element, variant: Variant) -> bool:
    """The buyer's own volume licence agreement, once."""
    return texts(root, f"{DOCUMENT}/cbc:DocumentType").count(AGREEMENT_DOCUMENT) == 1


def files_are_of_known_types(root: Element, variant: Variant) -> bool:
    """Every file is of a type that systems open."""
    return all(file.get("mimeCode") in FILE_TYPES for file in find(root, FILE))


def files_are_named(root: Element, variant: Variant) -> bool:
    """Every file has a name."""
    return all((file.get("filename") or "").strip() for file in find(root, FILE))


def files_are_whole(root: Element, variant: Variant) -> bool:
    """Every file is there, written as base64, and all together are not too large."""
    try:
        sizes = [len(b64decode(written, validate=True)) for written in texts(root, FILE)]
    except binascii.Error:
        return False
    return all(sizes) and sum(sizes) <= MAX_EMBEDDED


def properties_stand_once(root: Element, variant: Variant) -> bool:
    """No product says the same property twice."""
    return all(
        max(
            Counter(texts(line, "cac:Item/cac:AdditionalItemProperty/cbc:Name")).values(), default=1
        )
        == 1
        for line in lines(root)
    )


RULES = (
    Rule(
        "document_named",
        _("A document that goes with the order has no number or name. Report this to KS."),
        documents_are_named,
    ),
    Rule(
        "document_unique",
        _("Two documents of the order have the same number. Report this to KS."),
        documents_are_unique,
    ),
    Rule(
        "agreement_number",
        _("The order must name exactly one volume licence agreement. Report this to KS."),
        has_one_agreement,
    ),
    Rule(
        "paper_type",
        _("An attachment is neither PDF, PNG nor JPEG. Upload it anew."),
        files_are_of_known_types,
    ),
    Rule(
        "paper_name",
        _("An attachment has no file name. Upload it anew."),
        files_are_named,
    ),
    Rule(
        "paper_content",
        _("An attachment is empty or broken, or they are too large. Upload them anew."),
        files_are_whole,
    ),
    Rule(
        "property_once",
        _("A property of a product stands twice. Report this to KS."),
        properties_stand_once,
    ),
)
