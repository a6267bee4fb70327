"""Who offers what: suppliers, resellers, the two framework agreements, and the talks of 2003."""

from datetime import date

import pgtrigger

from agreements.demonstration import tables
from agreements.demonstration.summaries import NEGOTIATIONS, SUMMARIES
from agreements.models import (
    Ceiling,
    EligibilityBasis,
    FrameworkAgreement,
    LevelsEnd,
    LevelThreshold,
    Lot,
    Negotiation,
    Option,
    PriceLevel,
    Programme,
    Reseller,
    Supplier,
    SupplierDocument,
    TermsVersion,
)
from agreements.price_levels.known_levels import ENTERPRISE, ONLINE_SERVICES_WITHOUT_LEVELS
from agreements.price_levels.models import LevelMeasure, ProductKind
from municipalities.models import Organisation

SUPPLIERS = {
    "microsoft": {
        "name": "Microsoft",
        "organisation_number": "290000106",
        "email": "avtale@microsoft.example",
        "part_number_pattern": "^[0-9A-Z]{3}-[0-9]{5}$",
    },
    "linpro": {
        "name": "Linpro",
        "organisation_number": "290000203",
        "email": "avtale@linpro.example",
    },
}
ANNOUNCED = date(2024, 12, 2)
CONTRACT = {"microsoft": "Demonstrasjon 24/00123-7", "linpro": "Demonstrasjon 24/00124-5"}
"""By framework: the number of the signed agreement, as a case of KS' archive would have it."""
NOTICE = {"microsoft": "Demonstrasjon 2024-100001", "linpro": "Demonstrasjon 2024-100002"}
FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2027, 12, 31)
CEILINGS = {
    "microsoft": {"estimated_value": 75_000_000, "maximum_value": 90_000_000},
    "linpro": {"estimated_value": 9_000_000, "maximum_value": 12_000_000},
}
LOTS = {"linpro": (("Programvare og støtte", 8_000_000), ("Timer og kurs", 4_000_000))}
"""Of each framework agreement, in the order of their numbers: name, and maximum value."""
OPTION = {"extends_to": date(2028, 12, 31), "decide_by": date(2027, 9, 30)}
PAPERS = {
    "tax_certificate": (date(2026, 9, 1), date(2027, 3, 1)),
    "hse_declaration": (date(2025, 1, 2), date(2026, 1, 2)),
}
"""Of each supplier: issued and expiring; one is out of date, so that the warning shows."""
TERMS = {"1.0": date(2025, 1, 1), "1.1": date(2026, 1, 1)}

POOLED = {"A": 1, "B": 20_000, "C": 100_000, "D": 400_000}
"""From how much all members order together; the first level is open to the smallest."""
PROGRAMMES = {
    "microsoft": (
        ("Enterprise Agreement", 36, "users", ENTERPRISE),
        ("Samlet volum (Select Plus)", 36, "users", POOLED),
    ),
    "linpro": (("Støtte og drift", 24, "actual_use", {}),),
}
"""By framework: name, term in months, counting basis, and price levels from quantity."""
RENEWAL = {"Støtte og drift": {"renewal_months": 12, "notice_months": 3}}
"""Programmes whose agreements renew themselves."""

DECEMBER_2003, OCTOBER_2003 = date(2003, 12, 1), date(2003, 10, 1)


def make_frameworks() -> dict[str, FrameworkAgreement]:
    """The two framework agreements with terms, programmes and resellers; by reference."""
    frameworks = {}
    for reference, supplier in SUPPLIERS.items():
        framework = _framework(reference, Supplier.objects.create(**supplier))
        _basis(framework)
        _lots(framework)
        _terms(framework)
        _programmes(framework)
        frameworks[reference] = framework
    _resellers(frameworks)
    return frameworks


def frameworks_in_full() -> dict[str, FrameworkAgreement]:
    """The two framework agreements with all that orders need at hand; by reference."""
    frameworks = FrameworkAgreement.objects.filter(reference__in=SUPPLIERS).prefetch_related(
        "terms_versions", "price_lists", "programmes__price_levels__thresholds", "resellers"
    )
    return {framework.reference: framework for framework in frameworks}


def make_negotiations(frameworks) -> None:
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


@pgtrigger.ignore("agreements.FrameworkAgreement:framework_begins_as_a_draft")
def _framework(reference: str, supplier) -> FrameworkAgreement:
    """Announced long ago, as agreements are that KS had before it announced them here."""
    return FrameworkAgreement.objects.create(
        reference=reference,
        contract_number=CONTRACT[reference],
        name=f"Rammeavtale KS–{supplier.name}",
        supplier=supplier,
        announced_on=ANNOUNCED,
        starts_on=FIRST_DAY,
        ends_on=LAST_DAY,
        accession_opens_on=FIRST_DAY,
        accession_closes_on=LAST_DAY,
        eligible_kinds=list(Organisation.Kind),
        is_demonstration=True,
        **SUMMARIES[reference],
    )


def _basis(framework: FrameworkAgreement) -> None:
    """The notice covers every kind; an option of a year; and the supplier's papers."""
    EligibilityBasis.objects.create(
        framework=framework,
        notice_reference=NOTICE[framework.reference],
        notice_date=ANNOUNCED,
        covered_kinds=list(Organisation.Kind),
    )
    Ceiling.objects.create(framework=framework, **CEILINGS[framework.reference])
    Option.objects.create(framework=framework, **OPTION)
    SupplierDocument.objects.bulk_create(
        SupplierDocument(
            supplier=framework.supplier, kind=kind, issued_on=issued_on, expires_on=expires_on
        )
        for kind, (issued_on, expires_on) in PAPERS.items()
    )


def _lots(framework: FrameworkAgreement) -> None:
    for number, (name, maximum) in enumerate(LOTS.get(framework.reference, ()), start=1):
        lot = Lot.objects.create(framework=framework, number=number, name=name)
        Ceiling.objects.create(framework=framework, lot=lot, maximum_value=maximum)


@pgtrigger.ignore("agreements.TermsVersion:terms_version_is_added_before_effect")
def _terms(framework: FrameworkAgreement) -> None:
    """Both versions have held for some time."""
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


def _programmes(framework: FrameworkAgreement) -> None:
    for name, months, basis, levels in PROGRAMMES[framework.reference]:
        programme = Programme.objects.create(
            framework=framework,
            name=name,
            term_months=months,
            counting_basis=basis,
            level_measure=LevelMeasure.QUANTITY if levels else LevelMeasure.NONE,
            pools_volume=levels is POOLED,
            has_true_up=levels is ENTERPRISE,
            allows_subscription_decrease=levels is ENTERPRISE,
            **RENEWAL.get(name, {}),
        )
        _levels(programme, levels)


def _levels(programme: Programme, thresholds) -> None:
    """The programme's levels; online services have had none since 1 November 2025."""
    levels = PriceLevel.objects.bulk_create(
        PriceLevel(programme=programme, code=code) for code in thresholds
    )
    LevelThreshold.objects.bulk_create(
        LevelThreshold(price_level=level, valid_from=FIRST_DAY, minimum=thresholds[level.code])
        for level in levels
    )
    if thresholds:
        LevelsEnd.objects.create(
            programme=programme,
            product_kind=ProductKind.SUBSCRIPTION,
            ended_from=ONLINE_SERVICES_WITHOUT_LEVELS,
        )


def _resellers(frameworks) -> None:
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
