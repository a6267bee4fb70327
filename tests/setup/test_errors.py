"""A page for each fault: in the portal's looks, in Norwegian, with the number of the log line."""

import logging
import re
from io import StringIO

import pytest
from django.test import Client
from django.urls import include, path, reverse
from lxml import html


def text_of(response):
    """The words of a page, one space between."""
    return " ".join(html.fromstring(response.content).find("body").text_content().split())


def broken(request):
    raise RuntimeError("Of all things")


handler500 = "kslisens.errors.server_error"
urlpatterns = [path("brudd/", broken), path("", include("kslisens.urls"))]


@pytest.fixture
def lines():
    """What the portal writes to its log."""
    [handler] = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    written = StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.mark.urls(__name__)
def test_an_error_has_a_number_that_stands_in_the_log(lines):
    """Without a database: it may be what fails."""
    browser = Client(raise_request_exception=False)
    numbers = []
    for _time in range(2):
        response = browser.get("/brudd/")
        assert response.status_code == 500
        [number] = re.findall(r"\b\d{4}-\d{4}\b", text_of(response))
        assert lines.getvalue().count(f"ERROR django.request: error {number}: Internal") == 1
        numbers.append(number)
    assert numbers[0] != numbers[1]


def test_other_lines_have_none(lines):
    logging.getLogger("django.request").warning("Not Found: /x/")
    assert lines.getvalue().endswith("django.request: Not Found: /x/\n")


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "heading"), [("nb", "For mange forsøk"), ("nn", "For mange")])
def test_too_many_attempts_are_notified_as_everything_else_is(cast, language, heading):
    browser = Client(headers={"accept-language": language})
    address = reverse("account_reset_password")
    answers = [browser.post(address, {"email": cast.kari.email}) for _time in range(30)]
    [refused] = {answer.status_code for answer in answers} - {302}
    assert refused == 429
    page = answers[-1].content.decode()
    assert f'<html lang="{language}"' in page
    assert heading in text_of(answers[-1])
    assert 'class="site-header' in page
