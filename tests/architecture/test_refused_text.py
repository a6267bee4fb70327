"""What somebody has written is on the page that refuses it.

Each form of the walk through the browser (tests/browser/every_form) is sent with more text than
its fields hold: a browser counts a line break as one character and sends two. The admin's forms
are Django's own.
"""

import pytest
from django.db import transaction
from lxml import html

from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses
from tests.browser.every_form.entries import FORMS
from tests.browser.every_form.form import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.load]

ADDRESSES = {address.name: address for address in addresses() if address.name in matrix.PAGES}
WRITTEN_IN = ".//textarea[@maxlength] | .//input[@type='text'][@maxlength]"
ACCEPTED = {"basket_remove_line"}
"""What is done all the same: the text stays in the basket, for when something is put there."""
OURS = [
    name for name in FORMS if not name.startswith(("admin:", "account_")) and name not in ACCEPTED
]
FORMS_AT_LEAST = 40


@pytest.mark.parametrize("name", OURS)
def test_text_that_is_refused_is_shown_again(scene, visitors, name):
    visitor = visitors[FORMS[name].who]
    with transaction.atomic():
        page = open_page(scene, visitor, name)
        for form, button in forms_to(page, asking.url_of(scene, ADDRESSES[address_of(name)])):
            written = {field.get("name"): too_much(field) for field in form.xpath(WRITTEN_IN)}
            answer = send(visitor, page, form, button, written)
            shown = texts_of(answer)
            lost = [one for one, text in written.items() if text not in shown.get(one, [])]
            assert not lost, f"{page.url}: {lost}"
        transaction.set_rollback(True)


def test_the_forms_are_found(scene, visitors):
    found = 0
    for name in OURS:
        with transaction.atomic():
            page = open_page(scene, visitors[FORMS[name].who], name)
            url = asking.url_of(scene, ADDRESSES[address_of(name)])
            found += any(form.xpath(WRITTEN_IN) for form, _button in forms_to(page, url))
            transaction.set_rollback(True)
    assert found >= FORMS_AT_LEAST


def open_page(scene, visitor, name):
    """The page where a form stands."""
    form = FORMS[name]
    if form.prepare:
        form.prepare(scene)
    values = asking.arguments(scene, scene.nordvik, address_of(name))
    url = form.at(scene) if form.at else asking.with_values(ADDRESSES[form.page], values)
    return read(visitor.send("get", url), url)


def read(response, url):
    """The tree of a page that has come."""
    assert response.status_code in {200, 409, 422}, (url, response.status_code)
    tree = html.document_fromstring(response.content.decode())
    tree.url = url
    return tree


def forms_to(page, url):
    """The forms of a page that lead to an address and are written in, each with its button."""
    for form in page.xpath("//form[@method='post'][.//textarea | .//input[@type='text']]"):
        for button in form.xpath(".//button[not(@name)]"):
            leads_to = button.get("formaction") or form.get("action") or page.url
            if leads_to.partition("?")[0] == url:
                yield form, button
                break


def too_much(field):
    """A text that a browser lets one write, and that is too long when it is sent."""
    most = int(field.get("maxlength"))
    return "x" * (most + 1) if field.tag == "input" else "x\n" * 15 + "x" * (most - 30)


def send(visitor, page, form, button, written):
    """The page that one comes to with the button."""
    data = {}
    for one, text in form.form_values():
        data.setdefault(one, []).append(text)
    data |= {one: text.replace("\n", "\r\n") for one, text in written.items()}
    url = button.get("formaction") or form.get("action") or page.url
    answer = visitor.send("post", url, data)
    if answer.status_code == 302:
        url = answer["Location"]
        answer = visitor.send("get", url)
    return read(answer, url)


def texts_of(page):
    """What stands in the fields of a page, as lists by their names."""
    texts = {}
    for field in page.xpath(WRITTEN_IN):
        text = field.text if field.tag == "textarea" else field.get("value")
        written = (text or "").replace("\r\n", "\n").removeprefix("\n")
        texts.setdefault(field.get("name"), []).append(written)
    return texts
