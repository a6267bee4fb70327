"""A person signs up alone, with a name, an e-mail address and a password."""

import pytest
from django.core import mail

from municipalities.models import User

SIGN_UP = "/konto/signup/"
PASSWORD = "en lang og rar setning"


@pytest.mark.django_db
def test_signing_up_makes_a_person_with_a_name_and_asks_to_confirm_the_address(client):
    answer = client.post(
        SIGN_UP,
        {
            "name": "Ola Nordmann",
            "email": "ola@nordvik.example",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    assert answer.headers["Location"] == "/konto/confirm-email/"
    assert [(user.name, user.email) for user in User.objects.all()] == [
        ("Ola Nordmann", "ola@nordvik.example")
    ]
    assert [message.to for message in mail.outbox] == [["ola@nordvik.example"]]


@pytest.mark.django_db
def test_signing_up_without_a_name_makes_nobody(client):
    answer = client.post(
        SIGN_UP, {"email": "ola@nordvik.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert list(answer.context["form"].errors) == ["name"]
    assert not User.objects.exists()
