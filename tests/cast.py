"""The named cast: who is at home where. Sørvåg is the stranger, whose rows could leak."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.utils import timezone

from municipalities.models import Membership, Organisation, User
from municipalities.people.models import Role
from tests import factories as make

PASSWORD = "et-langt-passord-2026"


@dataclass(frozen=True)
class Household:
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

    nordvik: Household
    sorvag: Household
    kari: User
    knut: User
    ulrik: User


def user(email, **fields):
    """A person with a verified e-mail address and the common password."""
    person = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def membership(person, organisation, role, *, confirmed_by):
    """A role in force."""
    return Membership.objects.create(
        user=person,
        organisation=organisation,
        role=role,
        confirmed_at=timezone.now(),
        confirmed_by=confirmed_by,
    )


def household(organisation, *, domain, names, confirmed_by):
    """The organisation's people: one a role, named in the order of Role."""
    people = {}
    for role, name in zip(Role.values, names, strict=True):
        first_name = name.split()[0].lower()
        people[role] = user(f"{first_name}@{domain}", name=name)
        membership(people[role], organisation, role, confirmed_by=confirmed_by)
    return Household(organisation=organisation, **people)


def assemble():
    """Put the whole cast in the database."""
    kari = user("kari@ks.example", name="Kari Saksbehandler", is_case_officer=True)
    knut = user("knut@ks.example", name="Knut Saksbehandler", is_case_officer=True)
    nordvik = make.organisation(name="Nordvik kommune", written_standard="nb")
    sorvag = make.organisation(name="Sørvåg kommune", written_standard="nn")
    return Cast(
        nordvik=household(
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
        sorvag=household(
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
        ulrik=user("ulrik@utenfor.example", name="Ulrik Utenfor"),
    )
