"""The named cast: who is at home where. Sørvåg is the stranger, whose rows could leak."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from municipalities.models import Membership, Organisation, User
from municipalities.people.models import Role
from tests import factories as make

PASSWORD = "et-langt-passord-2026"


@dataclass(frozen=True)
class Team:
    """An organisation and its people, each with one role."""

    organisation: Organisation
    reader: User
    orderer: User
    approver: User
    signatory: User
    administrator: User


@dataclass(frozen=True)
class Cast:
    """Two organisations, two case officers, and a person who is at home nowhere."""

    nordvik: Team
    sorvag: Team
    kari: User
    knut: User
    ulrik: User


def user(email, **fields):
    """A person with a verified e-mail address and the common password."""
    [person] = users({email: fields})
    return person


def users(people):
    """The same for several at once: {e-mail address: fields}."""
    password = make_password(PASSWORD)
    made = User.objects.bulk_create(
        User(email=email, password=password, **fields) for email, fields in people.items()
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in made
    )
    return made


def membership(person, organisation, role, *, confirmed_by):
    """A role in force."""
    [made] = memberships(organisation, {role: person}, confirmed_by=confirmed_by)
    return made


def memberships(organisation, people, *, confirmed_by):
    """The same for several at once: {role: person}."""
    return Membership.objects.bulk_create(
        Membership(
            user=person,
            organisation=organisation,
            role=role,
            confirmed_at=timezone.now(),
            confirmed_by=confirmed_by,
        )
        for role, person in people.items()
    )


def team(organisation, *, domain, names, confirmed_by):
    """The organisation's people: one a role, named in the order of Role."""
    addresses = [f"{name.split()[0].lower()}@{domain}" for name in names]
    people = users({email: {"name": name} for email, name in zip(addresses, names, strict=True)})
    people = dict(zip(Role.values, people, strict=True))
    memberships(organisation, people, confirmed_by=confirmed_by)
    return Team(organisation=organisation, **people)


def assemble():
    """Put the whole cast in the database."""
    kari, knut, ulrik = users(
        {
            "kari@ks.example": {"name": "Kari Saksbehandler", "is_case_officer": True},
            "knut@ks.example": {"name": "Knut Saksbehandler", "is_case_officer": True},
            "ulrik@utenfor.example": {"name": "Ulrik Utenfor"},
        }
    )
    nordvik = make.organisation(name="Nordvik kommune", written_standard="nb")
    sorvag = make.organisation(name="Sørvåg kommune", written_standard="nn")
    return Cast(
        nordvik=team(
            nordvik,
            domain="nordvik.example",
            names=[
                "Lars Leser",
                "Berit Bestiller",
                "Gunnar Godkjenner",
                "Signe Signatur",
                "Anne Admin",
            ],
            confirmed_by=kari,
        ),
        sorvag=team(
            sorvag,
            domain="sorvag.example",
            names=[
                "Lise Lesar",
                "Birger Bestillar",
                "Guro Godkjennar",
                "Sindre Signatur",
                "Arne Admin",
            ],
            confirmed_by=kari,
        ),
        kari=kari,
        knut=knut,
        ulrik=ulrik,
    )
