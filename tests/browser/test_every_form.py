"""Every form of the portal, sent once in a real browser by somebody who may.

A new form gets a line in one of the tables of every_form/ (people, orders, case officers, admin):
`"name of its address": Form(who, "name of the page where it stands", "what is seen afterwards")`.
A second form to the same address, on another page or with another button, gets a line of its own:
`"name of its address, what it does"`. What is filled in comes from payload() in
tests/architecture/asking.py, and so do the rows in the addresses; form.py says what else a line may
hold. Run it alone with `pytest tests/browser/test_every_form.py -k NAME`.
"""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from municipalities.confirmation import BACK_TO_FORM
from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses
from tests.browser.every_form.entries import FORMS, WITHOUT_A_FORM
from tests.browser.every_form.filling import buttons_of, fill, find_button, press
from tests.browser.every_form.form import address_of
from tests.browser.every_form.served import serve

pytestmark = pytest.mark.django_db

ADDRESSES = {address.name: address for address in addresses() if address.name in matrix.PAGES}
MILLISECONDS_AT_MOST = 10_000
PRESSED = {
    (page, address_of(name), form.button)
    for name, form in FORMS.items()
    for page in (form.page, address_of(form.first))
}
EVERYWHERE = {"set_language", "account_logout"}
"""Forms of the head of every page."""
NOT_OURS = ("admin:", "account_")
REFUSALS = ".ds-error-summary, .ds-alert, .errornote, .errorlist"


@pytest.fixture(scope="module")
def sessions(scene):
    """The session cookie of each person of the access matrix; empty for nobody."""
    visitors = {name: asking.Visitor(one) for name, one in asking.people(scene).items()}
    return {name: visitor.cookie.rpartition("=")[2] for name, visitor in visitors.items()}


@pytest.fixture(scope="module")
def site(scene):
    """The web server."""
    with serve() as site:
        yield site


@pytest.fixture(scope="module")
def context(browser, browser_context_args):
    """One browser for all: each person comes with a session of their own."""
    with browser.new_context(**browser_context_args) as context:
        context.set_default_timeout(MILLISECONDS_AT_MOST)
        yield context


@pytest.fixture
def arrive(site, sessions, context):
    """A page in a person's browser; when it is closed, nothing is asked of the portal any more."""

    def arrive(who):
        context.clear_cookies()
        if sessions[who]:
            session = {"name": "sessionid", "value": sessions[who], "url": site.url}
            context.add_cookies([session])
        return context.new_page()

    yield arrive
    for page in context.pages:
        page.close()
    with site.turn:
        return


def test_every_post_address_has_its_form_and_no_form_is_without_address():
    addresses = {address_of(name) for name in FORMS}
    assert addresses | WITHOUT_A_FORM.keys() == matrix.POST_ADDRESSES
    assert addresses & WITHOUT_A_FORM.keys() == set()


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_sent(scene, site, arrive, name):
    page = arrive(FORMS[name].who)
    open_page(page, site, scene, name)
    if FORMS[name].first:
        send(page, scene, FORMS[name].first)
    before = asking.footprint()
    posted, came_to = send(page, scene, name)
    answered = (posted.status, came_to.status)
    assert answered == (FORMS[name].answers, 200), page.locator(REFUSALS).all_inner_texts()
    page.get_by_text(FORMS[name].sees).filter(visible=True).first.wait_for()
    assert (asking.footprint() != before) is FORMS[name].stores
    assert unknown_forms(page) == set()


def test_a_page_that_hides_where_its_form_comes_from_is_noticed(scene, site, arrive):
    """What `Referrer-Policy: no-referrer` does: the browser sends Origin: null."""
    page = arrive(matrix.NOBODY)
    page.route("**/forhandler/**", without_referrer)
    open_page(page, site, scene, "reseller_accept")
    posted, came_to = send(page, scene, "reseller_accept")
    assert posted.status == came_to.status == 403


def without_referrer(route):
    """Pass the page on with the header that the reseller's page once had."""
    if route.request.method == "POST":
        route.continue_()
    else:
        answer = route.fetch()
        headers = answer.headers | {"referrer-policy": "no-referrer"}
        route.fulfill(response=answer, headers=headers)


def open_page(page, site, scene, name):
    """Go to the page where a form stands."""
    form = FORMS[name]
    if form.prepare:
        form.prepare(scene)
    values = asking.arguments(scene, scene.nordvik, address_of(name))
    url = form.at(scene) if form.at else asking.with_values(ADDRESSES[form.page], values)
    assert page.goto(site.url + url).status == 200
    assert unknown_forms(page) == set()


def send(page, scene, name):
    """Fill in a form and press its button: the answer to the POST, and the page it leads to."""
    form, address = FORMS[name], address_of(name)
    path = None if form.at else asking.url_of(scene, ADDRESSES[address])
    data = form.fill(scene) if form.fill else asking.payload(scene, address)
    button = find_button(page, address, path=path, pressed=form.button)
    fill(page, button, data)
    return press(page, button)


def unknown_forms(page):
    """The buttons of the page that nobody presses, as (page, address, what is sent)."""
    page_name = resolve(urlsplit(page.url).path).view_name
    found = {(page_name, button.leads_to, button.pressed) for button in buttons_of(page)}
    return {one for one in found - PRESSED if not _is_anywhere(*one)}


def _is_anywhere(page_name, address, pressed):
    """Whether a form is one of every page, one of Django's own, or the way back from a question."""
    if address in EVERYWHERE:
        return True
    if page_name.startswith(NOT_OURS):
        return address in ADDRESSES
    return page_name == address and pressed in {("", ""), (BACK_TO_FORM, "1")}
