"""The declaration of accession (tiltredelseserklæring) as a PDF."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.accessions.queries import override_of
from agreements.documents.rendering import render_pdf


def accession_declaration(accession, *, language=None):
    """The bytes of the declaration, in the organisation's written standard by default.

    The file is dated by the last signature.
    """
    language = language or accession.organisation.language
    with translation.override(language):
        title = _("Declaration of accession – %(organisation)s") % {
            "organisation": official_name(accession.organisation)
        }
    return render_pdf(
        "documents/accession_declaration.html",
        declaration_context(accession, language=language),
        language=language,
        title=title,
        created=last_act(accession),
    )


def declaration_context(accession, *, language):
    """What the template of the declaration shows."""
    organisation = accession.organisation
    signed_on = timezone.localdate(accession.signed_at)
    return {
        "accession": accession,
        "organisation": organisation,
        "organisation_name": official_name(organisation),
        "municipality_number": municipality_number_on(organisation, signed_on),
        "framework": accession.framework,
        "override": override_of(organisation, accession.framework),
        "terms_text": accession.terms_version.text_in(language),
        "is_demonstration": accession.framework.is_demonstration,
    }


def last_act(accession):
    """The moment of the newest signature on the declaration."""
    return accession.countersigned_at or accession.signed_at


def official_name(organisation):
    """The name in all the organisation's official languages, as documents print it."""
    return organisation.name_official or organisation.name


def municipality_number_on(organisation, day):
    """The organisation's four-digit number on a day; None for an enterprise."""
    for number in organisation.municipality_numbers.all():
        begun = number.valid_from is None or number.valid_from <= day
        over = number.valid_to is not None and number.valid_to <= day
        if begun and not over:
            return number
    return None
