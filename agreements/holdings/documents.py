"""The position of a day as a PDF."""

from datetime import datetime, time

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.accessions.documents import official_name
from agreements.documents.rendering import render_pdf
from agreements.holdings.queries import holds_demonstration_data, positions
from agreements.holdings.rights import rights_on
from agreements.segments.models import Segment
from municipalities.register.models import Organisation


def position_pdf(
    organisation: Organisation,
    *,
    at,
    segment: Segment | None = None,
    frameworks=None,
    language: str | None = None,
) -> bytes:
    """The bytes of the position, in the organisation's written standard by default."""
    language = language or organisation.language
    name = official_name(organisation)
    with translation.override(language):
        title = _("Holdings – %(organisation)s") % {"organisation": name}
    held = positions(organisation, at, segment=segment, frameworks=frameworks)
    return render_pdf(
        "documents/position.html",
        {
            "organisation": organisation,
            "organisation_name": name,
            "as_of": at,
            "segment": segment,
            "positions": sorted(held, key=lambda position: position.agreement_number),
            "rights": rights_on(organisation, at, segment=segment, frameworks=frameworks),
            "is_demonstration": holds_demonstration_data(organisation),
        },
        language=language,
        title=title,
        created=timezone.make_aware(datetime.combine(at, time.min)),
    )
