"""Posting to the ledger; nothing posted is ever changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.accessions.terms import term_on
from agreements.catalogue.models import Product
from agreements.holdings.models import HOLDING_COLUMNS, LedgerEntry
from agreements.holdings.queries import expiring_tranches
from agreements.periods import last_day_of_term
from municipalities.constraints import broken_constraint
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation

KINDS = {"new": LedgerEntry.Kind.ORDER, "true_up": LedgerEntry.Kind.TRUE_UP}
"""The kind of an entry by that of the order it comes from."""


@transaction.atomic
def post_order(
    order: Any, parts: Iterable[Any], *, by: User | None, now: datetime
) -> list[LedgerEntry]:
    """Post confirmed parts of an order's lines as entries; returns the entries, one a part.

    Each is valid from today for its term. What was ordered by an organisation that has passed into
    another meanwhile is the successor's. A part has `line`, `product`, `quantity` and `unit_net`.
    """
    agreement, today = _agreement_to_post_to(order), timezone.localdate(now)
    entries = [entry_of_part(part, order=order, on=today, by=by, now=now) for part in parts]
    if agreement.pk != order.volume_licence_agreement_id:
        for entry in entries:
            entry.organisation_id = agreement.accession.organisation_id
            entry.volume_licence_agreement = agreement
            # A segment stays with the organisation that had it
            entry.segment_id = None
    return LedgerEntry.objects.bulk_create(entries)


def _agreement_to_post_to(order: Any) -> VolumeLicenceAgreement:
    """The order's agreement, or the one that goes on with it; no reform happens meanwhile."""
    lock_organisation(order.organisation_id)
    agreements = VolumeLicenceAgreement.objects.select_related("accession", "continued_by")
    return agreements.get(pk=order.volume_licence_agreement_id).successor_agreement


def entry_of_part(
    part: Any, *, order: Any, on: date, by: User | None, now: datetime
) -> LedgerEntry:
    """The entry, not yet posted, of a confirmed part of a line whose right begins on a day."""
    line, product = part.line, part.product
    return LedgerEntry(
        organisation_id=order.organisation_id,
        volume_licence_agreement_id=order.volume_licence_agreement_id,
        product_id=product.pk,
        segment_id=order.segment_id,
        kind=KINDS[order.kind],
        quantity=part.quantity,
        unit=line.unit,
        counting_basis=product.counting_basis or order.counting_basis,
        unit_net=part.unit_net,
        valid_from=on,
        valid_to=_valid_to(line, on),
        assured_to=_assured_to(line, product, order, on),
        order_line=line,
        posted_at=now,
        posted_by=by,
    )


@transaction.atomic
def post_reduction(parts: Iterable[Any], *, by: User | None, now: datetime) -> list[LedgerEntry]:
    """Post confirmed parts of a correction: fewer from today, as long as the original lasts.

    Where the term has run out since, the last of its days is lowered. Of what was delivered in
    parts, those that last longest go first. Returns the first entry of each part. Raises
    ValidationError when so many are no longer held.
    """
    held = _held_of([part.line.corrects_id for part in parts])
    reductions = [_reductions(part, held[part.line.corrects_id], by=by, now=now) for part in parts]
    with negative_balance_as_refusal():
        LedgerEntry.objects.bulk_create(chain.from_iterable(reductions))
    return [first for first, *_others in reductions]


def _reductions(
    part: Any, held: dict[LedgerEntry, int], *, by: User | None, now: datetime
) -> list[LedgerEntry]:
    """The entries, not yet posted, that take a part out of what is `held`, which goes down too."""
    today, left, reductions = timezone.localdate(now), part.quantity, []
    for entry in held:
        quantity = min(held[entry], left)
        if quantity <= 0:
            continue
        held[entry] -= quantity
        left -= quantity
        reductions.append(
            LedgerEntry(
                **_in_the_same_holding(entry),
                kind=LedgerEntry.Kind.REDUCTION,
                quantity=-quantity,
                valid_from=min(today, entry.valid_to or today),
                valid_to=entry.valid_to,
                order_line=part.line,
                posted_at=now,
                posted_by=by,
            )
        )
    if left:
        raise _too_few_held()
    return reductions


