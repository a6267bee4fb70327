"""Changing the official e-mail address of an organisation."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from municipalities.official_emails.models import OfficialEmailChange
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation


@transaction.atomic
def change_official_email(
    organisation: Organisation, email: str, *, source: str, by: User | None, now: datetime
) -> OfficialEmailChange:
    """Give an organisation an official e-mail address, or "" for none; returns the change.

    The only writer of Organisation.official_email. `source` says where the address is from, in a
    sentence or a name. `by` is None for the portal itself, which reads Enhetsregisteret.
    Raises ValidationError with the codes invalid (no e-mail address) and same_address.
    """
    if email:
        validate_email(email)
    organisation = lock_organisation(organisation.pk)
    if email == organisation.official_email:
        raise ValidationError(_("The organisation has this address already."), code="same_address")
    change = OfficialEmailChange(
        organisation=organisation,
        email_before=organisation.official_email,
        email_after=email,
        source=source,
        changed_at=now,
        changed_by=by,
    )
    change.full_clean()
    change.save()
    Organisation.objects.filter(pk=organisation.pk).update(official_email=email)
    return change
