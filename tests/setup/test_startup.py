"""What is wrong with the settings, or with the database, is told in one sentence."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
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
    ({"DATABASE_URL": "postgres://u:p[w]@host/name"}, "DATABASE_URL must begin with postgres://"),
    ({"SITE_URL": "https://lisens.example/portal"}, "SITE_URL must be like"),
    ({"SITE_URL": "http://lisens.example"}, "SITE_URL must begin with https://."),
    ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must begin with postgres://"),
    ({"DATABASE_URL": "postgres://x:port/y"}, "DATABASE_URL must have a number as its port."),
    ({"MAIL_PORT": "smtp"}, "MAIL_PORT must be a whole number, not 'smtp'."),
    ({"SEAL_KEY_FILE": ""}, "SEAL_KEY_FILE must be set."),
]


def start(*command, **variables):
    """Run a program of the portal as in production; answers its status and its lines."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=os.environ | PRODUCTION | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()


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
