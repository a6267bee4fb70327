"""Who of KS gets mail about what."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.query import QuerySet

from municipalities.officer_mail.models import OfficerMail


def officers() -> QuerySet[Any]:
    """The case officers who can sign in; rows of User, which this package knows by name only."""
    return get_user_model().objects.filter(is_case_officer=True, is_active=True)


def immediate_recipients(subject: str) -> list[str]:
    """The addresses of the case officers who want to be notified of a subject at once."""
    wanting = officers().filter(officer_mail__immediate__contains=[subject])
    return sorted(wanting.values_list("email", flat=True))


def choice_of(officer: Any) -> OfficerMail:
    """The case officer's choice of mail; what holds until one chooses is not stored."""
    return OfficerMail.objects.filter(user=officer).first() or OfficerMail(user=officer)
