"""No token that stands in an address reaches a log line, a history row or a row of the task queue.

The logging is the portal's own: all its loggers end in the one handler of LOGGING.
"""

import logging
import runpy
import types
from datetime import timedelta
from io import StringIO

import pghistory.models
import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, override_settings
from django.urls import include, path, reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from gunicorn.config import Config

from agreements.dispatch.sending import approve_and_send
from agreements.models import Dispatch
from kslisens.logs import LineWithoutTokens
from kslisens.tokens import CUT, without_tokens
from municipalities.models import Invitation, OutgoingMessage
from municipalities.people import actions as people
from municipalities.worker.running import TaskWorker
from tests.architecture import asking
from tests.architecture.addresses import addresses
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db

TOKEN = "tOkEn-0123456789_abcdefghijklmnopqrstuvwxyz"
VALUES = {
    "token": TOKEN,
    "key": f"MQ:{TOKEN}:sig",
    "uidb36": "1",
    "pk": 1,
    "file_format": "ehf",
}
WITH_TOKEN = [
    asking.with_values(address, VALUES)
    for address in addresses()
    if address.parameters & {"token", "key"}
]


@pytest.fixture
def lines():
    """What the portal writes to its log."""
    [handler] = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    written = StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def broken(request, **parameters):
    raise RuntimeError(f"Cannot answer {request.build_absolute_uri()}")


def unreadable(request, **parameters):
    raise SuspiciousOperation(f"Unreadable: {request.path}")


def forbidden(request, **parameters):
    raise PermissionDenied(request.path)


def missing(request, **parameters):
    raise Http404(request.path)


urlpatterns = [
    path("forhandler/<token>/500/", broken),
    path("forhandler/<token>/400/", unreadable),
    path("forhandler/<token>/403/", forbidden),
    path("forhandler/<token>/404/", missing),
    path("", include("kslisens.urls")),
]


def test_there_are_addresses_with_a_token():
    assert len(WITH_TOKEN) == 10


@pytest.mark.parametrize("url", WITH_TOKEN)
def test_no_refusal_writes_the_token(scene, lines, url):
    stranger, without_csrf = Client(), Client(enforce_csrf_checks=True)
    stranger.force_login(scene.cast.ulrik)
    answers = [
        client.generic(method, url + beyond)
        for client, method, beyond in [
            (stranger, "GET", ""),
            (stranger, "GET", "finnes-ikke/"),
            (stranger, "POST", ""),
            (stranger, "PUT", ""),
            (without_csrf, "POST", ""),
        ]
    ]
    assert 403 in {answer.status_code for answer in answers}
    assert CUT in lines.getvalue()
    assert TOKEN not in lines.getvalue()


SPELLINGS = [
    f"/forhandler//{TOKEN}/",
    f"/forhandler/%2F{TOKEN}",
    f"/forhandler/%252F{TOKEN}",
    f"/forhandler///{TOKEN}/svar/",
    f"/FORHANDLER//{TOKEN}/",
    f"/invitasjon//{TOKEN}/",
    f"/konto/confirm-email//MQ:{TOKEN}:sig/",
    f"/konto/password/reset/key//1-{TOKEN}/",
    f"/konto//password//reset//key/1-{TOKEN}/",
]
"""Addresses with a token that nobody answers, but that somebody may come to ask."""


@pytest.mark.parametrize("url", SPELLINGS)
def test_an_address_that_is_mistyped_writes_no_token_and_is_private(lines, url):
    response = Client().get(url)
    assert response.status_code in {301, 404}
    assert response.headers["Cache-Control"] == "private, no-store"
    for line in (f"GET {url} 404", f"GET /konto/logg-inn/?next={url}", url.replace("/", "%2F")):
        logging.getLogger("django.server").error(line)
    assert lines.getvalue().count(CUT) >= 3
    assert TOKEN not in lines.getvalue()


def test_the_code_of_a_provider_is_not_written(lines):
    address = f"{reverse('signing_return')}?code={TOKEN}&state=s{TOKEN}"
    Client().get(address)
    quoted = address.replace("/", "%2F").replace("?", "%3F").replace("&", "%26")
    for line in (f"GET {address} 302", f"Referer: https://lisens.example{address}", quoted):
        logging.getLogger("django.server").error(line)
    assert lines.getvalue().count(CUT) == 3
    assert TOKEN not in lines.getvalue()
    assert without_tokens(f"{reverse('signing_return')} was left") == "/signering/tilbake/ was left"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_no_failure_writes_the_token(lines, status):
    url = f"/forhandler/{TOKEN}/{status}/"
    response = Client(raise_request_exception=False).get(url)
    assert response.status_code == status
    assert CUT in lines.getvalue()
    assert TOKEN not in lines.getvalue()


