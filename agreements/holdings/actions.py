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
            valid_to=_valid_to(line.product, today),
            order_line=line,
            posted_at=now,
            posted_by=by,
        )
        for line in order.lines.select_related("product")
    )


def _valid_to(product, valid_from):
    if product.term_months is None:
        return None
    return last_day_of_term(valid_from, months=product.term_months)
