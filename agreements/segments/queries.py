"""Selecting the parts of an organisation that orders can be placed for."""

from django.db.models.query import QuerySet

from agreements.segments.models import Segment
from municipalities.register.models import Organisation


def open_segments(organisation: Organisation) -> QuerySet[Segment]:
    """The organisation's segments that orders can be placed for, by name."""
    return Segment.objects.filter(organisation=organisation, closed_at=None)
