"""Selecting issued documents."""

from django.db.models.query import QuerySet

from agreements.documents.models import IssuedDocument
from municipalities.register.models import Organisation


def issued_to(organisation: Organisation) -> QuerySet[IssuedDocument]:
    """The documents issued to an organisation, newest first."""
    return IssuedDocument.objects.filter(organisation=organisation)
