"""Reforms: the table of contents."""

from agreements.reforms.models.overlaps import OverlapDecision
from agreements.reforms.models.plan import ReformAllocation, ReformParty, ReformPlan
from agreements.reforms.models.transfers import ReformTransfer

__all__ = [
    "OverlapDecision",
    "ReformAllocation",
    "ReformParty",
    "ReformPlan",
    "ReformTransfer",
]
