"""The first person at KS comes from the command line, and chooses a password by a link."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from municipalities.models import User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
EMAIL = "Kari.Nordmann@ks.example"
SIGN_IN = "/konto/login/"


def create(monkeypatch, name, email=EMAIL):
    monkeypatch.setattr("sys.stdin", StringIO(f"{name}\n" if name is not None else ""))
    out = StringIO()
    call_command("create_case_officer", email, stdout=out)
    return out.getvalue()


def test_the_first_one_administers_and_signs_in_by_the_link(monkeypatch, run_tasks):
    told = create(monkeypatch, "Kari Nordmann")
    assert "Kari Nordmann is administrator and case officer." in told
    assert mail.outbox == []
    run_tasks()
    [message] = mail.outbox
    assert message.to == [EMAIL.lower()]
    [address] = re.findall(r"http://\S+", message.body)
    browser = Client()
    page = browser.get(address, follow=True)
    chosen = {"password1": "et-langt-passord-26", "password2": "et-langt-passord-26"}
    done = browser.post(page.redirect_chain[-1][0], chosen, follow=True)
    assert f'href="{SIGN_IN}"' in done.text.partition("<main")[2]
    credentials = {"login": EMAIL.lower(), "password": chosen["password1"]}
    landed = browser.post(SIGN_IN, credentials, follow=True)
    assert (landed.redirect_chain, landed.status_code) == ([("/ks/", 302)], 200)
    assert browser.get("/admin/").status_code == 200


def test_the_next_one_is_a_case_officer(monkeypatch):
    create(monkeypatch, "Kari Nordmann")
    told = create(monkeypatch, "Ola Nordmann", email="ola@ks.example")
    assert "Ola Nordmann is case officer." in told
    ola = User.objects.get(email="ola@ks.example")
    assert (ola.is_case_officer, ola.is_superuser, ola.has_usable_password()) == (
        True,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("", EMAIL, "Write the person's name."),
        (None, EMAIL, "Write the person's name."),
        ("Kari", "kari", "Enter a valid email address."),
    ],
)
def test_nonsense_is_refused(monkeypatch, name, email, sentence):
    with pytest.raises(CommandError, match=sentence):
        create(monkeypatch, name, email=email)
    assert not User.objects.exists()


def test_nobody_is_made_twice(monkeypatch):
    create(monkeypatch, "Kari Nordmann")
    with pytest.raises(CommandError, match="already a person"):
        create(monkeypatch, "Kari Nordmann")


def test_who_was_on_the_way_to_a_page_comes_there(cast):
    credentials = {"login": cast.kari.email, "password": PASSWORD}
    on_the_way = Client().post(f"{SIGN_IN}?next=/ks/bestillinger/", credentials)
    assert on_the_way.headers["Location"] == "/ks/bestillinger/"
    credentials["login"] = cast.nordvik.orderer.email
    assert Client().post(SIGN_IN, credentials).headers["Location"] == "/min-side/"
