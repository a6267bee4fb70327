"""What tests of people start from: Nordvik's colleagues-to-be, with verified addresses."""

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from municipalities.people import actions
from municipalities.people.models import Role
from tests.cast import user


@pytest.fixture
def nils(db):
    """A colleague of Nordvik's people who has no role yet."""
    return user("nils@nordvik.example", name="Nils Nykommer")


@pytest.fixture
def nina(db):
    """Another one."""
    return user("nina@nordvik.example", name="Nina Nykommer")


@pytest.fixture
def ask():
    """Ask for one role in an organisation."""

    def ask_for(person, organisation, role=Role.READER, now=None):
        [membership] = actions.request_roles(
            person, organisation, roles=[role], now=now or timezone.now()
        )
        return membership

    return ask_for


@pytest.fixture
def invite():
    """Invite an address to a role, as the household's administrator."""

    def invite_to(team, email, role=Role.READER, now=None):
        return actions.invite(
            team.organisation,
            email=email,
            role=role,
            by=team.administrator,
            now=now or timezone.now(),
        )

    return invite_to


@pytest.fixture
def invitation(cast, nils, invite):
    """Nils is invited to read, by Nordvik's administrator."""
    return invite(cast.nordvik, nils.email)


@pytest.fixture
def said():
    """What kinds of messages the portal gives the person after this answer."""

    def kinds(answer):
        return [message.level_tag for message in get_messages(answer.wsgi_request)]

    return kinds
