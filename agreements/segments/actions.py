"""The parts of an organisation that orders are for: kept by its administrators."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.segments.models import Segment
from municipalities.register.models import Organisation

FIELDS = ("name", "contact_name", "contact_email")


def add_segment(organisation: Organisation, facts: dict[str, Any]) -> Segment:
    """Add a segment with its contact; `facts` holds FIELDS. Raises ValidationError."""
    segment = Segment(organisation=organisation, **{name: facts[name] for name in FIELDS})
    segment.full_clean()
    segment.save()
    return segment


def change_segment(segment: Segment, facts: dict[str, Any]) -> None:
    """Change a segment's name or contact; orders keep the name they were placed under."""
    for name in FIELDS:
        setattr(segment, name, facts[name])
    segment.full_clean()
    segment.save(update_fields=FIELDS)


def close_segment(segment: Segment, *, now: datetime) -> None:
    """Let no more orders be placed for a segment."""
    if not Segment.objects.filter(pk=segment.pk, closed_at=None).update(closed_at=now):
        raise ValidationError(_("The segment is closed already."), code="segment_is_closed")
