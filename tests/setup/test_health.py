"""Whoever watches over the portal gets an answer, whatever else is asked for."""

import pytest
from django.db import connection
from django.test import Client, override_settings

AS_IN_PRODUCTION = {"SECURE_SSL_REDIRECT": True, "ALLOWED_HOSTS": ["lisens.example"]}


@pytest.mark.django_db
@override_settings(**AS_IN_PRODUCTION)
@pytest.mark.parametrize("host", ["lisens.example", "10.0.0.7:8000", "anything"])
def test_over_plain_http_and_by_any_name(host):
    response = Client(headers={"host": host}).get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "ok"})


@override_settings(**AS_IN_PRODUCTION)
def test_everything_else_is_led_to_https_by_its_own_name():
    assert Client(headers={"host": "lisens.example"}).get("/").status_code == 301
    assert Client(headers={"host": "anything"}).get("/").status_code == 400


@pytest.mark.django_db
def test_nothing_is_changed_there():
    assert Client(enforce_csrf_checks=True).post("/healthz").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_without_a_database_it_is_unwell():
    connection.close()
    with override_settings(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict, "PORT", "1")
        patch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        response = Client().get("/healthz")
    connection.close()
    assert (response.status_code, response.json()) == (503, {"database": "unavailable"})
