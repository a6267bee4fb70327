"""The named demonstration accounts: people anybody may sign in as to try the portal."""

from dataclasses import dataclass

from municipalities.models import Organisation
from municipalities.people.models import Role, User

PASSWORD = "demonstrasjon-2026"  # noqa: S105 - shown to everybody who makes demonstration data

SOGNDAL = "922121893"
LUSTER = "964968241"
PORSANGER = "959411735"
INDIGO = "930283487"
"""The inter-municipal company that orders for others."""


@dataclass(frozen=True)
class Account:
    """A fictitious person with an address to sign in with, and roles by organisation number."""

    email: str
    name: str
    roles: dict
    is_case_officer: bool = False
    is_superuser: bool = False

    @property
    def is_staff(self) -> bool:
        """KS' own people may use the admin."""
        return self.is_case_officer


CASE_OFFICER = Account("saksbehandler@ks.example", "Kari Fjellstad", {}, is_case_officer=True)
KS_ADMINISTRATOR = Account(
    "administrator@ks.example", "Jon Havdal", {}, is_case_officer=True, is_superuser=True
)
ACCOUNTS = (
    Account("bestiller@porsanger.example", "Máret Vidda", {PORSANGER: (Role.ORDERER,)}),
    Account("godkjenner@porsanger.example", "Odd Laksefjord", {PORSANGER: (Role.APPROVER,)}),
    Account("signatar@porsanger.example", "Ánte Nordnes", {PORSANGER: (Role.SIGNATORY,)}),
    Account("administrator@porsanger.example", "Liv Brenna", {PORSANGER: (Role.ADMINISTRATOR,)}),
    Account("leser@porsanger.example", "Pekka Elvenes", {PORSANGER: (Role.READER,)}),
    Account("bestillar@sogndal.example", "Solveig Kvålsnes", {SOGNDAL: (Role.ORDERER,)}),
    Account("godkjennar@sogndal.example", "Håvard Fjøresand", {SOGNDAL: (Role.APPROVER,)}),
    Account("signatar@sogndal.example", "Ragnhild Lidal", {SOGNDAL: (Role.SIGNATORY,)}),
    Account("administrator@sogndal.example", "Bjarte Nesdal", {SOGNDAL: (Role.ADMINISTRATOR,)}),
    Account("lesar@sogndal.example", "Gunvor Åsdal", {SOGNDAL: (Role.READER,)}),
    Account(
        "it-leiar@sogndal.example",
        "Torbjørg Haukedal",
        {
            SOGNDAL: (Role.ORDERER, Role.APPROVER, Role.READER),
            LUSTER: (Role.ORDERER, Role.ADMINISTRATOR),
        },
    ),
    Account("bestiller@indigo.example", "Ingvild Myrland", {INDIGO: (Role.ORDERER,)}),
    CASE_OFFICER,
    KS_ADMINISTRATOR,
)


def account_rows():
    """The accounts that are in the database, as (roles, e-mail address, organisation)."""
    there = set(
        User.objects.filter(email__in=[account.email for account in ACCOUNTS]).values_list(
            "email", flat=True
        )
    )
    names = dict(Organisation.objects.values_list("organisation_number", "name"))
    return [
        (words, account.email, organisation)
        for account in ACCOUNTS
        if account.email in there
        for words, organisation in _places(account, names)
    ]


def _places(account, names):
    """What the person is, and where; one row for each organisation."""
    if account.is_superuser:
        return [("KS administrator", "KS")]
    if account.is_case_officer:
        return [("KS case officer", "KS")]
    return [
        (", ".join(str(role.label) for role in roles), names.get(number, number))
        for number, roles in account.roles.items()
    ]
