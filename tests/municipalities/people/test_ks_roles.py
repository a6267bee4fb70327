"""Roles that KS gives, ends and changes: each with a reason that is kept and told."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from municipalities.access import roles_in
from municipalities.models import RoleChange
from municipalities.people import ks_roles
from municipalities.people.models import Role
from municipalities.people.queries import unanswered_invitations
from tests import cast as people
from tests import factories as make
from tests.confirming import confirm

pytestmark = pytest.mark.django_db

REASON = "Vedtak i sak 26/77"


def page(name, organisation, *args):
    return reverse(name, args=[organisation.organisation_number, *args])


def give(cast, organisation, email, role=Role.SIGNATORY, by=None):
    return ks_roles.give_role(
        organisation, email=email, role=role, reason=REASON, by=by or cast.kari, now=timezone.now()
    )


def test_ks_gives_a_role_and_the_person_and_the_administrators_are_notified(
    cast, nils, signed_in, run_tasks
):
    nordvik = cast.nordvik.organisation
    sent = {"email": nils.email.upper(), "role": "signatory", "reason": REASON}
    answer = signed_in(cast.kari).post(page("ks_roles", nordvik), sent, follow=True)
    assert roles_in(nils, nordvik) == {Role.SIGNATORY}
    assert REASON in answer.text
    run_tasks()
    recipients = {message.to[0] for message in mail.outbox}
    assert recipients == {nils.email, cast.nordvik.administrator.email}
    assert all(REASON in message.body for message in mail.outbox)


def test_what_was_asked_for_is_given_by_it(cast, nils, ask):
    asked = ask(nils, make.organisation(), Role.SIGNATORY)
    assert give(cast, asked.organisation, nils.email).membership == asked
    asked.refresh_from_db()
    assert asked.confirmed_by == cast.kari


def test_ks_ends_even_the_last_administrators_role_with_a_reason(
    cast, invite, nils, signed_in, run_tasks
):
    nordvik, anne = cast.nordvik.organisation, cast.nordvik.administrator
    invite(cast.nordvik, nils.email)
    run_tasks()
    mail.outbox.clear()
    role = anne.memberships.get()
    confirm(signed_in(cast.kari), page("ks_role_end", nordvik, role.pk), {"reason": REASON})
    assert roles_in(anne, nordvik) == set()
    assert not unanswered_invitations(nordvik).exists()
    run_tasks()
    assert [message.to for message in mail.outbox] == [[anne.email]]


def test_nothing_ends_without_a_reason(cast, signed_in):
    nordvik, role = cast.nordvik.organisation, cast.nordvik.reader.memberships.get()
    client = signed_in(cast.kari)
    answer = confirm(client, page("ks_role_end", nordvik, role.pk))
    assert answer.status_code == 422
    assert roles_in(cast.nordvik.reader, nordvik) == {Role.READER}


def test_a_role_is_changed_into_another_in_one(cast, signed_in, run_tasks):
    nordvik, reader = cast.nordvik.organisation, cast.nordvik.reader
    role = reader.memberships.get()
    sent = {"role": "administrator", "reason": REASON}
    signed_in(cast.kari).post(page("ks_role_change", nordvik, role.pk), sent)
    assert roles_in(reader, nordvik) == {Role.ADMINISTRATOR}
    kinds = RoleChange.objects.values_list("membership__role", "kind", "reason")
    assert sorted(kinds) == [("administrator", "given", REASON), ("reader", "ended", REASON)]
    run_tasks()
    assert len([message for message in mail.outbox if message.to == [reader.email]]) == 1


def test_a_change_that_cannot_be_made_ends_nothing(cast):
    nordvik, reader = cast.nordvik.organisation, cast.nordvik.reader
    people.membership(reader, nordvik, Role.ORDERER, confirmed_by=cast.kari)
    role = reader.memberships.get(role=Role.READER)
    with pytest.raises(ValidationError) as refused:
        ks_roles.change_role(
            role, role=Role.ORDERER, reason=REASON, by=cast.kari, now=timezone.now()
        )
    assert refused.value.code == "has_role"
    assert roles_in(reader, nordvik) == {Role.READER, Role.ORDERER}


@pytest.mark.parametrize("email", ["ukjent@nordvik.example", "nils@nordvik.example"])
def test_a_role_is_given_to_who_has_shown_to_own_the_address(cast, nils, email):
    nils.emailaddress_set.update(verified=False)
    with pytest.raises(ValidationError, match="Ingen har registrert seg"):
        give(cast, cast.nordvik.organisation, email)


def test_no_case_officer_gives_herself_a_role(cast):
    with pytest.raises(ValidationError) as refused:
        give(cast, cast.nordvik.organisation, cast.kari.email)
    assert refused.value.code == "own_role"


def test_the_pages_are_for_ks_alone(cast, signed_in):
    nordvik = cast.nordvik.organisation
    client = signed_in(cast.nordvik.administrator)
    assert client.get(page("ks_roles", nordvik)).status_code == 404


def test_the_database_keeps_the_reason(cast, nils):
    change = give(cast, cast.nordvik.organisation, nils.email)
    with pytest.raises(DatabaseError, match="role_change_gives_its_reason"):
        RoleChange.objects.create(
            membership=change.membership,
            kind="ended",
            reason="",
            changed_at=timezone.now(),
            changed_by=cast.kari,
        )


@pytest.mark.parametrize("write", ["update", "delete"])
def test_changes_are_append_only(cast, nils, write):
    give(cast, cast.nordvik.organisation, nils.email)
    rows = RoleChange.objects.all()
    with pytest.raises(DatabaseError, match="role_change_is_append_only"):
        rows.update(reason="Noe annet") if write == "update" else rows._raw_delete(rows.db)
