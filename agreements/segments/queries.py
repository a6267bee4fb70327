"""Selecting the parts of an organisation that orders can be placed for."""

from agreements.segments.models import Segment


def open_segments(organisation):
    """The organisation's segments that orders can be placed for, by name."""
    return Segment.objects.filter(organisation=organisation, closed_at=None)
