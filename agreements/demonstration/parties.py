"""Who offers what: suppliers, resellers, the two framework agreements, and the talks of 2003."""

from datetime import date

from agreements.demonstration import tables
from agreements.demonstration.summaries import NEGOTIATIONS, SUMMARIES
from agreements.models import (
    FrameworkAgreement,
    Negotiation,
    PriceLevel,
    Programme,
    Reseller,
    Supplier,
    TermsVersion,
)
from municipalities.models import Organisation

SUPPLIERS = {
    "microsoft": {
        "name": "Microsoft",
        "organisation_number": "290000106",
        "email": "avtale@microsoft.example",
    },
    "linpro": {
        "name": "Linpro",
        "organisation_number": "290000203",
        "email": "avtale@linpro.example",
    },
}
FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2028, 12, 31)
TERMS = {"1.0": date(2025, 1, 1), "1.1": date(2026, 1, 1)}

ENTERPRISE_LEVELS = {"A": 250, "B": 2400, "C": 6000, "D": 15000}
PROGRAMMES = {
    "microsoft": (
        ("Enterprise Agreement", 36, "users", ENTERPRISE_LEVELS),
        ("Samlet volum (Select Plus)", 36, "users", {"D": 1}),
    ),
    "linpro": (("Støtte og drift", 24, "actual_use", {}),),
}
"""By framework: name, term in months, counting basis, and price levels from quantity."""

DECEMBER_2003, OCTOBER_2003 = date(2003, 12, 1), date(2003, 10, 1)


def make_frameworks():
    """The two framework agreements with terms, programmes and resellers; by reference."""
    frameworks = {}
    for reference, supplier in SUPPLIERS.items():
        framework = _framework(reference, Supplier.objects.create(**supplier))
        _terms(framework)
        _programmes(framework)
        frameworks[reference] = framework
    _resellers(frameworks)
    return frameworks


def frameworks_in_full():
    """The two framework agreements with all that orders need at hand; by reference."""
    frameworks = FrameworkAgreement.objects.filter(reference__in=SUPPLIERS).prefetch_related(
        "terms_versions", "price_lists", "programmes__price_levels", "resellers"
    )
    return {framework.reference: framework for framework in frameworks}


def make_negotiations(frameworks):
    """What is known of KS' talks with suppliers in 2003."""
    agreement, withdrawn = Negotiation.Outcome.AGREEMENT, Negotiation.Outcome.WITHDRAWN
    talks = (
        ("Microsoft", agreement, DECEMBER_2003, "digi.no 296035", frameworks["microsoft"]),
        ("Linpro", agreement, DECEMBER_2003, "digi.no 296035", frameworks["linpro"]),
        ("Skolelinux", withdrawn, OCTOBER_2003, "digi.no 304660", None),
    )
    Negotiation.objects.bulk_create(
        Negotiation(
            supplier_name=name,
            outcome=outcome,
            ended_on=month,
            ended_on_is_month=True,
            source=source,
            framework=framework,
            **NEGOTIATIONS[name],
        )
        for name, outcome, month, source, framework in talks
    )


def _framework(reference, supplier):
    return FrameworkAgreement.objects.create(
        reference=reference,
        name=f"Rammeavtale KS–{supplier.name}",
        supplier=supplier,
        starts_on=FIRST_DAY,
        ends_on=LAST_DAY,
        accession_opens_on=FIRST_DAY,
        accession_closes_on=LAST_DAY,
        eligible_kinds=list(Organisation.Kind),
        is_demonstration=True,
        **SUMMARIES[reference],
    )


def _terms(framework):
    TermsVersion.objects.bulk_create(
        TermsVersion(
            framework=framework,
            version=version,
            valid_from=valid_from,
            text_nb=tables.terms(framework.reference, version, "nb"),
            text_nn=tables.terms(framework.reference, version, "nn"),
        )
        for version, valid_from in TERMS.items()
    )


def _programmes(framework):
    for name, months, basis, levels in PROGRAMMES[framework.reference]:
        programme = Programme.objects.create(
            framework=framework, name=name, term_months=months, counting_basis=basis
        )
        PriceLevel.objects.bulk_create(
            PriceLevel(programme=programme, code=code, minimum_quantity=minimum)
            for code, minimum in levels.items()
        )


def _resellers(frameworks):
    """Every reseller of the table, linked to the frameworks it delivers under."""
    rows = tables.rows("resellers")
    references = [row.pop("frameworks").split() for row in rows]
    resellers = Reseller.objects.bulk_create(Reseller(**row) for row in rows)
    for reference, framework in frameworks.items():
        framework.resellers.set(
            reseller
            for reseller, under in zip(resellers, references, strict=True)
            if reference in under
        )
