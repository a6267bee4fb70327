"""Asking for roles in an organisation of the register."""

import pytest
from django.urls import reverse

from municipalities.models import Membership
from municipalities.people.models import Role
from tests import factories as make
from tests.page import squeezed

pytestmark = pytest.mark.django_db


def page_of(organisation):
    return reverse("role_request", args=[organisation.organisation_number])


def offered(page):
    return [role for role, _label in page.context["form"].fields["roles"].choices]


def test_it_shows_the_organisation_and_what_each_role_may_do(cast, signed_in):
    page = signed_in(cast.ulrik).get(page_of(cast.nordvik.organisation))
    assert page.context["organisation"] == cast.nordvik.organisation
    assert offered(page) == Role.values


def test_the_roles_chosen_wait_for_an_administrator(cast, signed_in, said):
    client = signed_in(cast.ulrik)
    answer = client.post(page_of(cast.nordvik.organisation), {"roles": ["orderer", "approver"]})
    assert answer.headers["Location"] == reverse("my_page")
    assert said(answer) == ["success"]
    asked = Membership.objects.filter(user=cast.ulrik)
    assert [(one.role, one.organisation, one.confirmed_at) for one in asked.order_by("pk")] == [
        ("orderer", cast.nordvik.organisation, None),
        ("approver", cast.nordvik.organisation, None),
    ]


def test_roles_one_has_or_has_asked_for_are_shown_and_not_offered(cast, signed_in, ask):
    reader = cast.nordvik.reader
    ask(reader, cast.nordvik.organisation, Role.SIGNATORY)
    page = signed_in(reader).get(page_of(cast.nordvik.organisation))
    assert [one.role for one in page.context["standing"]] == ["reader", "signatory"]
    assert offered(page) == ["orderer", "approver", "administrator"]


def test_who_has_every_role_is_offered_none(cast, signed_in, ask):
    for role in Role:
        ask(cast.ulrik, cast.nordvik.organisation, role)
    page = signed_in(cast.ulrik).get(page_of(cast.nordvik.organisation))
    assert offered(page) == []
    assert '<form method="post" novalidate' not in squeezed(page.text)


@pytest.mark.parametrize(
    "sent",
    [{}, {"roles": []}, {"roles": "owner"}, {"roles": ["reader", "owner"]}, {"roles": "\x00"}],
)
def test_what_is_no_role_is_refused_and_nothing_is_asked_for(cast, signed_in, sent):
    answer = signed_in(cast.ulrik).post(page_of(cast.nordvik.organisation), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["roles"]
    assert not Membership.objects.filter(user=cast.ulrik).exists()


def test_a_second_click_asks_for_nothing_more(cast, signed_in):
    client = signed_in(cast.ulrik)
    for _click in range(2):
        answer = client.post(page_of(cast.nordvik.organisation), {"roles": ["reader"]})
    assert answer.status_code == 422
    assert Membership.objects.filter(user=cast.ulrik).count() == 1


@pytest.mark.parametrize("number", ["974760673", "123456789", "nordvik", "%00", "99999999999999"])
def test_an_unknown_organisation_is_not_found(cast, signed_in, number):
    client = signed_in(cast.ulrik)
    assert client.get(f"/virksomheter/{number}/be-om-rolle/").status_code == 404
    answer = client.post(f"/virksomheter/{number}/be-om-rolle/", {"roles": ["reader"]})
    assert answer.status_code == 404


def test_who_has_not_signed_in_is_sent_to_sign_in_and_back(client):
    page = page_of(make.organisation())
    assert client.get(page).headers["Location"] == f"/konto/login/?next={page}"
