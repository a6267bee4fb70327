"""Keeping a paper, and withdrawing it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.documents import archive
from agreements.kept_documents.models import KeptDocument
from agreements.kept_documents.sandbox import clean
from municipalities.access import roles_in
from municipalities.people.models import Role, User
from municipalities.register.models import Organisation


def keep_document(
    organisation: Organisation,
    content: bytes,
    *,
    name: str,
    description: dict[str, Any],
    by: User,
    now: datetime,
) -> KeptDocument:
    """Keep a file of an organisation.

    `description` holds kind, title, access, legal_basis and journal_reference. The file is kept
    before the row: a crash leaves at most a file that nobody finds. Raises ValidationError.
    """
    cleaned = clean(content)
    document = KeptDocument(
        organisation=organisation,
        original_name=name[-255:],
        content_type=cleaned.content_type,
        size=len(cleaned.content),
        sha256=archive.digest_of(cleaned.content),
        uploaded_at=now,
        uploaded_by=by,
        **description,
    )
    document.full_clean()
    archive.keep(cleaned.content, suffix=document.suffix)
    document.save()
    return document


def withdraw_document(document: KeptDocument, *, by: User, reason: str, now: datetime) -> None:
    """Take a paper out of use; it stays, and says why. Raises ValidationError."""
    if not may_withdraw(document, by):
        raise ValidationError(
            _("Only who uploaded the document, or an administrator, can withdraw it."),
            code="not_yours_to_withdraw",
        )
    standing = KeptDocument.objects.filter(pk=document.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=now, withdrawn_by=by, withdrawn_reason=reason):
        raise ValidationError(_("The document is already withdrawn."), code="already_withdrawn")


def may_withdraw(document: KeptDocument, person: User) -> bool:
    """Whether a person at home in the organisation may withdraw the paper."""
    roles = roles_in(person, document.organisation)
    is_own = document.uploaded_by_id == person.pk
    return Role.ADMINISTRATOR in roles or bool(roles and is_own)
