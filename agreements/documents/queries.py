"""Selecting issued documents."""

from agreements.documents.models import IssuedDocument


def issued_to(organisation):
    """The documents issued to an organisation, newest first."""
    return IssuedDocument.objects.filter(organisation=organisation)
