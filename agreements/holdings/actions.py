"""Posting to the ledger; nothing posted is ever changed."""

from django.db import transaction
from django.utils import timezone

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.holdings.models import LedgerEntry
from agreements.periods import last_day_of_term
from municipalities.register.models import Organisation


@transaction.atomic
def post_order(order, *, by, now):
    """Post a confirmed order's lines as entries, valid from today for each product's term.

    A line is posted once: the database knows one entry a line. What was ordered by an organisation
    that has passed into another meanwhile is the successor's.
    """
    today = timezone.localdate(now)
    agreement = _agreement_to_post_to(order)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            organisation_id=agreement.accession.organisation_id,
            volume_licence_agreement=agreement,
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


def _agreement_to_post_to(order):
    """The order's agreement, or the one that goes on with it; no reform happens meanwhile."""
    Organisation.objects.select_for_update(no_key=True).get(pk=order.organisation_id)
    agreements = VolumeLicenceAgreement.objects.select_related("accession", "continued_by")
    return agreements.get(pk=order.volume_licence_agreement_id).heir


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


def _valid_to(product, valid_from):
    if product.term_months is None:
        return None
    return last_day_of_term(valid_from, months=product.term_months)
