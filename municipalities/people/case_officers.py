"""People who work for KS, made by whoever runs the portal."""

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from municipalities.mail import send_to_each
from municipalities.people.models import User


@transaction.atomic
def create_case_officer(email: str, *, name: str):
    """Make a case officer, and write the mail with a link to choose a password.

    The first one administers the portal too: somebody must. Raises ValidationError.
    """
    validate_email(email)
    if not name:
        raise ValidationError(_("Write the person's name."), code="no_name")
    if User.objects.filter(email=email.lower()).exists():
        raise ValidationError(
            _("There is already a person with this e-mail address."), code="email_taken"
        )
    is_first = not User.objects.filter(is_superuser=True, is_active=True).exists()
    officer = User.objects.create_user(
        email, name=name, is_case_officer=True, is_staff=True, is_superuser=is_first
    )
    EmailAddress.objects.create(user=officer, email=officer.email, primary=True, verified=True)
    _write_welcome(officer)
    return officer


def _write_welcome(officer: User) -> None:
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(officer)
    address = [user_pk_to_url_str(officer), key]
    with translation.override("nb"):
        send_to_each(
            [officer.email],
            subject=_("Your access to KS Lisens"),
            template="people/mail/case_officer.txt",
            context={
                "officer": officer,
                "path": reverse("account_reset_password_from_key", args=address),
                "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
            },
        )
