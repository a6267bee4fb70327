"""Small readers of an order file that the rules share."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml.etree import _Element as Element

from agreements.exchange.order_file import CAC, CBC, ORDER
from municipalities.texts import Text

PREFIXES = {"o": ORDER, "cac": CAC, "cbc": CBC}


@dataclass(frozen=True)
class Rule:
    """A rule: its code, the sentence for whoever breaks it, and the test that it is kept."""

    code: str
    sentence: Text
    keeps: Callable


def find(element: Element, path: str) -> list[Element]:
    """The elements at a path."""
    return element.xpath(path, namespaces=PREFIXES)


def texts(element: Element, path: str) -> list[str]:
    """The texts at a path, without the space around them."""
    return [(found.text or "").strip() for found in find(element, path)]


def text(element: Element, path: str) -> str:
    """The first text at a path; empty where there is none."""
    return next(iter(texts(element, path)), "")


def has_one(element: Element, path: str) -> bool:
    """Whether exactly one element with a text stands at a path."""
    found = texts(element, path)
    return len(found) == 1 and bool(found[0])


def number(written: str) -> Decimal | None:
    """A text as a finite Decimal, or None."""
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def numbers(element: Element, path: str) -> list[Decimal | None]:
    """The numbers at a path; None for each that is no number."""
    return [number(written) for written in texts(element, path)]


def lines(root: Element) -> list[Element]:
    """The line items of an order."""
    return find(root, "cac:OrderLine/cac:LineItem")
