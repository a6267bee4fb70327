"""A person signs up alone, by name, e-mail address and password, and confirms the address."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from municipalities.mail_hold.switch import hold_mail
from municipalities.models import OutgoingMessage, User, WorkerHeartbeat
from municipalities.people.models import Role
from tests.cast import PASSWORD
from tests.mail_server import MailServer
from tests.races import at_once

pytestmark = pytest.mark.django_db

SIGN_UP = "/konto/signup/"
SIGN_IN = "/konto/login/"
WAIT_FOR_MAIL = "/konto/confirm-email/"


def filled_in(**changes):
    """What the sign-up page sends."""
    fields = {
        "name": "Ola Nordmann",
        "email": "ola@nordvik.example",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    return fields | changes


@pytest.fixture
def letters(run_tasks):
    """The mail that has left, now that the worker has done what waited."""

    def sent():
        run_tasks()
        return mail.outbox

    return sent


def link_in(message):
    """The path of the address in a message."""
    return re.search(r"https?://[^/]+(/\S+)", message.body).group(1)


def test_signing_up_makes_a_person_and_asks_to_confirm_the_address(client, letters):
    answer = client.post(SIGN_UP, filled_in())
    assert answer.headers["Location"] == WAIT_FOR_MAIL
    assert [(user.name, user.email) for user in User.objects.all()] == [
        ("Ola Nordmann", "ola@nordvik.example")
    ]
    assert [message.to for message in letters()] == [["ola@nordvik.example"]]


def test_who_waits_for_the_mail_sees_why_it_is_delayed(client):
    now = timezone.now()
    WorkerHeartbeat.objects.create(worker_id="one", started_at=now, seen_at=now)
    assert "holdes tilbake" not in client.post(SIGN_UP, filled_in(), follow=True).text
    hold_mail(now)
    other = filled_in(email="kari@nordvik.example")
    assert "All e-post holdes tilbake." in Client().post(SIGN_UP, other, follow=True).text


def test_nobody_is_signed_in_before_the_address_is_confirmed(client):
    client.post(SIGN_UP, filled_in())
    answer = client.post(SIGN_IN, {"login": "ola@nordvik.example", "password": PASSWORD})
    assert answer.headers["Location"] == WAIT_FOR_MAIL
    assert client.get(reverse("my_page")).headers["Location"] == SIGN_IN + "?next=/min-side/"


def test_the_link_in_the_mail_confirms_the_address_and_signs_in_where_the_person_signed_up(
    client, letters
):
    client.post(SIGN_UP, filled_in())
    answer = client.post(link_in(letters()[0]))
    assert answer.headers["Location"] == reverse("my_page")
    assert client.get(reverse("my_page")).status_code == 200


def test_the_link_opened_in_another_browser_confirms_but_signs_nobody_in(client, letters):
    client.post(SIGN_UP, filled_in())
    elsewhere = Client()
    assert elsewhere.post(link_in(letters()[0])).headers["Location"] == SIGN_IN
    assert elsewhere.get(reverse("my_page")).status_code == 302
    answer = elsewhere.post(SIGN_IN, {"login": "OLA@nordvik.example", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("my_page")


def test_opening_the_link_is_not_enough_so_that_no_mail_scanner_confirms(client, letters):
    client.post(SIGN_UP, filled_in())
    assert client.get(link_in(letters()[0])).status_code == 200
    assert not User.objects.get().emailaddress_set.get().verified


def test_an_invited_person_signs_up_and_comes_back_to_the_invitation(cast, invite, client, letters):
    invitation = invite(cast.nordvik, "ola@nordvik.example", Role.ORDERER)
    letters().clear()
    page = reverse("invitation_accept", args=[invitation.token])
    assert f'href="{SIGN_UP}?next={page.replace("/", "%2F")}"' in client.get(page).text
    client.post(SIGN_UP, filled_in(next=page))
    assert client.post(link_in(letters()[0])).headers["Location"] == page
    assert client.post(page).headers["Location"] == cast.nordvik.organisation.get_absolute_url()
    assert User.objects.get(name="Ola Nordmann").memberships.get().role == Role.ORDERER


def test_the_address_is_kept_in_lower_case_and_the_name_on_one_line(client):
    client.post(SIGN_UP, filled_in(email="Ola@Nordvik.EXAMPLE", name=" Ola\n Nordmann "))
    user = User.objects.get()
    assert (user.email, user.name) == ("ola@nordvik.example", "Ola Nordmann")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "O" * 151}, "name"),
        ({"email": "ola"}, "email"),
        ({"email": ""}, "email"),
        ({"password1": "kort", "password2": "kort"}, "password1"),
        ({"password2": "noe annet enn det første"}, "password2"),
        ({"password1": "", "password2": ""}, "password1"),
    ],
)
def test_what_cannot_be_used_makes_nobody(client, changes, field):
    answer = client.post(SIGN_UP, filled_in(**changes))
    assert field in answer.context["form"].errors
    assert not User.objects.exists()


def test_a_known_address_is_answered_as_a_new_one_and_told_by_mail(cast, client, letters):
    email = cast.nordvik.reader.email
    answer = client.post(SIGN_UP, filled_in(email=email.upper(), name="Noen Annen"))
    assert answer.headers["Location"] == WAIT_FOR_MAIL
    assert [message.to for message in letters()] == [[email]]
    assert User.objects.filter(email=email).get().name == "Lars Leser"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_person():
    def sign_up():
        return Client().post(SIGN_UP, filled_in()).headers.get("Location")

    assert at_once(*[sign_up] * 3) == [WAIT_FOR_MAIL] * 3
    assert User.objects.get().emailaddress_set.get().email == "ola@nordvik.example"


def test_a_person_who_is_shut_out_does_not_come_in(cast, client):
    reader = cast.nordvik.reader
    User.objects.filter(pk=reader.pk).update(is_active=False)
    client.post(SIGN_IN, {"login": reader.email, "password": PASSWORD})
    assert client.get(reverse("my_page")).status_code == 302


def test_the_admin_sends_people_to_the_one_place_to_sign_in(client):
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.headers["Location"] == f"{SIGN_IN}?next=%2Fadmin%2F"


def test_the_mail_comes_from_the_portal_by_name(client, letters):
    client.post(SIGN_UP, filled_in())
    [message] = letters()
    assert message.subject.startswith("KS Lisens: ")
    assert "KS Lisens" in message.body.splitlines()[0]


@pytest.fixture
def server(settings):
    """A mail server that is away until it is told otherwise."""
    server = MailServer()
    server.fails = {"GREETING": 421}
    settings.MAILERS = server.mailers
    yield server
    server.stop()


RESET = "/konto/password/reset/"


def test_a_mail_server_that_is_away_stops_nobody(cast, client, server, run_tasks):
    """A first and a second try are answered as ever, and a day later each mail comes once."""
    email = cast.nordvik.reader.email
    for page, fields in [(SIGN_UP, filled_in()), (RESET, {"email": email})] * 2:
        assert client.post(page, fields).status_code == 302
        run_tasks()
    assert client.post(SIGN_IN, {"login": email, "password": PASSWORD}).status_code == 302
    assert server.taken == []
    expected = OutgoingMessage.objects.count()
    server.fails = {}
    for hours in range(1, 30, 5):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            run_tasks()
    assert len(server.taken) == expected
    assert not OutgoingMessage.objects.filter(sent_at=None).exists()


def test_an_unknown_address_is_answered_as_a_known_one(cast, client, server):
    """Neither what is said nor whether a mail is written tells who has an account."""
    known, unknown = (
        client.post(RESET, {"email": email})
        for email in (cast.nordvik.reader.email, "ingen@nordvik.example")
    )
    assert known.headers["Location"] == unknown.headers["Location"]
    assert OutgoingMessage.objects.count() == 2


def test_the_link_to_an_account_is_gone_when_it_is_sent(cast, client, letters):
    client.post(RESET, {"email": cast.nordvik.reader.email})
    [waiting] = OutgoingMessage.objects.all()
    assert "/konto/password/reset/key/" in waiting.body
    rows = str(list(DBTaskResult.objects.values()))
    assert "/konto/" not in rows
    [message] = letters()
    assert link_in(message).startswith("/konto/password/reset/key/")
    waiting.refresh_from_db()
    assert (waiting.body, bool(waiting.sent_at)) == ("", True)
