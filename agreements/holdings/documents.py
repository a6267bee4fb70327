"""What an organisation owns on a day, as a PDF."""

from datetime import datetime, time

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.accessions.documents import municipality_number_on, official_name
from agreements.documents.rendering import render_pdf
from agreements.holdings.queries import expiries, holdings

TEMPLATE = "documents/position.html"


def position_pdf(organisation, at, *, segment=None, language=None):
    """The bytes of the position of a day, in the organisation's written standard by default.

    The file is dated by that day.
    """
    language = language or organisation.language
    with translation.override(language):
        title = _("Holdings – %(organisation)s") % {"organisation": official_name(organisation)}
    return render_pdf(
        TEMPLATE,
        position_context(organisation, at, segment=segment),
        language=language,
        title=title,
        created=timezone.make_aware(datetime.combine(at, time.min)),
    )


def position_context(organisation, at, *, segment=None):
    """What the template of the position shows."""
    held = holdings(organisation, at, segment=segment)
    return {
        "organisation": organisation,
        "organisation_name": official_name(organisation),
        "municipality_number": municipality_number_on(organisation, at),
        "as_of": at,
        "segment": segment,
        "positions": held,
        "expiries": expiries(organisation, at, segment=segment),
        "is_demonstration": organisation.accessions.filter(
            framework__is_demonstration=True
        ).exists(),
    }
