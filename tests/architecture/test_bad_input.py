"""Nonsense in addresses, queries and forms is answered with a page, never with a crash.

Every address of the access matrix is asked by somebody whom it serves, with strange values in
place of each of its parameters, in its query, and in the fields of its form. A page that is
searched or filtered meets every value; other queries, the fields of forms, and the number of the
organisation, which one function reads for all addresses, take turns, so that between them they
meet them all. The admin's forms are Django's own, open to case officers alone,
and left to Django.
"""

import re
from itertools import count

import pytest
from django.urls import NoReverseMatch

from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.load]

MARKUP = "<script>alert(1)</script>"
STRANGE = {
    "nothing": "",
    "spaces": "   ",
    "zero byte": "a\x00b",
    "very long": "9" * 5_000,
    "beyond bigint": str(10**30),
    "just beyond integer": str(2**31),
    "negative": "-1",
    "fraction": "1.5",
    "not a number": "NaN",
    "endless": "1e400",
    "arabic digits": "١٢٣",
    "superscript": "²",
    "markup": MARKUP,
    "quote": "' OR 1=1 --",
    "header": "x\r\nBcc: alle@kommune.example",
    "placeholder": "{{ settings }}%(password)s%",
}
QUERY = {"page", "next"}
"""What a query may hold beside the fields of a form."""
READ_BY_ALL = "organisation_number"
ANSWERS = {200, 302, 400, 403, 404, 405, 409, 413, 422}

ADDRESSES = [
    address
    for address in addresses()
    if address.name in matrix.PAGES and not address.name.startswith("admin:")
]
strangely = pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)


def served(page, method):
    """Somebody whom a page serves, so that bad input gets past the door; None for nobody."""
    answers = getattr(page, method)
    return next((one for one in matrix.PEOPLE if answers[one] in {matrix.OPEN, matrix.DONE}), None)


class Answers:
    """Asks, and keeps what was wrong with the answers."""

    def __init__(self, scene, visitors):
        self.scene, self.visitors = scene, visitors
        self.wrong = []

    def ask(self, address, method, url, data=None):
        """Ask as somebody served; returns the answer and whether something was stored."""
        visitor = self.visitors[served(matrix.PAGES[address.name], method)]
        response, stored = asking.ask(method, url, visitor, data)
        if response.status_code not in ANSWERS:
            self.wrong.append((method, url, data, response.status_code))
        if is_page(response) and MARKUP in response.text:
            self.wrong.append((method, url, data, "markup on the page"))
        return response, stored


@pytest.fixture
def answers(scene, visitors):
    """The answers of a test."""
    return Answers(scene, visitors)


@strangely
@pytest.mark.parametrize("method", ["get", "post"])
def test_in_an_address(scene, answers, method, strange):
    its_turn = turns(strange, of=4)
    for address in ADDRESSES:
        if not served(matrix.PAGES[address.name], method):
            continue
        values = asking.arguments(scene, scene.nordvik, address.name)
        data = asking.payload(scene, address.name) if method == "post" else None
        for parameter in address.parameters:
            if parameter == READ_BY_ALL and not next(its_turn):
                continue
            try:
                url = asking.with_values(address, values | {parameter: strange})
            except NoReverseMatch:
                continue
            _response, stored = answers.ask(address, method, url, data)
            if stored:
                answers.wrong.append((method, url, "something was stored"))
    assert answers.wrong == []


@strangely
def test_in_a_query(scene, answers, pages, strange):
    its_turn = turns(strange, of=4)
    for address in ADDRESSES:
        if served(matrix.PAGES[address.name], "get"):
            page = pages[address.name]
            if next(its_turn) or 'method="get"' in page:
                query = dict.fromkeys(QUERY | fields_on(page), strange)
                answers.ask(address, "get", asking.url_of(scene, address), query)
    assert answers.wrong == []


@strangely
def test_in_a_form(scene, answers, pages, strange):
    all_together, alone = turns(strange, of=4), turns(strange, of=8)
    for address in ADDRESSES:
        if served(matrix.PAGES[address.name], "post"):
            url, data = asking.url_of(scene, address), asking.payload(scene, address.name)
            if next(all_together):
                names = set(data) | fields_on(pages[address.name])
                answers.ask(address, "post", url, data | dict.fromkeys(names, strange))
            for name in data:
                if next(alone):
                    answers.ask(address, "post", url, data | {name: strange})
    assert answers.wrong == []


def turns(strange, of):
    """Every so many times true, and with each strange value at another time."""
    return (turn % of == 0 for turn in count(list(STRANGE.values()).index(strange)))


@pytest.fixture(scope="module")
def pages(scene, visitors):
    """The page at each address as somebody sees it whom it serves; empty where there is none."""
    return {address.name: page_at(scene, visitors, address) for address in ADDRESSES}


def page_at(scene, visitors, address):
    person = served(matrix.PAGES[address.name], "get")
    if not person:
        return ""
    response, _stored = asking.ask("get", asking.url_of(scene, address), visitors[person])
    return response.text if is_page(response) else ""


def fields_on(page):
    """The names of the form fields of a page."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))


def is_page(response):
    """Whether the answer is HTML."""
    return response.headers["Content-Type"].startswith("text/html")
