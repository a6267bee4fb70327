"""Posting to the ledger; nothing posted is ever changed."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.accessions.terms import term_on
from agreements.catalogue.models import Product
from agreements.holdings.models import OF_THE_SAME_HOLDING, LedgerEntry
from agreements.holdings.queries import parts_that_end
from agreements.periods import last_day_of_term
from municipalities.register.models import Organisation

KINDS = {"new": LedgerEntry.Kind.ORDER, "true_up": LedgerEntry.Kind.TRUE_UP}
"""The kind of an entry by that of the order it comes from."""


@transaction.atomic
def post_order(order, *, by, now):
    """Post a confirmed order's lines as entries, valid from today for each product's term.

    A line is posted once: the database knows one entry a line. What was ordered by an organisation
    that has passed into another meanwhile is the successor's.
    """
    agreement, today = _agreement_to_post_to(order), timezone.localdate(now)
    lines = order.lines.select_related("order__volume_licence_agreement", "product")
    entries = [entry_of_line(line, on=today, by=by, now=now) for line in lines]
    if agreement.pk != order.volume_licence_agreement_id:
        for entry in entries:
            entry.organisation_id = agreement.accession.organisation_id
            entry.volume_licence_agreement = agreement
            # A segment stays with the organisation that had it
            entry.segment_id = None
    LedgerEntry.objects.bulk_create(entries)


def _agreement_to_post_to(order):
    """The order's agreement, or the one that goes on with it; no reform happens meanwhile."""
    Organisation.objects.select_for_update(no_key=True).get(pk=order.organisation_id)
    agreements = VolumeLicenceAgreement.objects.select_related("accession", "continued_by")
    return agreements.get(pk=order.volume_licence_agreement_id).heir


def entry_of_line(line, *, on, by, now):
    """The entry, not yet posted, of a confirmed order's line whose right begins on a day."""
    order = line.order
    return LedgerEntry(
        organisation_id=order.organisation_id,
        volume_licence_agreement_id=order.volume_licence_agreement_id,
        product_id=line.product_id,
        segment_id=order.segment_id,
        kind=KINDS[order.kind],
        quantity=line.quantity,
        unit=line.unit,
        counting_basis=line.product.counting_basis or order.counting_basis,
        unit_net=line.unit_net,
        valid_from=on,
        valid_to=_valid_to(line, on),
        assured_to=_assured_to(line, on),
        order_line=line,
        posted_at=now,
        posted_by=by,
    )


@transaction.atomic
def post_reduction(order, *, by, now):
    """Post a confirmed correction's lines: so many fewer from today, as long as the original lasts.

    Where the term has run out since, the last of its days is lowered. Raises ValidationError when
    so many are no longer held.
    """
    lines = order.lines.select_related("corrects__ledger_entry")
    with refused_below_nothing():
        LedgerEntry.objects.bulk_create(_reduction(line, by=by, now=now) for line in lines)


def _reduction(line, *, by, now):
    today = timezone.localdate(now)
    original = line.corrects.ledger_entry
    return LedgerEntry(
        **_of_the_same_holding(original),
        kind=LedgerEntry.Kind.REDUCTION,
        quantity=line.quantity,
        valid_from=min(today, original.valid_to or today),
        valid_to=original.valid_to,
        order_line=line,
        posted_at=now,
        posted_by=by,
    )


@transaction.atomic
def lower_from(agreement, product, *, to, on, posting):
    """Post reductions from a day on so that `to` of what ends later stand then; returns them.

    What is no segment's goes first, then what would last longest. `posting` says who and when.
    Raises ValidationError where a later day would have less than nothing.
    """
    parts = parts_that_end(agreement, product, on)
    left = sum(part["total"] for part in parts) - to
    reductions = []
    for part in parts:
        quantity = min(part.pop("total"), left)
        if quantity <= 0:
            break
        left -= quantity
        reductions.append(
            LedgerEntry(
                **part,
                kind=LedgerEntry.Kind.REDUCTION,
                quantity=-quantity,
                valid_from=on,
                **posting,
            )
        )
    with refused_below_nothing():
        return LedgerEntry.objects.bulk_create(reductions)


@transaction.atomic
def reverse_entries(entries, *, by, now):
    """Take entries back, each wholly, by a correction that names it; returns the corrections.

    Raises ValidationError when more than is left would be taken, or when one is taken back already.
    """
    if any(entry.kind == LedgerEntry.Kind.CORRECTION for entry in entries):
        raise ValidationError(
            _("A correction cannot be reversed. Post what is right instead."),
            code="correction_is_final",
        )
    with refused_below_nothing():
        return LedgerEntry.objects.bulk_create(
            LedgerEntry(
                **_of_the_same_holding(entry),
                kind=LedgerEntry.Kind.CORRECTION,
                quantity=-entry.quantity,
                valid_from=entry.valid_from,
                valid_to=entry.valid_to,
                reverses=entry,
                posted_at=now,
                posted_by=by,
            )
            for entry in entries
        )


def _of_the_same_holding(entry):
    return {name: getattr(entry, name) for name in OF_THE_SAME_HOLDING}


@contextmanager
def refused_below_nothing():
    """Turn what the database refuses about lowered holdings into sentences."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "ledger_never_below_nothing" in str(error):
            raise ValidationError(
                _("There are not that many left on every day from then on."),
                code="more_than_is_held",
            ) from error
        if "reverses_id" in str(error):
            raise ValidationError(
                _("This has been reversed already."), code="reversed_already"
            ) from error
        raise


def _assured_to(line, on):
    """The last day of the assurance that a licence comes with: that of the agreement's term.

    Volume programmes sell assurance for what is left of the term.
    """
    if line.product.kind != Product.Kind.LICENCE_AND_ASSURANCE or line.term_months:
        return None
    return max(term_on(line.order.volume_licence_agreement, on).ends_on, on)


def _valid_to(line, valid_from):
    """The last day of the right; too late for its common last day, it lasts a day."""
    if line.term_months is None:
        return None
    if line.last_day:
        return max(line.last_day, valid_from)
    return last_day_of_term(valid_from, months=line.term_months)
