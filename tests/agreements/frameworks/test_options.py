"""Extending a framework agreement by its option: shown first, with a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from agreements.models import Amendment, Option
from municipalities import formatting
from municipalities.confirmation import SEEN
from tests import agreement_factories as make
from tests.confirming import confirm, seen_in
from tests.page import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def option(accession):
    return make.option(accession.framework)


@pytest.fixture
def address(option):
    return reverse("ks_option_exercise", args=[option.framework.reference, option.pk])


def test_the_new_last_day_the_window_and_the_members_are_shown_first(
    cast, option, address, signed_in
):
    page = squeezed(signed_in(cast.kari).get(address).text)
    framework = option.framework
    for shown in (
        formatting.day(framework.ends_on),
        formatting.day(option.extends_to),
        f"–{formatting.day(framework.accession_closes_on)}. En forlengelse flytter den ikke.",
        "<dt>Har tiltrådt</dt><dd>1</dd>",
    ):
        assert shown in page


def test_an_extension_needs_a_reason_and_keeps_it(cast, option, address, signed_in):
    client = signed_in(cast.kari)
    assert confirm(client, address).status_code == 422
    assert Option.objects.get().exercised_at is None
    confirm(client, address, {"reason": "Prisene er gode"})
    assert Option.objects.get().exercised_reason == "Prisene er gode"
    assert Amendment.objects.get().reason == "Prisene er gode"
    page = client.get(reverse("ks_framework", args=[option.framework.reference])).text
    assert "Prisene er gode" in page


def test_another_last_day_than_was_seen_extends_nothing(cast, option, address, signed_in):
    client = signed_in(cast.kari)
    seen = seen_in(client.get(address))
    Option.objects.update(extends_to=option.extends_to + timedelta(days=1))
    answer = client.post(address, {"reason": "Prisene er gode", SEEN: seen})
    assert (answer.status_code, Option.objects.get().exercised_at) == (409, None)
    assert "Prisene er gode" in answer.text


def test_an_option_whose_time_is_over_has_no_button(cast, option, address, signed_in):
    Option.objects.update(decide_by=timezone.localdate() - timedelta(days=1))
    page = signed_in(cast.kari).get(address)
    assert "Opsjonen måtte brukes" in page.text
    assert seen_in(page) is None


def test_the_database_keeps_no_option_that_is_taken_without_a_reason(cast, option):
    with pytest.raises(IntegrityError, match="option_taken_in_full"):
        Option.objects.update(exercised_at=timezone.now(), exercised_by=cast.kari)
