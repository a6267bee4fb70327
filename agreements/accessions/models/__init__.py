"""Joining, and the organisations' own agreements: the table of contents."""

from agreements.accessions.models.accession import Accession, AuthorityGrounds
from agreements.accessions.models.case import AccessionAct, ConditionOverride, IssuedDeclaration
from agreements.accessions.models.message import AccessionMessage
from agreements.accessions.models.renewed_level import RenewedLevel
from agreements.accessions.models.succession import AccessionSuccession
from agreements.accessions.models.volume_licence_agreement import PoolLevel, VolumeLicenceAgreement

__all__ = [
    "Accession",
    "AccessionAct",
    "AccessionMessage",
    "AccessionSuccession",
    "AuthorityGrounds",
    "IssuedDeclaration",
    "ConditionOverride",
    "PoolLevel",
    "RenewedLevel",
    "VolumeLicenceAgreement",
]
