"""The declaration of accession (tiltredelseserklæring) as a PDF."""

from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.accessions.models import Accession
from agreements.accessions.queries import override_of
from agreements.documents.actions import Draft
from agreements.documents.models import DocumentKind
from agreements.documents.rendering import render_pdf
from agreements.frameworks.clauses import clauses
from agreements.frameworks.models import FrameworkAgreement
from agreements.signing.port import Offer
from municipalities.constraints import filled
from municipalities.register.models import Organisation

TEMPLATE = "documents/accession_declaration.html"


def accession_declaration(accession: Accession, *, language: str | None = None) -> bytes:
    """The bytes of the declaration as it stands, a draft until it is issued.

    In the organisation's written standard by default. The file is dated by the last
    signature.
    """
    language = language or accession.organisation.language
    return render_pdf(
        TEMPLATE,
        declaration_context(accession, language=language) | {"is_draft": True},
        language=language,
        title=declaration_title(accession, language=language),
        created=last_act(accession),
    )


def declaration_to_issue(accession: Accession) -> Draft:
    """The declaration of a countersigned accession, in the organisation's written standard."""
    language = accession.organisation.language
    # accession_in_force_only_countersigned, accession_signed_in_full
    countersigned_at, terms = filled(accession.countersigned_at), filled(accession.terms_version)
    return Draft(
        kind=DocumentKind.ACCESSION_DECLARATION,
        title=declaration_title(accession, language=language),
        template=TEMPLATE,
        context=declaration_context(accession, language=language),
        facts=declaration_facts(accession),
        language=language,
        as_of=timezone.localdate(countersigned_at),
        dated=countersigned_at,
        organisation=accession.organisation,
        terms_version=terms.version,
    )


def accession_offer(organisation: Organisation, terms, *, language: str) -> Offer:
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


def offer_to_countersign(accession: Accession) -> Offer:
    """What KS is shown: the same text, in the organisation's written standard."""
    return accession_offer(
        accession.organisation,
        accession.terms_version,
        language=accession.organisation.language,
    )


def declaration_title(accession: Accession, *, language: str) -> str:
    """The title of the declaration."""
    with translation.override(language):
        return _("Declaration of accession – %(organisation)s") % {
            "organisation": official_name(accession.organisation)
        }


def declaration_facts(accession: Accession):
    """What a machine reads in the issued file."""
    organisation, framework = accession.organisation, accession.framework
    return {
        "organisation": {
            "name": official_name(organisation),
            "organisation_number": organisation.organisation_number,
        },
        "framework_agreement": {
            "reference": framework.reference,
            "contract_number": framework.contract_number,
            "name": framework.name,
            "supplier": framework.supplier.name,
            "supplier_organisation_number": framework.supplier.organisation_number,
            "starts_on": framework.starts_on,
            "ends_on": framework.ends_on,
        },
        "grounds": {
            "kind": accession.grounds,
            "reference": accession.grounds_reference,
            "document_sha256": accession.grounds_document and accession.grounds_document.sha256,
        },
        "budget_authority": accession.budget_authority,
        "signed": {"at": accession.signed_at, "name": accession.signed_name},
        "countersigned": {"at": accession.countersigned_at, "name": accession.countersigned_name},
        "signature_hashes": signature_hashes(accession),
        "exception": exception_facts(organisation, framework),
        "is_demonstration": framework.is_demonstration,
    }


def signature_hashes(accession: Accession):
    """The hash of what each signatory was shown, in the order they signed."""
    signed = accession.acts.exclude(signature=None).order_by("at", "pk")
    return list(signed.values_list("signature__document_sha256", flat=True))


def exception_facts(organisation: Organisation, framework: FrameworkAgreement):
    """The joining condition that KS waived, or None."""
    override = override_of(organisation, framework)
    return override and {
        "joining_condition": override.joining_condition,
        "reason": override.reason,
        "made_at": override.made_at,
        "made_by": override.made_by.name,
    }


def declaration_context(accession: Accession, *, language: str):
    """What the template of the declaration shows."""
    organisation = accession.organisation
    signed_on = timezone.localdate(accession.signed_at)
    # Only what is signed has a declaration: accession_signed_in_full
    terms = filled(accession.terms_version)
    return {
        "accession": accession,
        "organisation": organisation,
        "organisation_name": official_name(organisation),
        "municipality_number": municipality_number_on(organisation, signed_on),
        "framework": accession.framework,
        "override": override_of(organisation, accession.framework),
        "clauses": clauses(terms.text_in(language)),
        "is_demonstration": accession.framework.is_demonstration,
    }


def last_act(accession: Accession):
    """The moment of the newest signature on the declaration."""
    return accession.countersigned_at or accession.signed_at


def official_name(organisation: Organisation):
    """The name in all the organisation's official languages, as documents print it."""
    return organisation.name_official or organisation.name


def municipality_number_on(organisation: Organisation, day: date):
    """The organisation's four-digit number on a day; None for an enterprise."""
    for number in organisation.municipality_numbers.all():
        begun = number.valid_from is None or number.valid_from <= day
        over = number.valid_to is not None and number.valid_to <= day
        if begun and not over:
            return number
    return None
