"""Who of KS gets mail about what."""

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models.query import QuerySet

from municipalities.officer_mail.models import OfficerMail


def officers() -> QuerySet[AbstractBaseUser]:
    """The case officers who can sign in."""
    return get_user_model().objects.filter(is_case_officer=True, is_active=True)


def immediate_recipients(subject):
    """The addresses of the case officers who want to be notified of a subject at once."""
    wanting = officers().filter(officer_mail__immediate__contains=[subject])
    return sorted(wanting.values_list("email", flat=True))


def choice_of(officer) -> OfficerMail:
    """The case officer's choice of mail; what holds until one chooses is not stored."""
    return OfficerMail.objects.filter(user=officer).first() or OfficerMail(user=officer)
