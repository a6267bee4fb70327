"""Selecting evidence packs."""

from agreements.evidence.models import EvidencePack


def packs_of(organisation):
    """The evidence asked for by an organisation, newest first."""
    return EvidencePack.objects.filter(organisation=organisation).select_related(
        "document", "requested_by"
    )
