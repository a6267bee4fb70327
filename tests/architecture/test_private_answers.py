"""Nobody keeps or indexes what is for the reader alone, and no address is sent to other sites.

Every address is asked with GET and POST: by somebody whom it serves, by somebody whom it does not,
and by somebody without a session.
"""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client
from django.urls import include, path, reverse

from kslisens.tokens import has_token
from tests.architecture import access_matrix as matrix
from tests.architecture import asking
from tests.architecture.addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.load]

ADDRESSES = {address.name: address for address in addresses() if address.name in matrix.PAGES}
SECRETS = {"token", "key"}
"""The parameters that open something for whoever has them."""
WITH_TOKEN = {name for name, address in ADDRESSES.items() if address.parameters & SECRETS}


def faults_of(response, *, private):
    """What is wrong with the headers of an answer."""
    headers = response.headers
    expected = {
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex, nofollow",
    }
    found = {name: headers.get(name) for name in expected if private}
    wrong = sorted(found.items() - expected.items(), key=str)
    if headers["Referrer-Policy"] != "strict-origin":
        wrong.append(headers["Referrer-Policy"])
    if "Cookie" not in headers["Vary"]:
        wrong.append(headers["Vary"])
    return wrong


def who_asks(name, answers):
    """Somebody of each answer who has signed in; of the admin's tables, which are alike, one."""
    asking = {answer: person for person, answer in answers.items() if person != matrix.NOBODY}
    return [matrix.CHIEF] if name.startswith("admin:") else asking.values()


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_answer_to_who_has_signed_in_is_private(scene, visitors, name):
    for method in ("get", "post"):
        for person in who_asks(name, getattr(matrix.PAGES[name], method)):
            assert faults_of(answer(scene, visitors[person], name, method), private=True) == []


def test_without_a_session_what_has_a_token_is_private(scene, visitors):
    for name in ADDRESSES:
        for method in ("get", "post"):
            response = answer(scene, visitors[matrix.NOBODY], name, method)
            assert faults_of(response, private=name in WITH_TOKEN) == []


def answer(scene, visitor, name, method):
    url, data = asking.url_of(scene, ADDRESSES[name]), asking.payload(scene, name)
    return asking.ask(method, url, visitor, data)[0]


def test_the_addresses_with_a_token_are_known(scene):
    known = {name for name in ADDRESSES if has_token(asking.url_of(scene, ADDRESSES[name]))}
    assert known - {"account_reset_password_from_key_done"} == WITH_TOKEN
    assert len(WITH_TOKEN) == 10


PUBLIC = ["front_page", "frameworks", "framework", "organisations", "verify", "account_signup"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_may_be_indexed(scene, visitors, name):
    url = asking.url_of(scene, ADDRESSES[name])
    response, _stored = asking.ask("get", url, visitors[matrix.NOBODY])
    assert "X-Robots-Tag" not in response.headers


def test_a_static_file_may_be_kept():
    response = Client().get("/static/app.css")
    headers = response.headers
    assert response.status_code == 200
    assert "no-store" not in headers.get("Cache-Control", "")
    assert "Cookie" not in headers.get("Vary", "")


def broken(request, **parameters):
    raise RuntimeError


def unreadable(request, **parameters):
    raise SuspiciousOperation


def forbidden(request, **parameters):
    raise PermissionDenied


def missing(request, **parameters):
    raise Http404


urlpatterns = [
    path("", include("kslisens.urls")),
    *(
        path(prefix + address, view)
        for prefix in ("", "forhandler/<token>/")
        for address, view in {
            "500/": broken,
            "400/": unreadable,
            "403/": forbidden,
            "404/": missing,
        }.items()
    ),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_what_went_wrong_is_private(scene, status):
    client = Client(raise_request_exception=False)
    assert faults_of(client.get(f"/forhandler/abc/{status}/"), private=True) == []
    client.force_login(scene.cast.ulrik)
    response = client.get(f"/{status}/")
    assert response.status_code == status
    assert faults_of(response, private=True) == []


def test_what_is_answered_before_any_page_is_private(scene):
    for url in ("/forhandler/abc", "/forhandler/abc/finnes-ikke/", "/FORHANDLER/abc/"):
        response = Client().get(url)
        assert response.status_code in {301, 404}
        assert faults_of(response, private=True) == []
    wrong_host = Client(headers={"host": "elsewhere.example"}, raise_request_exception=False)
    assert faults_of(wrong_host.get("/forhandler/abc/"), private=True) == []
    without_csrf = Client(enforce_csrf_checks=True)
    refused = without_csrf.post(reverse("reseller_accept", args=["abc"]))
    assert refused.status_code == 403
    assert faults_of(refused, private=True) == []


def test_signing_in_and_out_is_private(scene):
    client = Client()
    signing_in = {"login": scene.cast.ulrik.email, "password": "et-langt-passord-2026"}
    for url, data in ((reverse("account_login"), signing_in), (reverse("account_logout"), {})):
        response = client.post(url, data)
        assert response.status_code == 302
        assert faults_of(response, private=True) == []
