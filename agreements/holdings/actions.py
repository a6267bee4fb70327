"""Posting to the ledger; nothing posted is ever changed."""

from django.db import transaction
from django.utils import timezone

from agreements.holdings.models import LedgerEntry
from agreements.periods import last_day_of_term


@transaction.atomic
def post_order(order, *, by, now):
    """Post a confirmed order's lines as entries, valid from today for each product's term.

    A line is posted once: the database knows one entry a line.
    """
    today = timezone.localdate(now)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            organisation_id=order.organisation_id,
            volume_licence_agreement_id=order.volume_licence_agreement_id,
            product=line.product,
            kind=LedgerEntry.Kind.ORDER,
            quantity=line.quantity,
            valid_from=today,
            valid_to=_valid_to(line, today),
            order_line=line,
            posted_at=now,
            posted_by=by,
        )
        for line in order.lines.select_related("product")
    )


@transaction.atomic
def post_reduction(order, *, by, now):
    """Post a confirmed correction's lines: so many fewer from today, as long as the original lasts.

    Where the term has run out since, the last of its days is lowered.
    """
    lines = order.lines.select_related("order", "corrects__ledger_entry")
    LedgerEntry.objects.bulk_create(_reduction(line, by=by, now=now) for line in lines)


def _reduction(line, *, by, now):
    today = timezone.localdate(now)
    last_day = line.corrects.ledger_entry.valid_to
    return LedgerEntry(
        organisation_id=line.order.organisation_id,
        volume_licence_agreement_id=line.order.volume_licence_agreement_id,
        product_id=line.product_id,
        kind=LedgerEntry.Kind.REDUCTION,
        quantity=line.quantity,
        valid_from=min(today, last_day or today),
        valid_to=last_day,
        order_line=line,
        posted_at=now,
        posted_by=by,
    )


def _valid_to(line, valid_from):
    """The last day of the right; too late for its common last day, it lasts a day."""
    if line.term_months is None:
        return None
    if line.last_day:
        return max(line.last_day, valid_from)
    return last_day_of_term(valid_from, months=line.term_months)
