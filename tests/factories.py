"""Plain factory functions: each makes one saved row, every field can be overridden by keyword.

What is made here is fictitious. Organisation numbers begin with 2, a series Enhetsregisteret
does not issue, so that they never meet the real register.
"""

from itertools import count

from django.utils import timezone

from municipalities.models import (
    County,
    MunicipalityNumber,
    Organisation,
    RegistryFinding,
    RegistryRun,
)
from municipalities.official_emails.actions import change_official_email
from municipalities.register.organisation_numbers import is_valid_organisation_number

organisations_made = count(1)


def organisation_number(n):
    """The n-th fictitious organisation number that passes mod 11: a new one for each n."""
    hundred = range(200_000_000 + 100 * n, 200_000_100 + 100 * n)
    return next(filter(is_valid_organisation_number, map(str, hundred)))


def county(**overrides):
    """A county; without another number always the same one."""
    fields = {"number": "99", "name": "Havfylket"} | overrides
    return County.objects.update_or_create(number=fields["number"], defaults=fields)[0]


def organisation(**overrides):
    """A municipality with a number of its own, without people."""
    n = next(organisations_made)
    fields = {
        "organisation_number": organisation_number(n),
        "kind": Organisation.Kind.MUNICIPALITY,
        "organisation_form": "KOMM",
        "name": f"Fjordvik {n} kommune",
    } | overrides
    fields.setdefault("register_name", fields["name"].upper())
    return Organisation.objects.create(**fields)


def official_email(organisation, email):
    """The organisation with another official e-mail address, found on its website."""
    change_official_email(organisation, email, source="Nettstedet", by=None, now=timezone.now())


def registry_finding(organisation, **overrides):
    """A new name in the registry that waits for a decision."""
    now = timezone.now()
    fields = {
        "kind": "name",
        "before": organisation.register_name,
        "after": "ET NYTT NAVN",
        "run": RegistryRun.objects.create(began_at=now, ended_at=now, asked=1, found=1),
        "found_at": now,
    }
    return RegistryFinding.objects.create(organisation=organisation, **fields | overrides)


def municipality_number(**overrides):
    """The number 9901, in use since always, of an organisation."""
    fields = {"number": "9901"} | overrides
    if "organisation" not in fields:
        fields["organisation"] = organisation()
    return MunicipalityNumber.objects.create(**fields)
