"""The members of a framework agreement as a table file: its columns and rows."""

from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.people.models import User


def heading() -> list[str]:
    """The columns of the file."""
    return [
        _("Organisation"),
        _("Organisation number"),
        _("Kind"),
        _("County"),
        _("Member since"),
        _("First contact"),
        _("E-mail of the first contact"),
        _("Second contact"),
        _("E-mail of the second contact"),
    ]


def rows(members):
    """A row an accession in force; contacts that have left the portal are not written to."""
    for accession in members:
        organisation = accession.organisation
        yield [
            organisation.name,
            organisation.organisation_number,
            organisation.get_kind_display(),
            organisation.county.name if organisation.county else "",
            timezone.localdate(accession.countersigned_at),
            *_contact(accession.first_contact),
            *_contact(accession.second_contact),
        ]


def _contact(person: User):
    return [person.name, person.email] if person and person.is_active else ["", ""]
