"""The letter that invites an organisation to join, as a PDF to print and post."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.accessions.documents import official_name
from agreements.accessions.next_steps import next_step
from agreements.documents.rendering import render_pdf

TEMPLATE = "documents/invitation_letters.html"
MAX_LETTERS = 50
"""Letters in one file: some seconds of work."""


def invitation_letters(cases) -> bytes:
    """The bytes of a PDF with the letter of each invited case, each on a page of its own.

    The cases are of one framework agreement. Each letter is in its organisation's written
    standard; the file's title is in the first one's.
    """
    framework, language = cases[0].framework, cases[0].organisation.language
    with translation.override(language):
        title = _("Invitation to join: %(framework)s") % {"framework": framework.name}
    return render_pdf(
        TEMPLATE,
        {
            "letters": [_letter(case) for case in cases],
            "framework": framework,
            "site": settings.SITE_URL,
            "is_demonstration": framework.is_demonstration,
        },
        language=language,
        title=title,
        created=timezone.now(),
    )


def _letter(case):
    organisation = case.organisation
    with translation.override(organisation.language):
        step = next_step(case)
    return {
        "case": case,
        "organisation": organisation,
        "name": official_name(organisation),
        "address": organisation.address.split(", ") if organisation.address else [],
        "language": organisation.language,
        "step": step,
    }
