"""What stops with a role is shown before it ends."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.approvals.delegations import create_delegation
from municipalities.people.models import Role
from tests import agreement_factories as make
from tests.page import squeezed

pytestmark = pytest.mark.django_db


def page_to_end(person, role, team, client):
    membership = person.memberships.get(role=role)
    number = team.organisation.organisation_number
    return client.get(reverse("membership_end", args=[number, membership.pk])).text


def test_an_approvers_stand_ins_and_what_waits_are_shown(cast, order, signed_in):
    nordvik = cast.nordvik
    make.role(nordvik.signatory, nordvik.organisation, Role.APPROVER)
    last = timezone.localdate() + timedelta(days=7)
    delegation = {
        "approver": nordvik.approver,
        "delegate": nordvik.signatory,
        "starts_on": timezone.localdate(),
        "ends_on": last,
    }
    create_delegation(
        nordvik.organisation, delegation=delegation, by=nordvik.approver, now=timezone.now()
    )
    client = signed_in(nordvik.administrator)
    page = page_to_end(nordvik.approver, "approver", nordvik, client)
    for shown in (
        "1 bestilling",
        f"{nordvik.signatory.name} for {nordvik.approver.name}, til {last:%d.%m.%Y}",
    ):
        assert shown in page


def test_that_nobody_is_left_who_approves_is_said(cast, order, signed_in):
    client = signed_in(cast.nordvik.administrator)
    page = page_to_end(cast.nordvik.approver, "approver", cast.nordvik, client)
    assert "Ingen. Ingen bestillinger kan godkjennes." in page


def test_an_orderers_basket_is_shown(cast, agreement, office, signed_in):
    make.filled_basket(agreement, by=cast.nordvik.orderer, lines={office: 1})
    client = signed_in(cast.nordvik.administrator)
    page = page_to_end(cast.nordvik.orderer, "orderer", cast.nordvik, client)
    assert "<dd>1 produkt</dd>" in squeezed(page)


def test_a_reader_ends_only_the_readers_own(cast, signed_in):
    membership = cast.nordvik.approver.memberships.get()
    number = cast.nordvik.organisation.organisation_number
    answer = signed_in(cast.nordvik.reader).get(
        reverse("membership_end", args=[number, membership.pk])
    )
    assert answer.headers["Location"] == reverse("people", args=[number])
