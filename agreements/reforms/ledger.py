"""Moving licences from one organisation's ledger to another's, in pairs of entries."""

from agreements.holdings.actions import opposite_of
from agreements.holdings.models import LedgerEntry
from agreements.reforms.drafting import DIVIDED
from agreements.reforms.models import ReformAllocation, ReformTransfer
from agreements.reforms.queries import holdings_from

FROZEN_WITH_THE_ENTRY = (
    "product_id",
    "unit",
    "counting_basis",
    "unit_net",
    "valid_from",
    "valid_to",
)
"""What an entry in has in common with the entry out; segments stay with their organisation."""


def move_licences(plan, giver, takers, agreements, *, by, now):
    """Post every share out of the predecessor's holdings and into the successor's.

    From the day of the reform, or the day a right begins after it; with the last day it had.
    """
    posting = {"posted_at": now, "posted_by": by}
    shares = list(_shares(plan, giver, takers))
    out = LedgerEntry.objects.bulk_create(
        LedgerEntry(
            organisation_id=giver.organisation_id,
            volume_licence_agreement_id=agreement,
            product_id=product,
            kind=LedgerEntry.Kind.TRANSFER_OUT,
            quantity=-quantity,
            **_frozen(agreement, product),
            valid_from=valid_from,
            valid_to=valid_to,
            **posting,
        )
        for _taker, (agreement, product, valid_from, valid_to), quantity in shares
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
        for entry, (taker, key, quantity) in zip(out, shares, strict=True)
    )
    ReformTransfer.objects.bulk_create(
        ReformTransfer(plan=plan, outgoing=outgoing, incoming=incoming)
        for outgoing, incoming in zip(out, into, strict=True)
    )


def _frozen(agreement, product):
    """Unit, basis and price of a holding: those of its newest entry."""
    entries = LedgerEntry.objects.filter(volume_licence_agreement=agreement, product=product)
    return entries.order_by("pk").values("unit", "counting_basis", "unit_net").last()


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
    LedgerEntry.objects.bulk_create(opposite_of(entry, by=by, now=now) for entry in entries)
