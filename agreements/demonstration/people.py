"""The people: KS' own, the named accounts, and a small staff in every organisation that signs."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from agreements.demonstration.accounts import ACCOUNTS, CASE_OFFICER, PASSWORD
from agreements.demonstration.days import FIRST_DAY, moment, seeded_random, some_moment, workday
from agreements.demonstration.names import names
from municipalities.people.models import Membership, Role, User
from municipalities.register.models import Organisation

STAFF_ROLES = (Role.ADMINISTRATOR, Role.SIGNATORY, Role.ORDERER, Role.APPROVER)

KS_BEGAN = moment(workday(FIRST_DAY, later=-15), 8)
ACCOUNTS_BEGAN = moment(FIRST_DAY, 8)

ASCII = str.maketrans({"æ": "ae", "ø": "o", "Ø": "O"})
"""What slugify does not know of Norwegian letters."""


@dataclass(frozen=True)
class Staff:
    """Who does what in an organisation of the demonstration."""

    administrator: User
    signatory: User
    orderer: User
    approver: User


def make_accounts() -> dict[str, User]:
    """The named accounts, with addresses that count as verified; users by e-mail address."""
    password = make_password(PASSWORD)  # slow by design, so once for all
    users = User.objects.bulk_create(
        User(
            email=account.email,
            name=account.name,
            password=password,
            is_case_officer=account.is_case_officer,
            is_staff=account.is_staff,
            is_superuser=account.is_superuser,
            date_joined=KS_BEGAN if account.is_case_officer else ACCOUNTS_BEGAN,
        )
        for account in ACCOUNTS
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return {user.email: user for user in users}


def make_staff(first_signed, users):
    """A staff for each organisation, in place before the day it first signs.

    `first_signed` is those days by organisation. Named accounts take their roles; the others
    cannot sign in, they only stand behind what their organisation has done. Returns the staffs
    by organisation number.
    """
    staffs = _named_staffs(users)
    crowd = {
        organisation: day
        for organisation, day in first_signed.items()
        if organisation.organisation_number not in staffs
    }
    staffs |= _unnamed_staffs(crowd)
    Membership.objects.bulk_create(
        membership
        for organisation in first_signed
        for membership in _staff_roles(
            organisation, staffs[organisation.organisation_number], by=users[CASE_OFFICER.email]
        )
    )
    _make_extra_roles(first_signed, users, staffs)
    return staffs


def make_role_requests(days) -> None:
    """A request on its day from each organisation's first person, for KS to decide."""
    for organisation, day in days.items():
        chance = seeded_random("request", organisation.organisation_number)
        at = some_moment(chance, day, hours=(8, 16))
        user = User.objects.create(**_person(organisation, names(chance, 1)[0], joined=at))
        Membership.objects.create(
            user=user, organisation=organisation, role=Role.ADMINISTRATOR, requested_at=at
        )


def _named_staffs(users):
    """The staffs of the organisations where named accounts fill every role."""
    holders: dict[str, dict[Role, User]] = {}
    for account in ACCOUNTS:
        for number, roles in account.roles.items():
            for role in roles:
                holders.setdefault(number, {}).setdefault(role, users[account.email])
    return {
        number: Staff(**{role.value: held[role] for role in STAFF_ROLES})
        for number, held in holders.items()
        if held.keys() >= set(STAFF_ROLES)
    }


def _unnamed_staffs(first_signed):
    """Staffs of three, of whom one both signs and approves."""
    users = []
    for organisation, day in first_signed.items():
        chance = seeded_random("people", organisation.organisation_number)
        joined = some_moment(chance, workday(day, later=-8), hours=(8, 11))
        users += [User(**_person(organisation, name, joined=joined)) for name in names(chance, 3)]
    made = iter(User.objects.bulk_create(users))
    trios = zip(first_signed, made, made, made, strict=True)
    return {
        organisation.organisation_number: Staff(
            administrator=administrator, signatory=leader, orderer=orderer, approver=leader
        )
        for organisation, administrator, leader, orderer in trios
    }


def _person(organisation: Organisation, name: str, *, joined):
    """The columns of a person who cannot sign in."""
    local = slugify(name.translate(ASCII)).replace("-", ".")
    return {
        "email": f"{local}@{organisation.organisation_number}.example",
        "name": name,
        "password": make_password(None),
        "date_joined": joined,
    }


def _staff_roles(organisation: Organisation, staff, *, by: User):
    """The first administrator, confirmed by KS, and the roles that administrator confirms."""
    for role in STAFF_ROLES:
        user = getattr(staff, role.value)
        first = role == Role.ADMINISTRATOR
        yield _confirmed(
            organisation,
            user,
            role,
            by=by if first else staff.administrator,
            later=1 if first else 3,
        )


def _make_extra_roles(organisations, users, staffs) -> None:
    """The named accounts' roles beside those they have as staff."""
    by_number = {one.organisation_number: one for one in organisations}
    Membership.objects.bulk_create(
        _confirmed(by_number[number], user, role, by=staffs[number].administrator, later=4)
        for account in ACCOUNTS
        for user in [users[account.email]]
        for number, roles in account.roles.items()
        for role in roles
        if getattr(staffs[number], role.value, None) != user
    )


def _confirmed(organisation: Organisation, user: User, role, *, by: User, later) -> Membership:
    """A role asked for and confirmed so many working days after the person registered."""
    day = workday(user.date_joined.date(), later=later)
    return Membership(
        user=user,
        organisation=organisation,
        role=role,
        requested_at=moment(day, 9, 15),
        confirmed_at=moment(day, 14, 30),
        confirmed_by=by,
    )
