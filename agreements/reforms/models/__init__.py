"""Reforms: the table of contents."""

from agreements.reforms.models.overlaps import OverlapDecision
from agreements.reforms.models.plan import HoldingKey, ReformAllocation, ReformParty, ReformPlan
from agreements.reforms.models.transfers import ReformTransfer

__all__ = [
    "HoldingKey",
    "OverlapDecision",
    "ReformAllocation",
    "ReformParty",
    "ReformPlan",
    "ReformTransfer",
]
