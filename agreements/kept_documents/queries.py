"""Selecting kept papers: what a person may read of an organisation's."""

from collections.abc import Set

from django.db.models.query import QuerySet

from agreements.kept_documents.models import KeptDocument
from municipalities.people.models import Role
from municipalities.register.models import Organisation

WITHHELD_READER_ROLES = {Role.SIGNATORY, Role.ADMINISTRATOR}


def documents_of(organisation: Organisation) -> QuerySet[KeptDocument]:
    """An organisation's papers, newest first."""
    return KeptDocument.objects.filter(organisation=organisation).select_related(
        "organisation", "uploaded_by", "withdrawn_by"
    )


def may_read(document: KeptDocument, *, roles: Set[str], is_case_officer: bool) -> bool:
    """Whether a withheld paper may be read: by those who sign and administrate, and by KS."""
    is_open = document.access == KeptDocument.Access.OPEN
    return is_open or is_case_officer or bool(roles & WITHHELD_READER_ROLES)


def powers_of_attorney_of(organisation: Organisation) -> QuerySet[KeptDocument]:
    """The papers that can stand behind a signature and are in use."""
    return documents_of(organisation).filter(
        kind__in=[KeptDocument.Kind.POWER_OF_ATTORNEY, KeptDocument.Kind.DELEGATION],
        withdrawn_at=None,
    )
