"""Selecting evidence packs."""

from django.db.models.query import QuerySet

from agreements.evidence.models import EvidencePack
from municipalities.register.models import Organisation


def packs_of(organisation: Organisation) -> QuerySet[EvidencePack]:
    """The evidence asked for by an organisation, newest first."""
    return EvidencePack.objects.filter(organisation=organisation).select_related(
        "document", "requested_by"
    )
