"""Moving licences from one organisation's ledger to another's, in pairs of entries."""

from datetime import datetime

from agreements.holdings.actions import reverse_entries
from agreements.holdings.models import LedgerEntry
from agreements.reforms.drafting import DIVIDED
from agreements.reforms.models import ReformAllocation, ReformPlan, ReformTransfer
from agreements.reforms.queries import holdings_from
from municipalities.people.models import User

COPIED_TRANCHE_FIELDS = (
    "product_id",
    "unit",
    "counting_basis",
    "unit_net",
    "valid_from",
    "valid_to",
    "assured_to",
)
"""What both entries of a pair take over from the part; segments stay with their organisation."""


def move_licences(
    plan: ReformPlan, predecessor, successors, agreements, *, by: User | None, now: datetime
) -> None:
    """Post every share out of the predecessor's holdings and into the successor's.

    From the day of the reform, or the day a right begins after it; with the last day it had.
    """
    posting = {"posted_at": now, "posted_by": by}
    shares = list(_shares_of_parts(plan, predecessor, successors))
    out = LedgerEntry.objects.bulk_create(
        LedgerEntry(
            organisation_id=predecessor.organisation_id,
            volume_licence_agreement_id=part.volume_licence_agreement_id,
            segment_id=part.segment_id,
            kind=LedgerEntry.Kind.TRANSFER_OUT,
            quantity=-quantity,
            **_frozen(part),
            **posting,
        )
        for _successor, part, quantity in shares
    )
    into = LedgerEntry.objects.bulk_create(
        LedgerEntry(
            organisation_id=successor.organisation_id,
            volume_licence_agreement=agreements[part.volume_licence_agreement_id, successor.pk],
            kind=LedgerEntry.Kind.TRANSFER_IN,
            quantity=quantity,
            **_frozen(part),
            **posting,
        )
        for successor, part, quantity in shares
    )
    ReformTransfer.objects.bulk_create(
        ReformTransfer(plan=plan, outgoing=outgoing, incoming=incoming)
        for outgoing, incoming in zip(out, into, strict=True)
    )


def _frozen(part):
    return {name: getattr(part, name) for name in COPIED_TRANCHE_FIELDS}


def _shares_of_parts(plan: ReformPlan, predecessor, successors):
    """Who gets how many of which Part of a holding: (successor's party, Part, quantity)."""
    holdings = holdings_from(predecessor.organisation, plan.takes_effect_on)
    left = {holding.key: [[part, part.quantity] for part in holding.parts] for holding in holdings}
    for successor, key, wanted in _shares(plan, successors, holdings):
        for part, quantity in _taken(left[key], wanted):
            yield successor, part, quantity


def _taken(left, wanted):
    """Take so many out of a holding's parts, in their order: (Part, quantity) each.

    `left` are pairs of a Part and how many of it nobody has taken.
    """
    for pair in left:
        part, there = pair
        quantity = min(there, wanted)
        if quantity:
            pair[1] -= quantity
            wanted -= quantity
            yield part, quantity


def _shares(plan: ReformPlan, successors, holdings):
    """Who gets how many of which holding: (successor's party, HoldingKey, quantity)."""
    if plan.kind in DIVIDED:
        by_pk = {successor.pk: successor for successor in successors}
        for row in ReformAllocation.objects.filter(party__plan=plan).order_by("pk"):
            yield by_pk[row.party_id], row.holding_key, row.quantity
        return
    for holding in holdings:
        yield successors[0], holding.key, holding.quantity


def reverse_transfers(plan: ReformPlan, *, by: User, now: datetime) -> None:
    """Post the opposite of every entry of the plan's transfers."""
    transfers = plan.transfers.select_related("outgoing", "incoming").order_by("pk")
    # The successor's first: it gives back before the predecessor has it again
    entries = [transfer.incoming for transfer in transfers]
    entries += [transfer.outgoing for transfer in transfers]
    reverse_entries(entries, by=by, now=now)
