"""What the portal asks of the register of legal entities, whoever answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from municipalities.register.registry_status import RegistryNotice


class RegistryError(Exception):
    """The registry could not be asked, or its answer could not be understood: nothing is known."""


@dataclass(frozen=True)
class Registered:
    """An entity that exists.

    `address` is its business address in one line, `email` its official e-mail address; both empty
    if not stated. `notice` is what the registry says of its end to come, the gravest alone.
    `being_deleted` tells that its deletion is under way, from `being_deleted_from` where the
    registry gives the day.
    """

    name: str
    organisation_form: str
    address: str
    email: str = ""
    notice: RegistryNotice = RegistryNotice.NONE
    notice_on: date | None = None
    being_deleted: bool = False
    being_deleted_from: date | None = None


@dataclass(frozen=True)
class Deleted:
    """An entity that is deleted; its number is still known."""

    on: date


@dataclass(frozen=True)
class Removed:
    """An entity that is removed for legal reasons; `on` where the registry tells the day."""

    on: date | None


@dataclass(frozen=True)
class Unknown:
    """No entity has the number."""


type Answer = Registered | Deleted | Removed | Unknown


class OrganisationRegistry(Protocol):
    """Looks organisation numbers up, and tells which have changed."""

    def look_up(self, organisation_number: str) -> Answer:
        """What is registered under a number. Raises RegistryError."""

    def changed_since(self, day: date) -> Iterable[str]:
        """The numbers of which anything has changed since a day began. Raises RegistryError."""
