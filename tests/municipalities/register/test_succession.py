"""Who succeeds whom, and what the people of a successor may read."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Succession
from municipalities.people.actions import invite, request_roles
from municipalities.register.queries import successors_of
from tests.factories import organisation

DAY = date(2026, 1, 1)


def succession(predecessor, successor, **overrides):
    fields = {"takes_effect_on": DAY, "kind": "merger"} | overrides
    return Succession.objects.create(predecessor=predecessor, successor=successor, **fields)


@pytest.fixture
def absorbed(cast):
    """A municipality that is now part of Nordvik."""
    gone = organisation(name="Gamlevik kommune", dissolved_on=DAY)
    succession(gone, cast.nordvik.organisation)
    return gone


def page(organisation):
    return f"/virksomhet/{organisation.organisation_number}/"


def test_a_dissolved_organisation_continues_through_any_number_of_reforms(db):
    first, second, third = (organisation(dissolved_on=DAY), organisation(), organisation())
    succession(first, second)
    assert list(successors_of(first)) == [second]
    second.dissolved_on = date(2028, 1, 1)
    second.save()
    succession(second, third, takes_effect_on=date(2028, 1, 1))
    assert set(successors_of(first)) == {second, third}


def test_who_still_exists_continues_in_nobody_else(db):
    divided, part = organisation(), organisation()
    succession(divided, part, kind="split")
    assert not successors_of(divided)


def test_what_an_organisation_gave_away_before_it_was_dissolved_opens_nothing(db):
    gone, part, whole = (organisation(dissolved_on=DAY), organisation(), organisation())
    succession(gone, part, kind="boundary", takes_effect_on=date(2020, 1, 1))
    succession(gone, whole)
    assert list(successors_of(gone)) == [whole]


def test_people_of_the_successor_read_what_the_dissolved_one_left(cast, absorbed, signed_in):
    assert signed_in(cast.nordvik.reader).get(page(absorbed)).status_code == 200
    assert signed_in(cast.sorvag.reader).get(page(absorbed)).status_code == 404
    assert signed_in(cast.kari).get(page(absorbed)).status_code == 200


def test_and_they_act_there_in_no_role(cast, absorbed, signed_in):
    administrator = signed_in(cast.nordvik.administrator)
    for name in ("invitation_new", "segment_new"):
        address = reverse(name, args=[absorbed.organisation_number])
        assert administrator.get(address).status_code == 403


def test_nobody_new_comes_into_what_is_dissolved(cast, absorbed):
    now = timezone.now()
    with pytest.raises(ValidationError) as refused:
        request_roles(cast.ulrik, absorbed, roles=["reader"], now=now)
    assert refused.value.code == "organisation_dissolved"
    with pytest.raises(ValidationError) as refused:
        invite(absorbed, email="ny@vik.example", role="reader", by=cast.kari, now=now)
    assert refused.value.code == "organisation_dissolved"


def test_the_predecessors_people_see_nothing_of_the_successor(cast, absorbed, signed_in):
    succession(cast.sorvag.organisation, cast.nordvik.organisation)
    assert signed_in(cast.sorvag.reader).get(page(cast.nordvik.organisation)).status_code == 404


def test_the_database_refuses_who_succeeds_itself_and_what_is_said_twice(db):
    one, other = organisation(), organisation()
    with pytest.raises(IntegrityError, match="succession_is_between_two"), transaction.atomic():
        succession(one, one)
    succession(one, other)
    with pytest.raises(IntegrityError, match="succession_once_a_day"):
        succession(one, other, kind="split")
