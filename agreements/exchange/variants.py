"""The two kinds of order file: each with its identifiers, and what it forbids."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """A kind of order file; `forbidden` names elements that the other kind may have."""

    code: str
    customization_id: str
    profile_id: str
    forbidden: frozenset[str] = frozenset()


PEPPOL = Variant(
    code="peppol",
    customization_id="urn:fdc:peppol.eu:poacc:trns:order:3",
    profile_id="urn:fdc:peppol.eu:poacc:bis:ordering:3",
)
"""Peppol BIS Ordering 3."""

EHF = Variant(
    code="ehf",
    customization_id=(
        "urn:fdc:peppol.eu:poacc:trns:order:3:extended:urn:fdc:anskaffelser.no:2019:ehf:spec:3.0"
    ),
    profile_id="urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:02:1.0",
    forbidden=frozenset(
        {"ManufacturersItemIdentification", "CatalogueReference", "ProjectReference", "Despatch"}
    ),
)
"""EHF Ordre G3."""

VARIANTS = {variant.code: variant for variant in (PEPPOL, EHF)}
