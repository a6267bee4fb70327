"""Who is notified of what by mail, in which language, and that nobody is told what did not
happen.
"""

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from municipalities.people import actions
from municipalities.people import mail as letters
from municipalities.people.models import Role
from tests import cast as people
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def languages(monkeypatch):
    """The languages in which messages are written, in order."""
    heard = []
    write = letters.send_to_each

    def listen(*args, **kwargs):
        heard.append(translation.get_language())
        write(*args, **kwargs)

    monkeypatch.setattr(letters, "send_to_each", listen)
    return heard


def test_every_administrator_gets_a_message_alone_when_someone_asks(cast, nina, nils, run_tasks):
    organisation = cast.nordvik.organisation
    people.membership(nina, organisation, Role.ADMINISTRATOR, confirmed_by=cast.kari)
    roles = [Role.ORDERER, Role.APPROVER]
    actions.request_roles(nils, organisation, roles=roles, now=timezone.now())
    run_tasks()
    recipients = sorted(message.to for message in mail.outbox)
    assert recipients == [[cast.nordvik.administrator.email], [nina.email]]
    for message in mail.outbox:
        for fact in (nils.name, nils.email, organisation.name, path("people", organisation)):
            assert fact in message.body


def path(name, organisation):
    return settings.SITE_URL + reverse(name, args=[organisation.organisation_number])


def test_a_first_administrators_request_waits_for_ks_without_mail(nils, ask, run_tasks):
    ask(nils, make.organisation(), Role.ADMINISTRATOR)
    run_tasks()
    assert mail.outbox == []


@pytest.mark.parametrize("act", [actions.confirm_membership, actions.decline_membership])
def test_the_person_is_notified_the_decision(cast, nils, ask, run_tasks, act):
    asked = ask(nils, cast.nordvik.organisation, Role.ORDERER)
    run_tasks()
    mail.outbox.clear()
    act(asked, by=cast.nordvik.administrator, now=timezone.now())
    run_tasks()
    [message] = mail.outbox
    assert message.to == [nils.email]
    assert cast.nordvik.organisation.name in message.subject
    assert settings.SITE_URL + reverse("my_page") in message.body


def test_confirmed_and_declined_are_notified_in_different_words(cast, nils, nina, ask, run_tasks):
    decisions = {nils: actions.confirm_membership, nina: actions.decline_membership}
    for person, act in decisions.items():
        act(
            ask(person, cast.nordvik.organisation),
            by=cast.nordvik.administrator,
            now=timezone.now(),
        )
    run_tasks()
    told = {message.to[0]: message.body for message in mail.outbox}
    assert told[nils.email] != told[nina.email]


def test_an_invitation_goes_to_the_invited_with_its_secret_link(cast, invite, run_tasks):
    invitation = invite(cast.nordvik, "ny@nordvik.example", Role.SIGNATORY)
    run_tasks()
    [message] = mail.outbox
    assert message.to == ["ny@nordvik.example"]
    for fact in (
        cast.nordvik.administrator.name,
        cast.nordvik.organisation.name,
        settings.SITE_URL + reverse("invitation_accept", args=[invitation.token]),
        "30",
    ):
        assert fact in message.body


def test_each_organisation_writes_in_its_own_language(cast, invite, run_tasks, languages):
    for team in (cast.nordvik, cast.sorvag):
        invite(team, "ny@nordvik.example")
    run_tasks()
    assert languages == ["nb", "nn"]


def test_what_was_refused_sends_nothing(cast, invite, invitation, run_tasks):
    run_tasks()
    mail.outbox.clear()
    with pytest.raises(ValidationError):
        invite(cast.nordvik, invitation.email)
    run_tasks()
    assert mail.outbox == []


def test_a_line_break_in_a_name_stays_out_of_the_subject(cast, ask, run_tasks):
    cast.ulrik.name = "Ulrik\nBcc: alle@nordvik.example"
    cast.ulrik.save()
    ask(cast.ulrik, cast.nordvik.organisation)
    run_tasks()
    [message] = mail.outbox
    assert message.subject.startswith("Ulrik Bcc: alle@nordvik.example")
    assert message.recipients() == [cast.nordvik.administrator.email]


def test_names_stand_in_a_message_as_they_are_written(cast, nils, invite, run_tasks):
    cast.nordvik.organisation.name = 'Kárášjohka - Porsáŋgu & "Sør" kommune'
    cast.nordvik.organisation.save()
    invite(cast.nordvik, "ny@nordvik.example")
    run_tasks()
    [message] = mail.outbox
    assert 'Kárášjohka - Porsáŋgu & "Sør" kommune' in message.body
