"""Posting to the ledger; nothing posted is ever changed."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.holdings.models import LedgerEntry
from agreements.periods import last_day_of_term
from municipalities.register.models import Organisation

FROZEN_WITH_THE_ENTRY = (
    "organisation_id",
    "volume_licence_agreement_id",
    "product_id",
    "unit",
    "counting_basis",
    "segment_id",
    "unit_net",
    "valid_from",
    "valid_to",
)
"""What a correction has in common with the entry it takes back."""


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
            product_id=line.product_id,
            kind=LedgerEntry.Kind.ORDER,
            quantity=line.quantity,
            **_frozen(line, organisation_id=agreement.accession.organisation_id),
            valid_from=today,
            valid_to=_valid_to(line, today),
            order_line=line,
            posted_at=now,
            posted_by=by,
        )
        for line in order.lines.select_related("order")
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
        **_frozen(line, organisation_id=line.order.organisation_id),
        valid_from=min(today, last_day or today),
        valid_to=last_day,
        order_line=line,
        posted_at=now,
        posted_by=by,
    )


def _frozen(line, *, organisation_id):
    """What an entry keeps of the line it comes from; a segment stays with its organisation."""
    order = line.order
    return {
        "unit": line.unit,
        "counting_basis": order.counting_basis,
        "segment_id": order.segment_id if order.organisation_id == organisation_id else None,
        "unit_net": line.unit_net,
    }


@transaction.atomic
def correct_entry(entry, *, by, now):
    """Take an entry back wholly: an entry of the opposite sign that names it. Returns it.

    Raises ValidationError where it is taken back already, is a correction itself, or where what it
    gave is no longer there.
    """
    _check_may_correct(entry)
    correction = opposite_of(entry, by=by, now=now)
    with _below_nothing_refused():
        correction.save()
    return correction


def opposite_of(entry, *, by, now):
    """The correction that takes an entry back, not saved yet."""
    return LedgerEntry(
        **{name: getattr(entry, name) for name in FROZEN_WITH_THE_ENTRY},
        kind=LedgerEntry.Kind.CORRECTION,
        quantity=-entry.quantity,
        reverses=entry,
        posted_at=now,
        posted_by=by,
    )


def _check_may_correct(entry):
    VolumeLicenceAgreement.objects.select_for_update(no_key=True).get(
        pk=entry.volume_licence_agreement_id
    )
    if entry.reverses_id or LedgerEntry.objects.filter(reverses=entry).exists():
        raise ValidationError(_("This entry is taken back already."), code="already_corrected")


@contextmanager
def _below_nothing_refused():
    """Say so when the database finds that more is taken than there is."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "ledger_never_below_nothing" not in str(error):
            raise
        raise ValidationError(
            _("Some of what this entry gave has been given up or has passed on since."),
            code="less_than_nothing",
        ) from error


def _valid_to(line, valid_from):
    """The last day of the right; too late for its common last day, it lasts a day."""
    if line.term_months is None:
        return None
    if line.last_day:
        return max(line.last_day, valid_from)
    return last_day_of_term(valid_from, months=line.term_months)
