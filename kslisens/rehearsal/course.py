"""The rehearsal from the empty folder to the new seal, and what must be true on the way."""

import http.client
import os
import re
import ssl
import time

from kslisens.development.serving import ADDRESS
from kslisens.development.steps import SetupError, step
from kslisens.rehearsal.handbook import blocks
from kslisens.rehearsal.mail_server import MailServer
from kslisens.rehearsal.place import Place, new_secret_key
from kslisens.rehearsal.services import Services, wait_until

SECONDS_TO_START = 60
SECONDS_HELD = 15
"""Longer than the worker takes to look for what was left behind."""
OFFICER = "Kari Nordmann\n"


def rehearse():
    """Do the whole handbook. Raises SetupError with what went wrong."""
    place = Place()
    services, mails = Services(place), MailServer()
    try:
        with step("a database of its own"):
            place.cluster.join()
        _rehearse(place, services, mails, blocks())
        if os.environ.get("KEEP_RUNNING"):
            input(f"\nThe portal: {services.site}/ in {place.srv} (Enter ends it) ")
    finally:
        services.stop_all()
        mails.stop()
        place.remove()


def _rehearse(place, services, mails, handbook):
    waiting = dict(handbook)

    def do(name, text="", version="v1"):
        with step(name):
            repository = str(place.folder / "repository")
            variables = {"KSLISENS_REPOSITORY": repository, "KSLISENS_VERSION": version}
            return place.run(waiting.pop(name), text=text, **variables)

    place.make_repository()
    do("install")
    place.write_settings(
        SECRET_KEY=new_secret_key(),
        ALLOWED_HOSTS="localhost",
        SITE_URL=services.site,
        DATABASE_URL=place.cluster.url,
        MAIL_HOST=ADDRESS,
        MAIL_PORT=mails.port,
        MAIL_TLS="false",
    )
    for name in ("seal", "prepare"):
        do(name)
    do("officer", text=OFFICER)
    with step("start"):
        services.start_nginx()
        _start(services)
        _check_pages(services)
        _wait_for_mails(mails, services, 1)
    services.stop()
    place.run(handbook["officer"].replace("kari", "ola"), text="Ola Nordmann\n")
    do("upgrade", version="v2")
    do("backup")
    with step("start anew"):
        _start(services)
        _wait_for_mails(mails, services, 2)
        services.stop()
    _restore(place, services, mails, do)
    do("rotate")
    with step("start with the new seal"):
        services.stop()
        _start(services)
        _check_pages(services)
    if waiting:
        raise SetupError(f"Never rehearsed: {', '.join(waiting)}.")


def _restore(place, services, mails, do):
    """Into another database and folder, as the handbook says: no mail leaves before its release."""
    restored = f"{place.cluster.url.replace('/kslisens?', '/kslisens_restored?')}"
    place.run(
        "createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 "
        f"--maintenance-db='{place.cluster.url}' kslisens_restored"
    )
    place.write_settings(DATABASE_URL=restored, DOCUMENTS_DIR=place.srv / "documents-restored")
    do("restore")
    with step("mail is held"):
        _start(services)
        time.sleep(SECONDS_HELD)
        if len(mails.taken) != 2:
            raise SetupError("A mail left a restored installation before it was released.")
    do("release")
    with step("mail leaves once"):
        _wait_for_mails(mails, services, 3)
        time.sleep(SECONDS_HELD)
        if len(mails.taken) != 3:
            raise SetupError("A mail left twice.")


def _start(services):
    services.start()
    wait_until(
        lambda: _answer(services.http_port, "/readyz")[0] == 200,
        seconds=SECONDS_TO_START,
        services=services,
        what="ready behind nginx, over plain http",
    )


def _check_pages(services):
    """The front page comes in Bokmål over nginx, with its style sheets; plain http leads there."""
    _expect(_answer(services.http_port, "/")[0], 301, "plain http does not lead to https")
    _expect(_answer(services.http_port, "/healthz")[0], 200, "/healthz over plain http")
    status, page = _answer(services.https_port, "/", encrypted=True)
    _expect(status, 200, "the front page")
    _expect('<html lang="nb"' in page, True, "the front page is not in Bokmål")
    _expect("Gå til innholdet" in page, True, "the front page is not translated")
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
    _expect(len(sheets) >= 4, True, "the front page has too few style sheets")
    for sheet in sheets:
        _expect(_answer(services.https_port, sheet, encrypted=True)[0], 200, sheet)


def _expect(found, expected, what):
    if found != expected:
        raise SetupError(f"{what}: {found}, not {expected}")


def _answer(port, path, *, encrypted=False):
    """The status and the text of an answer; 0 where there is none."""
    if encrypted:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            "localhost", port, timeout=30, context=context
        )
    else:
        connection = http.client.HTTPConnection(ADDRESS, port, timeout=30)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def _wait_for_mails(mails, services, count):
    wait_until(
        lambda: len(mails.taken) >= count,
        seconds=SECONDS_TO_START,
        services=services,
        what=f"{count} mails have left",
    )
