"""The declaration of accession (tiltredelseserklæring) as a PDF."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.accessions.queries import override_of
from agreements.documents.rendering import render_pdf
from agreements.signing.port import Offer


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


def accession_offer(organisation, terms, *, language):
    """What a signatory is shown and consents to, as the text whose hash the signature carries."""
    framework = terms.framework
    with translation.override(language):
        consent = _("I have read the terms and accept them on behalf of the organisation.")
        heading = [
            _("Declaration of accession"),
            f"{official_name(organisation)} ({organisation.organisation_number})",
            f"{framework.name} ({framework.reference})",
            f"{terms.version}, {terms.valid_from.isoformat()}",
        ]
    return Offer(text="\n".join([*heading, terms.text_in(language)]), consent_text=consent)


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