def test_a_form_that_is_refused_writes_no_token(scene, lines):
    token = scene.nordvik.link.rstrip("/").rpartition("/")[2]
    for name in ("reseller_accept", "reseller_reject"):
        assert Client().post(reverse(name, args=[token])).status_code == 422
    assert "Unprocessable" in lines.getvalue()
    assert token not in lines.getvalue()


def test_a_page_that_names_the_address_in_its_query_writes_no_token(lines):
    for url in WITH_TOKEN:
        query = Client().get(reverse("account_login"), {"next": url}).request["QUERY_STRING"]
        for line in (f"GET /konto/logg-inn/?{query} 200", f"?next=%252F{query[5:]}", repr(url)):
            logging.getLogger("django.server").error(line)
    assert TOKEN not in lines.getvalue()


def test_every_logger_ends_in_the_handler_of_the_portal():
    names = [name for name in logging.root.manager.loggerDict if "gunicorn" not in name]
    assert {name: written for name in names if (written := written_by(name))} == {}
    [handler] = [one for one in written_by("") if type(one) is logging.StreamHandler]
    assert type(handler.formatter) is LineWithoutTokens


def written_by(name):
    """The handlers of a logger's own that write anything."""
    handlers = logging.getLogger(name).handlers
    return [one for one in handlers if type(one) is not logging.NullHandler]


@pytest.mark.parametrize("log", ["error", "access"])
def test_the_web_server_writes_no_token(capsys, log):
    chosen = runpy.run_path(settings.BASE_DIR / "gunicorn.conf.py")
    config = Config()
    config.set("accesslog", "-")
    config.set("logger_class", chosen["logger_class"])
    writer = config.logger_class(config)
    url = WITH_TOKEN[-1]
    if log == "error":
        writer.error("Error handling request %s", url)
    else:
        asked = {
            "REQUEST_METHOD": "GET",
            "RAW_URI": url,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_REFERER": f"https://lisens.example{url}",
        }
        answer = types.SimpleNamespace(status="200 OK", sent=5, headers=[])
        request = types.SimpleNamespace(headers=[])
        writer.access(answer, request, asked, timedelta(seconds=1))
    written = "".join(capsys.readouterr())
    assert CUT in written
    assert TOKEN not in written


def test_the_history_of_a_change_keeps_no_token(scene):
    token = scene.nordvik.link.rstrip("/").rpartition("/")[2]
    address = reverse("reseller_reject", args=[token])
    assert Client().post(address, {"reason": "Utgått"}).status_code == 302
    urls = [context.metadata["url"] for context in pghistory.models.Context.objects.all()]
    assert without_tokens(address) in urls
    assert token not in str(urls)


def test_a_task_that_fails_keeps_no_token(scene, lines):
    home = scene.nordvik
    now = timezone.now()
    people.invite(
        home.organisation,
        email="ny@ny.example",
        role="reader",
        by=home.people.administrator,
        now=now,
    )
    approve_and_send(home.submitted, by=home.people.approver, now=now)
    server = MailServer()
    server.fails["CONTENT"] = 554
    with override_settings(MAILERS=server.mailers):
        worker = TaskWorker("test")
        # Also the mail that the tasks write
        while waiting := DBTaskResult.objects.ready().first():
            waiting.claim("test")
            worker.run_task(waiting)
    server.stop()
    assert OutgoingMessage.objects.filter(failed_at__isnull=False).exists()
    mail = OutgoingMessage.objects.values("recipient", "subject", "error")
    rows = "".join(
        str(list(kept)) for kept in (DBTaskResult.objects.values(), Dispatch.objects.values(), mail)
    )
    assert "SMTPDataError" in lines.getvalue()
    tokens = [*Invitation.objects.values_list("token", flat=True), "/forhandler/", "/invitasjon/"]
    assert [token for token in tokens if token in rows + lines.getvalue()] == []
