"""What a case officer sends in the forms about parties and drafts of framework agreements."""

from datetime import timedelta

from django.utils import timezone

from tests import agreement_factories as make

OPTION_END = make.LAST_DAY + timedelta(days=180)

DRAFT_PAYLOADS = {
    "ks_supplier_new": lambda scene: {
        "name": "Ny leverandør AS",
        "organisation_number": "974 760 673",
        "email": "avtale@ny.example",
        "is_active": "on",
    },
    "ks_supplier": lambda scene: {
        "name": "Nytt navn AS",
        "organisation_number": scene.draft.supplier.organisation_number,
        "email": "avtale@ny.example",
        "is_active": "on",
    },
    "ks_reseller_new": lambda scene: reseller(email="ordre@ny.example"),
    "ks_reseller": lambda scene: reseller(place="Hamar"),
    "ks_reseller_address": lambda scene: {
        "email": "nytt.mottak@ny.example",
        "reason": "De har byttet mottak",
    },
    "ks_framework_new": lambda scene: {
        "name": "Rammeavtale om lagring",
        "supplier": scene.draft.supplier_id,
        "starts_on": day(10),
        "ends_on": day(400),
    },
    "ks_draft_parties": lambda scene: {
        "name": "Rammeavtale om lagring",
        "contract_number": "26/99999",
        "supplier": scene.draft.supplier_id,
        "resellers": [scene.draft.resellers.first().pk],
    },
    "ks_draft_dates": lambda scene: {
        "starts_on": day(10),
        "ends_on": make.LAST_DAY.isoformat(),
        "accession_opens_on": day(5),
        "accession_closes_on": day(300),
        **rows({"extends_to": OPTION_END.isoformat(), "decide_by": day(300)}),
    },
    "ks_draft_basis": lambda scene: {
        "notice_reference": "2026-123456",
        "notice_date": day(-30),
        "covered_kinds": ["municipality"],
        "eligible_kinds": ["municipality"],
    },
    "ks_draft_organisations": lambda scene: {
        "organisation": scene.nordvik.organisation.pk,
        "q": "Nordvik",
    },
    "ks_draft_ceilings": lambda scene: {
        "maximum_value": "12 000 000",
        **rows({"name": "Programvare", "maximum_value": "8 000 000"}),
        "rows-0-number": "1",
    },
    "ks_draft_programme_new": lambda scene: programme(name="Nytt program"),
    "ks_draft_programme": lambda scene: programme(name="Endret program"),
    "ks_framework_terms": lambda scene: {
        "version": "2.0",
        "valid_from": day(30),
        "text_nb": "1. Partene",
        "text_nn": "1. Partane",
    },
    "ks_draft_texts": lambda scene: {
        "summary_nb": "Programvare.",
        "summary_nn": "Programvare.",
        "version": "1.0",
        "text_nb": "1. Partene",
        "text_nn": "1. Partane",
    },
}
"""By the name of the address."""


def day(number):
    """So many days from today, as a form sends it."""
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def rows(*written):
    """Rows of a form, and the fields that say how many there are."""
    data = {"rows-TOTAL_FORMS": str(len(written)), "rows-INITIAL_FORMS": "0"}
    for place, row in enumerate(written):
        data |= {f"rows-{place}-{name}": value for name, value in row.items()}
    return data


def programme(**fields):
    """A programme with one price level."""
    return {
        "term_months": "36",
        "counting_basis": "users",
        "level_measure": "quantity",
        "notice_months": "0",
        **rows({"code": "A", "minimum": "250"}),
    } | fields


def reseller(**fields):
    """A reseller whose number is nobody else's."""
    return {
        "name": "Ny forhandler AS",
        "organisation_number": "974760673",
        "country": "NO",
        "dispatch_by": "email_pdf",
        "answer_within_days": "14",
        "is_active": "on",
    } | fields
