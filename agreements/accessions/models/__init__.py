"""Joining, and the organisations' own agreements: the table of contents."""

from agreements.accessions.models.accession import (
    Accession,
    AccessionAct,
    AuthorityGrounds,
    LegOverride,
)
from agreements.accessions.models.volume_licence_agreement import VolumeLicenceAgreement

__all__ = [
    "Accession",
    "AccessionAct",
    "AuthorityGrounds",
    "LegOverride",
    "VolumeLicenceAgreement",
]
