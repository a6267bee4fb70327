"""The frame around every page, and the pages for what went wrong."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults

from municipalities.models import User
from tests.page import squeezed

SIGN_IN = "/konto/login/"


@pytest.mark.django_db
def test_a_page_speaks_bokmal_until_nynorsk_is_chosen(client):
    assert language_of(client.get(SIGN_IN)) == "nb"
    answer = client.post("/sprak/setlang/", {"language": "nn", "next": SIGN_IN})
    assert answer.headers["Location"] == SIGN_IN
    assert language_of(client.get(SIGN_IN)) == "nn"


@pytest.mark.django_db
def test_the_language_in_use_is_marked(client):
    client.post("/sprak/setlang/", {"language": "nn"})
    page = client.get(SIGN_IN).content.decode()
    assert re.findall(r'value="(n.)" lang="n."( aria-current="true")?', page) == [
        ("nb", ""),
        ("nn", ' aria-current="true"'),
    ]


@pytest.mark.django_db
def test_the_way_past_the_menu_leads_to_the_content(client):
    page = squeezed(client.get(SIGN_IN).content.decode())
    assert page.count('<a class="ds-skip-link" href="#content">') == 1
    assert page.count('id="content" tabindex="-1"') == 1


@pytest.mark.django_db
def test_a_page_that_does_not_exist_keeps_the_frame(client):
    answer = client.get("/finnes-ikke/")
    assert answer.status_code == 404
    assert answer.templates[0].name == "404.html"
    assert language_of(answer) == "nb"


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_in_the_frame():
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "a@b.example"})
    assert answer.status_code == 403
    assert answer.templates[0].name == "403_csrf.html"


def test_a_page_about_a_fault_needs_no_database():
    request = RequestFactory().get("/")
    broken, unreadable = defaults.server_error(request), defaults.bad_request(request, None)
    assert (broken.status_code, language_of(broken)) == (500, "nb")
    assert (unreadable.status_code, language_of(unreadable)) == (400, "nb")


def menu(user):
    """The addresses of the main navigation for a person."""
    page = render_to_string("components/main_navigation.html", {"user": user})
    return re.findall(r'href="([^"]+)"', page)


def test_the_menu_grows_with_what_a_person_may_do():
    assert menu(AnonymousUser()) == ["/avtaler/", "/virksomheter/"]
    assert menu(User()) == ["/avtaler/", "/virksomheter/", "/min-side/"]
    assert menu(User(is_case_officer=True)) == [
        "/avtaler/",
        "/virksomheter/",
        "/min-side/",
        "/ks/",
    ]


def test_demonstration_data_is_announced_on_top():
    assert banners({"is_demonstration": True}) == 1
    assert banners({}) == 0


def banners(context):
    """How many demonstration banners a page has."""
    return squeezed(render_to_string("base.html", context)).count('<p class="demonstration">')


def language_of(answer):
    """The language a page says it is in."""
    return re.search(r'<html lang="(\w+)"', answer.content.decode()).group(1)