def _held_of(lines: Iterable[Any]) -> dict[int | None, dict[LedgerEntry, int]]:
    """{line id: {entry: what corrections have left of it}}, in two queries for all lines.

    The entries that last longest come first. A reduction ends with the entry it lowers, so its
    last day tells which one that was.
    """
    taken: Counter[tuple[int | None, date | None]] = Counter()
    reductions = LedgerEntry.objects.filter(order_line__corrects__in=lines)
    for line, last_day, quantity in reductions.values_list(
        "order_line__corrects", "valid_to", "quantity"
    ):
        taken[line, last_day] -= quantity
    held: dict[int | None, dict[LedgerEntry, int]] = defaultdict(dict)
    last = F("valid_to").desc(nulls_first=True)
    for entry in LedgerEntry.objects.filter(order_line__in=lines).order_by(last, "-pk"):
        key = entry.order_line_id, entry.valid_to
        gone = min(taken[key], entry.quantity)
        taken[key] -= gone
        held[entry.order_line_id][entry] = entry.quantity - gone
    return held


@transaction.atomic
def reduce_to(
    agreement: VolumeLicenceAgreement,
    product: Product,
    *,
    quantity: int,
    from_day: date,
    posting: dict[str, Any],
) -> list[LedgerEntry]:
    """Reduce expiring rights so that `quantity` remain from `from_day`; returns the reductions.

    Entries without a segment go first, then the longest-lasting. `posting` holds posted_by and
    posted_at. Raises ValidationError where the holding would be negative on a later day.
    """
    tranches = expiring_tranches(agreement, product, from_day)
    left = sum(tranche["total"] for tranche in tranches) - quantity
    reductions = []
    for tranche in tranches:
        fewer = min(tranche.pop("total"), left)
        if fewer <= 0:
            break
        left -= fewer
        reductions.append(
            LedgerEntry(
                **tranche,
                kind=LedgerEntry.Kind.REDUCTION,
                quantity=-fewer,
                valid_from=from_day,
                **posting,
            )
        )
    with negative_balance_as_refusal():
        return LedgerEntry.objects.bulk_create(reductions)


@transaction.atomic
def reverse_entries(
    entries: Iterable[LedgerEntry], *, by: User, now: datetime
) -> list[LedgerEntry]:
    """Take entries back, each wholly, by a correction that names it; returns the corrections.

    Raises ValidationError when more than is left would be taken, or when one is taken back already.
    """
    if any(entry.kind == LedgerEntry.Kind.CORRECTION for entry in entries):
        raise ValidationError(
            _("A correction cannot be reversed. Post what is right instead."),
            code="correction_is_final",
        )
    with negative_balance_as_refusal():
        return LedgerEntry.objects.bulk_create(
            LedgerEntry(
                **_in_the_same_holding(entry),
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


def _in_the_same_holding(entry: LedgerEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in HOLDING_COLUMNS}


@contextmanager
def negative_balance_as_refusal() -> Iterator[None]:
    """Turn what the database refuses about lowered holdings into sentences."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = broken_constraint(error)
        if broken == "ledger_never_negative":
            raise _too_few_held() from error
        if broken == "agreements_ledgerentry_reverses_id_key":
            raise ValidationError(
                _("This has been reversed already."), code="reversed_already"
            ) from error
        raise


def _too_few_held() -> ValidationError:
    return ValidationError(
        _("The holding would be negative on a later day."), code="more_than_is_held"
    )


def _assured_to(line: Any, product: Product, order: Any, on: date) -> date | None:
    """The last day of the assurance that a licence comes with: that of the agreement's term.

    Volume programmes sell assurance for what is left of the term.
    """
    if product.kind != Product.Kind.LICENCE_AND_ASSURANCE or line.term_months:
        return None
    return max(term_on(order.volume_licence_agreement, on).ends_on, on)


def _valid_to(line: Any, valid_from: date) -> date | None:
    """The last day of the right; too late for its common last day, it lasts a day."""
    if line.term_months is None:
        return None
    if line.last_day:
        return max(line.last_day, valid_from)
    return last_day_of_term(valid_from, months=line.term_months)
