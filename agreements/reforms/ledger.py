"""Moving licences from one organisation's ledger to another's, in pairs of entries."""

from collections import defaultdict

from django.db.models import Sum

from agreements.holdings.actions import reverse_entries
from agreements.holdings.models import LedgerEntry
from agreements.reforms.drafting import DIVIDED
from agreements.reforms.models import ReformAllocation, ReformTransfer
from agreements.reforms.queries import entries_from, holdings_from

FROZEN_WITH_THE_ENTRY = (
    "product_id",
    "unit",
    "counting_basis",
    "unit_net",
    "valid_from",
    "valid_to",
    "assured_to",
)
"""What an entry in has in common with the entry out; segments stay with their organisation."""

PART = ("segment_id", "unit", "counting_basis", "unit_net", "assured_to")
"""What parts a holding: each part is moved by a pair of entries of its own."""


def move_licences(plan, giver, takers, agreements, *, by, now):
    """Post every share out of the predecessor's holdings and into the successor's.

    From the day of the reform, or the day a right begins after it; with the last day it had.
    """
    posting = {"posted_at": now, "posted_by": by}
    parts = _parts(giver.organisation, plan.takes_effect_on)
    shares = [
        (taker, key, part, quantity)
        for taker, key, wanted in _shares(plan, giver, takers)
        for part, quantity in _taken(parts[key], wanted)
    ]
    out = LedgerEntry.objects.bulk_create(
        LedgerEntry(
            organisation_id=giver.organisation_id,
            volume_licence_agreement_id=agreement,
            product_id=product,
            kind=LedgerEntry.Kind.TRANSFER_OUT,
            quantity=-quantity,
            valid_from=valid_from,
            valid_to=valid_to,
            **dict(zip(PART, part, strict=True)),
            **posting,
        )
        for _taker, (agreement, product, valid_from, valid_to), part, quantity in shares
    )
    into = LedgerEntry.objects.bulk_create(
        LedgerEntry(
            organisation_id=taker.organisation_id,
            volume_licence_agreement=agreements[key[0], taker.pk],
            kind=LedgerEntry.Kind.TRANSFER_IN,
            quantity=quantity,
            **{name: getattr(entry, name) for name in FROZEN_WITH_THE_ENTRY},
            **posting,
        )
        for entry, (taker, key, _part, quantity) in zip(out, shares, strict=True)
    )
    ReformTransfer.objects.bulk_create(
        ReformTransfer(plan=plan, outgoing=outgoing, incoming=incoming)
        for outgoing, incoming in zip(out, into, strict=True)
    )


def _parts(organisation, day):
    """What each holding from a day on consists of: {holding's key: {part: quantity}}."""
    parts = defaultdict(dict)
    rows = entries_from(organisation, day).values_list(
        "volume_licence_agreement", "product", "begins", "valid_to", *PART
    )
    for row in rows.annotate(total=Sum("quantity")).filter(total__gt=0).order_by(*PART, "begins"):
        parts[row[:4]][row[4:-1]] = row[-1]
    return parts


def _taken(parts, wanted):
    """Take so many out of a holding's parts, in their order: (part, quantity) each."""
    for part in list(parts):
        quantity = min(parts[part], wanted)
        if quantity:
            parts[part] -= quantity
            wanted -= quantity
            yield part, quantity


def _shares(plan, giver, takers):
    """Who gets how many of which holding: (successor's party, holding's key, quantity)."""
    if plan.kind in DIVIDED:
        by_pk = {taker.pk: taker for taker in takers}
        for row in ReformAllocation.objects.filter(party__plan=plan).order_by("pk"):
            key = (row.agreement_id, row.product_id, row.valid_from, row.valid_to)
            yield by_pk[row.party_id], key, row.quantity
        return
    for holding in holdings_from(giver.organisation, plan.takes_effect_on):
        yield takers[0], holding.key, holding.quantity


def reverse_transfers(plan, *, by, now):
    """Post the opposite of every entry of the plan's transfers."""
    transfers = plan.transfers.select_related("outgoing", "incoming").order_by("pk")
    # The successor's first: it gives back before the predecessor has it again
    entries = [transfer.incoming for transfer in transfers]
    entries += [transfer.outgoing for transfer in transfers]
    reverse_entries(entries, by=by, now=now)
