"""Inviting a colleague, taking the invitation back, and accepting it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.access import roles_in
from municipalities.confirmation import SEEN
from municipalities.models import Invitation, Membership
from municipalities.people import actions
from municipalities.people.models import Role
from municipalities.people.states import INVITATION_DAYS
from tests.confirming import confirm, seen_in
from tests.page import squeezed

pytestmark = pytest.mark.django_db

OTHER_ROLES = ["reader", "orderer", "approver", "signatory"]


def number(team):
    return team.organisation.organisation_number


def page_to_invite(team):
    return reverse("invitation_new", args=[number(team)])


def page_to_accept(invitation):
    return reverse("invitation_accept", args=[invitation.token])


def button_to_withdraw(team, invitation):
    return reverse("invitation_withdraw", args=[number(team), invitation.pk])


# Inviting


def test_an_administrator_invites_a_colleague(cast, signed_in, said):
    client = signed_in(cast.nordvik.administrator)
    sent = {"email": " Ny@Nordvik.example ", "roles": ["orderer"]}
    assert "ny@nordvik.example" in client.post(page_to_invite(cast.nordvik), sent).text
    assert not Invitation.objects.exists()
    answer = confirm(client, page_to_invite(cast.nordvik), sent)
    assert answer.headers["Location"] == reverse("people", args=[number(cast.nordvik)])
    assert said(answer) == ["success"]
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("ny@nordvik.example", Role.ORDERER)
    assert invitation.invited_by == cast.nordvik.administrator


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, ["email", "roles"]),
        ({"email": "ny@nordvik.example"}, ["roles"]),
        ({"email": "ny@nordvik.example", "roles": ["owner"]}, ["roles"]),
        ({"email": "ny", "roles": ["reader"]}, ["email"]),
        ({"email": "ny@nordvik.example\x00", "roles": ["reader"]}, ["email"]),
        ({"email": "ny@nordvik.example, x@y.example", "roles": ["reader"]}, ["email"]),
        ({"email": f"{'n' * 250}@nordvik.example", "roles": ["reader"]}, ["email"]),
    ],
)
def test_what_cannot_be_used_invites_nobody(cast, signed_in, sent, fields):
    answer = signed_in(cast.nordvik.administrator).post(page_to_invite(cast.nordvik), sent)
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == fields
    assert not Invitation.objects.exists()


def test_a_second_click_invites_nobody_more(cast, signed_in):
    client = signed_in(cast.nordvik.administrator)
    sent = {"email": "ny@nordvik.example", "roles": ["reader"]}
    sent[SEEN] = seen_in(client.post(page_to_invite(cast.nordvik), sent))
    for _click in range(2):
        answer = client.post(page_to_invite(cast.nordvik), sent)
    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 1
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("who", OTHER_ROLES)
def test_another_role_does_not_invite(cast, signed_in, invitation, who):
    client = signed_in(getattr(cast.nordvik, who))
    assert client.get(page_to_invite(cast.nordvik)).status_code == 403
    assert client.post(button_to_withdraw(cast.nordvik, invitation)).status_code == 403


def test_strangers_find_nothing(cast, signed_in, invitation):
    client = signed_in(cast.sorvag.administrator)
    assert client.get(page_to_invite(cast.nordvik)).status_code == 404
    assert client.post(button_to_withdraw(cast.nordvik, invitation)).status_code == 404


# Withdrawing


def test_an_administrator_takes_an_invitation_back_once(cast, signed_in, said, invitation):
    client = signed_in(cast.nordvik.administrator)
    answer = client.post(button_to_withdraw(cast.nordvik, invitation))
    assert said(answer) == ["success"]
    invitation.refresh_from_db()
    assert invitation.withdrawn_by == cast.nordvik.administrator
    assert said(client.post(button_to_withdraw(cast.nordvik, invitation)))[-1] == "error"


def test_another_organisations_invitation_is_not_found_under_ones_own_address(
    cast, signed_in, invitation
):
    answer = signed_in(cast.sorvag.administrator).post(button_to_withdraw(cast.sorvag, invitation))
    assert answer.status_code == 404
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None


# Accepting


def test_opening_the_invitation_accepts_nothing(signed_in, nils, invitation):
    page = signed_in(nils).get(page_to_accept(invitation))
    assert (page.status_code, page.context["refusal"]) == (200, None)
    assert not Membership.objects.filter(user=nils).exists()


def test_pressing_the_button_opens_the_organisation(cast, signed_in, said, nils, invitation):
    client = signed_in(nils)
    for _click in range(2):
        answer = client.post(page_to_accept(invitation))
        assert answer.headers["Location"] == cast.nordvik.organisation.get_absolute_url()
    assert Membership.objects.get(user=nils).role == Role.READER


@pytest.mark.parametrize("reason", ["other_address", "expired", "withdrawn", "accepted"])
def test_who_cannot_accept_is_notified_why_and_gets_no_button(
    cast, signed_in, said, nils, nina, invitation, reason
):
    reader = nils
    if reason == "other_address":
        reader = nina
    if reason == "expired":
        invitation.invited_at -= timedelta(days=INVITATION_DAYS)
        invitation.save()
    if reason == "withdrawn":
        signed_in(cast.nordvik.administrator).post(button_to_withdraw(cast.nordvik, invitation))
    if reason == "accepted":
        signed_in(nils).post(page_to_accept(invitation))
        reader = nina
    client = signed_in(reader)
    page = client.get(page_to_accept(invitation))
    assert page.context["refusal"] in page.text
    assert squeezed(page.text).count('<form method="post">') == 0
    answer = client.post(page_to_accept(invitation))
    assert (answer.headers["Location"], said(answer)) == (reverse("my_page"), ["error"])
    assert not Membership.objects.filter(user=reader).exists()


def test_who_has_not_signed_in_sees_who_invites_to_what_and_how_to_go_on(client, cast, invitation):
    page = page_to_accept(invitation)
    text = client.get(page).text
    for shown in (cast.nordvik.administrator.name, "Leser: ser avtaler", "nils@nordvik.example"):
        assert shown in text
    assert f"/konto/signup/?next={page.replace('/', '%2F')}" in text
    assert client.post(page).headers["Location"] == f"/konto/login/?next={page}"
    assert 'value="nils@nordvik.example"' in client.get("/konto/signup/").text


def test_an_old_invitation_fills_in_nothing(client, invitation):
    invitation.invited_at -= timedelta(days=INVITATION_DAYS)
    invitation.save()
    assert "Denne invitasjonen gjelder ikke lenger" in client.get(page_to_accept(invitation)).text
    assert "nils@nordvik.example" not in client.get("/konto/signup/").text


def test_one_invites_to_several_roles_and_all_are_taken_at_once(
    cast, signed_in, nils, run_tasks, mailoutbox
):
    sent = {"email": nils.email, "roles": ["orderer", "approver"]}
    confirm(signed_in(cast.nordvik.administrator), page_to_invite(cast.nordvik), sent)
    run_tasks()
    [message] = mailoutbox
    assert "- Bestiller" in message.body
    assert "- Godkjenner" in message.body
    first = Invitation.objects.get(role=Role.ORDERER)
    assert page_to_accept(first) in message.body
    signed_in(nils).post(page_to_accept(first))
    assert roles_in(nils, cast.nordvik.organisation) == {Role.ORDERER, Role.APPROVER}


def test_a_role_that_is_withdrawn_is_not_taken_with_the_others(cast, signed_in, nils):
    first, second = actions.invite_to_roles(
        cast.nordvik.organisation,
        email=nils.email,
        roles=[Role.ORDERER, Role.APPROVER],
        by=cast.nordvik.administrator,
        now=timezone.now(),
    )
    signed_in(cast.nordvik.administrator).post(button_to_withdraw(cast.nordvik, second))
    signed_in(nils).post(page_to_accept(first))
    assert roles_in(nils, cast.nordvik.organisation) == {Role.ORDERER}


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "..%2f"])
def test_an_unknown_invitation_is_not_found(signed_in, nils, token):
    assert signed_in(nils).get(f"/invitasjon/{token}/").status_code == 404
