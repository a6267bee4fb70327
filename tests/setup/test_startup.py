"""What is wrong with the settings, or with the database, is told in one sentence."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "kslisens.settings",
    "PRODUCTION": "true",
    "SECRET_KEY": "not-asked-here",
    "ALLOWED_HOSTS": "lisens.example",
    "SITE_URL": "https://lisens.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "SEAL_KEY_FILE": "seal.key",
    "SEAL_CERTIFICATE_FILE": "seal.pem",
}
WRONG = [
    ({"PRODUCTION": "perhaps"}, "PRODUCTION must be true or false, not 'perhaps'."),
    ({"SECRET_KEY": ""}, "SECRET_KEY must be set."),
    ({"ALLOWED_HOSTS": ","}, "ALLOWED_HOSTS must name at least one."),
    ({"SITE_URL": ""}, "SITE_URL must be set."),
    ({"SITE_URL": "lisens.example"}, "SITE_URL must be like https://lisens.example"),
    ({"SITE_URL": "https://[lisens.example"}, "SITE_URL must be like https://lisens.example"),
    ({"DATABASE_URL": ""}, "DATABASE_URL must be set."),
    ({"DATABASE_URL": "postgres://u:p[w]@host/name"}, "DATABASE_URL must begin with postgres://"),
    ({"SITE_URL": "https://lisens.example/portal"}, "SITE_URL must be like"),
    ({"SITE_URL": "http://lisens.example"}, "SITE_URL must begin with https://."),
    ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must begin with postgres://"),
    ({"DATABASE_URL": "postgres://x:port/y"}, "DATABASE_URL must have a number as its port."),
    ({"MAIL_PORT": "smtp"}, "MAIL_PORT must be a whole number, not 'smtp'."),
    ({"SEAL_KEY_FILE": ""}, "SEAL_KEY_FILE must be set."),
]


def start(*command, folder=settings.BASE_DIR, **variables):
    """Run a program of the portal as in production; answers its status and its lines."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | PRODUCTION | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()


IMPORTING = """
import sys

def look(event, arguments):
    if event.startswith(("subprocess", "os.fork", "os.exec", "os.posix_spawn", "socket.connect")):
        sys.exit(f"importing the settings does {event}")

sys.addaudithook(look)
from django.core.exceptions import ImproperlyConfigured
try:
    import kslisens.settings
except ImproperlyConfigured as fault:
    sys.exit(str(fault))
"""


@pytest.mark.parametrize("kind", ["true", "false"])
@pytest.mark.parametrize("url", [PRODUCTION["DATABASE_URL"], ""])
def test_importing_the_settings_starts_nothing(kind, url):
    told = start("-c", IMPORTING, PRODUCTION=kind, DATABASE_URL=url)
    missing = (1, ["The environment variable DATABASE_URL must be set."])
    assert told == ((0, []) if url else missing)


def test_a_command_by_hand_has_the_private_database_run():
    checkout = Path(tempfile.mkdtemp(prefix="kslisens-test-"))
    checkout.chmod(0o755)
    for name in ("agreements", "municipalities", "locale", "templates", "static"):
        (checkout / name).symlink_to(settings.BASE_DIR / name)
    shutil.copytree(settings.BASE_DIR / "kslisens", checkout / "kslisens")
    shutil.copy(settings.BASE_DIR / "manage.py", checkout)
    by_hand = dict.fromkeys(PRODUCTION, "") | {"DJANGO_SETTINGS_MODULE": "kslisens.settings"}
    database = ("-m", "kslisens.private_database")
    try:
        status, lines = start("manage.py", "showmigrations", "auth", folder=checkout, **by_hand)
        assert (status, lines[0]) == (0, "auth")
        assert start(*database, "status", folder=checkout)[1][0].startswith("The database runs")
    finally:
        start(*database, "remove", folder=checkout)
        shutil.rmtree(checkout)


@pytest.mark.parametrize(("variables", "sentence"), WRONG)
def test_a_wrong_setting_is_one_sentence(variables, sentence):
    status, lines = start("manage.py", "check", **variables)
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith("KS Lisens cannot start. ")
    assert sentence in lines[0]


def test_the_web_server_says_it_too_and_does_not_start():
    status, lines = start("-m", "gunicorn", "kslisens.wsgi", "--bind=127.0.0.1:0", SITE_URL="")
    assert status == 1
    assert lines[-1] == "KS Lisens cannot start. The environment variable SITE_URL must be set."
    assert "Traceback" not in "".join(lines)


@pytest.mark.parametrize("query", ["", "?no_such_option=1"])
def test_a_database_that_does_not_answer_is_one_sentence(query):
    url = PRODUCTION["DATABASE_URL"] + query
    status, lines = start("manage.py", "migrate", "--verbosity=0", DATABASE_URL=url)
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith("The database in DATABASE_URL does not answer. ")
