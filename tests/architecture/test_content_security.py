"""Every page is sent with the strict content security policy, and holds nothing it would block."""

import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.urls import path, reverse

from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""Beside the nonce that scripts and styles of a single page may have."""

NONCE = re.compile(r" 'nonce-([^']+)'")
ADDRESSES = {address.name: address for address in addresses()}
SHOWN = sorted(name for name, page in matrix.PAGES.items() if matrix.OPEN in page.get.values())


def test_the_pages_to_look_at_are_many():
    assert len(SHOWN) > 100


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_safe(scene, visitors, name):
    url = asking.url_of(scene, ADDRESSES[name])
    for person in lookers(name):
        response, _stored = asking.ask("get", url, visitors[person])
        assert faults_of(response) == []


def lookers(name):
    """Who looks at a page: each role at home, and of everybody else one in turn."""
    answers = matrix.PAGES[name].get
    may = [one for one in matrix.PEOPLE if answers[one] == matrix.OPEN]
    home = [one for one in may if one in matrix.HOME]
    others = [one for one in may if one not in (*matrix.HOME, *matrix.STRANGERS)]
    chosen = home + ([others[len(name) % len(others)]] if others else [])
    return chosen[:1] if name.endswith("_pdf") else chosen


@pytest.mark.parametrize("person", [matrix.NOBODY, matrix.READER, matrix.KNUT])
@pytest.mark.parametrize("url", ["/finnes-ikke/", "/admin/finnes-ikke/", "/virksomhet/1/"])
def test_what_is_not_found_is_said_safely(scene, visitors, url, person):
    response, _stored = asking.ask("get", url, visitors[person])
    assert response.status_code in {302, 404}
    assert faults_of(response) == []


@pytest.mark.parametrize("person", [matrix.READER, matrix.KARI])
def test_a_missing_role_is_said_safely(scene, visitors, person):
    url = asking.url_of(scene, ADDRESSES["basket"])
    response, _stored = asking.ask("get", url, visitors[person])
    assert response.status_code == 403
    assert faults_of(response) == []


def test_a_form_from_elsewhere_is_refused_safely():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"))
    assert response.status_code == 403
    assert faults_of(response) == []


def broken(request):
    raise RuntimeError


def unreadable(request):
    raise SuspiciousOperation


urlpatterns = [path("500/", broken), path("400/", unreadable)]


SANDBOX = {"sandbox": "", "default-src": "'none'"}
"""What people brought is handed out as a file that no browser runs."""


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", [400, 500])
def test_what_went_wrong_is_said_safely(status):
    response = Client(raise_request_exception=False).get(f"/{status}/")
    assert response.status_code == status
    assert faults_of(response) == []


def faults_of(response):
    """What is wrong with a response: its policy, or what stands in its page."""
    header = response.headers["Content-Security-Policy"]
    parts = [part.strip().partition(" ") for part in NONCE.sub("", header).split(";")]
    policy = {name: sources for name, _space, sources in parts}
    wrong = sorted((SANDBOX if "sandbox" in policy else POLICY).items() ^ policy.items())
    if response.headers.get("Content-Type", "").startswith("text/html"):
        markup = Markup(nonces=set(NONCE.findall(header)))
        markup.feed(response.text)
        wrong += markup.faults
    return wrong


class Markup(HTMLParser):
    """Notes what the policy would block in a page."""

    def __init__(self, nonces):
        super().__init__()
        self.nonces = nonces
        self.faults = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        for name, value in attributes:
            if name == "style" or re.match(r"on[a-z]+$|hx-on\b", name) or is_code(value):
                self.faults.append(f'<{tag} {name}="{value}">')
        is_file = tag == "script" and "src" in given
        if tag in {"script", "style"} and not is_file and given.get("nonce") not in self.nonces:
            self.faults.append(f"<{tag}> without the nonce of the page")


def is_code(value):
    """Whether an address in an attribute would run code."""
    return (value or "").strip().lower().startswith(("javascript:", "data:text/html"))
