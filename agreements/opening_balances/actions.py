"""What happens to a file of opening balances: uploaded, its products chosen, posted, reversed.

Or discarded, before it is posted.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import Product
from agreements.holdings.actions import reverse_entries
from agreements.holdings.models import LedgerEntry
from agreements.holdings.queries import counted_as
from agreements.opening_balances.models import OpeningBalance, OpeningBalanceRow
from agreements.opening_balances.queries import products_by_part_number, products_with_similar_names
from agreements.opening_balances.reading import read_balances
from agreements.opening_balances.states import ALLOWED_FROM, BalanceState
from agreements.table_files.sheets import segments_by_name, sentence
from municipalities.constraints import broken_constraint, filled
from municipalities.people.models import User
from municipalities.register.locking import lock_organisation
from municipalities.register.models import Organisation


@transaction.atomic
def upload_balance(
    agreement: VolumeLicenceAgreement,
    content: bytes,
    *,
    valid_from: date,
    name: str,
    by: User,
    now: datetime,
) -> OpeningBalance:
    """Read a file and keep its rows to be looked through; nothing is posted.

    Raises ValidationError where the file as a whole cannot be read.
    """
    organisation = agreement.accession.organisation
    _check_holds_licences(organisation, agreement)
    segments = segments_by_name(organisation)
    rows, sheet = read_balances(content, segments=segments, valid_from=valid_from)
    if sheet.findings:
        refusals = [
            ValidationError(sentence(one.code, one.params), code=one.code) for one in sheet.findings
        ]
        raise ValidationError({"file": refusals})
    balance = OpeningBalance.objects.create(
        organisation=organisation,
        volume_licence_agreement=agreement,
        valid_from=valid_from,
        file_name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        unread_columns=sheet.unread,
        uploaded_at=now,
        uploaded_by=by,
    )
    OpeningBalanceRow.objects.bulk_create(_matched(balance, rows))
    return balance


def _matched(balance: OpeningBalance, rows: Sequence[Any]) -> Iterator[OpeningBalanceRow]:
    """The rows with their product, by part number, or with the products that are named alike."""
    framework = balance.volume_licence_agreement.accession.framework
    numbers = {fields["part_number"] for fields, _row in rows}
    known = products_by_part_number(framework, numbers)
    unknown = {fields["name"] for fields, _row in rows if fields["part_number"] not in known}
    named_like = products_with_similar_names(framework, unknown - {""})
    for fields, row in rows:
        product = known.get(fields["part_number"])
        candidates = [] if product else named_like.get(fields["name"], [])
        if product is None and not candidates and not row.findings:
            row.note("product_not_found")
        made = OpeningBalanceRow(**fields, balance=balance, product=product, candidates=candidates)
        if product and made.lacks_last_day and row.could_read("valid_to"):
            row.note("last_day_missing", product=product.name)
        made.problems = [
            {"code": one.code, "params": one.params, "column": one.column} for one in row.findings
        ]
        yield made


def _check_holds_licences(organisation: Organisation, agreement: VolumeLicenceAgreement) -> None:
    """Refuse what would lie where no reform finds it any more: it has moved what was there."""
    if agreement.withdrawn_by_id:
        raise ValidationError(
            _("The agreement is cancelled. Upload the file under another."),
            code="agreement_cancelled",
        )
    if organisation.dissolved_on or agreement.withdrawn_at:
        raise ValidationError(
            _("This has passed to another organisation in a reform. Upload the file there."),
            code="passed_on",
        )


def choose_products(balance: OpeningBalance, chosen: dict[int, int]) -> None:
    """Say which product each row means, as {row id: product id}; only of those named alike.

    Raises ValidationError for rows that then would lack their last day; the others are saved.
    """
    refused = _choose(balance, chosen)
    if refused:
        raise ValidationError([_lacks_last_day(row) for row in refused])


@transaction.atomic
def _choose(balance: OpeningBalance, chosen: dict[int, int]) -> list[OpeningBalanceRow]:
    """Save what is chosen, but for the rows that come back."""
    _held(balance, BalanceState.DRAFT)
    rows = list(balance.rows.filter(pk__in=chosen))
    if any(chosen[row.pk] not in row.candidates for row in rows):
        raise ValidationError(_("Choose one of the products of the row."), code="not_a_candidate")
    products = Product.objects.in_bulk(chosen.values())
    for row in rows:
        row.product = products.get(chosen[row.pk])
    saved = [row for row in rows if not row.lacks_last_day]
    OpeningBalanceRow.objects.bulk_update(saved, ["product"], batch_size=500)
    return [row for row in rows if row.lacks_last_day]


def _lacks_last_day(row: OpeningBalanceRow) -> ValidationError:
    said = sentence("last_day_missing", {"product": filled(row.product).name})
    return ValidationError(
        _("Row %(row)s: %(sentence)s"),
        params={"row": row.number, "sentence": said},
        code="last_day_missing",
    )


@transaction.atomic
def post_balance(balance: OpeningBalance, *, by: User, now: datetime) -> None:
    """Post every row as an opening balance: all of them, or nothing."""
    _held(balance, BalanceState.DRAFT)
    # A reform waits until this is posted, or this sees that the reform has been
    holder = lock_organisation(balance.organisation_id)
    agreement = VolumeLicenceAgreement.objects.get(pk=balance.volume_licence_agreement_id)
    _check_holds_licences(holder, agreement)
    rows = list(balance.rows.select_related("product"))
    _check_may_post(rows)
    try:
        with transaction.atomic():
            move_balance(balance, BalanceState.POSTED, posted_at=now, posted_by=by)
    except IntegrityError as error:
        if broken_constraint(error) != "opening_balance_file_posted_once":
            raise
        raise ValidationError(
            _("This very file is posted already."), code="posted_twice"
        ) from error
    entries = LedgerEntry.objects.bulk_create(_entry(balance, row, by=by, now=now) for row in rows)
    for row, entry in zip(rows, entries, strict=True):
        row.entry = entry
    OpeningBalanceRow.objects.bulk_update(rows, ["entry"], batch_size=500)


def _check_may_post(rows: Iterable[OpeningBalanceRow]) -> None:
    if any(row.problems for row in rows):
        raise ValidationError(
            _("Some rows have problems. Correct the file and upload it again."),
            code="rows_have_problems",
        )
    if any(row.product is None for row in rows):
        raise ValidationError(
            _("Choose the product of every row first."), code="product_is_not_chosen"
        )
    endless = next((row for row in rows if row.lacks_last_day), None)
    if endless:
        raise _lacks_last_day(endless)


def _entry(
    balance: OpeningBalance, row: OpeningBalanceRow, *, by: User, now: datetime
) -> LedgerEntry:
    # _check_may_post has refused rows without a product, or with a quantity nobody could read
    agreement, product = balance.volume_licence_agreement, filled(row.product)
    return LedgerEntry(
        organisation_id=balance.organisation_id,
        volume_licence_agreement=agreement,
        product=product,
        segment_id=row.segment_id,
        kind=LedgerEntry.Kind.OPENING_BALANCE,
        quantity=filled(row.quantity),
        **counted_as(agreement, product),
        unit_net=row.unit_net,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        assured_to=row.assured_to,
        posted_at=now,
        posted_by=by,
    )


@transaction.atomic
def reverse_balance(balance: OpeningBalance, *, by: User, now: datetime) -> None:
    """Take back every entry of a posted file, but for those that are taken back already.

    Raises ValidationError when something has been given up of what the file brought.
    """
    _held(balance, BalanceState.POSTED)
    entries = LedgerEntry.objects.filter(opening_balance_row__balance=balance, reversed_by=None)
    reverse_entries(list(entries), by=by, now=now)
    move_balance(balance, BalanceState.REVERSED, reversed_at=now, reversed_by=by)


@transaction.atomic
def discard_balance(balance: OpeningBalance, *, by: User, now: datetime) -> None:
    """Give up a file that is not posted; it stays to be seen, and is never posted."""
    _held(balance, BalanceState.DRAFT)
    move_balance(balance, BalanceState.DISCARDED, discarded_at=now, discarded_by=by)


def move_balance(balance: OpeningBalance, state: BalanceState, **fields: Any) -> None:
    """Move a file to a state from the one before it; the only writer of the state column."""
    movable = OpeningBalance.objects.filter(pk=balance.pk, state=ALLOWED_FROM[state])
    if not movable.update(state=state, **fields):
        raise _state_has_changed()
    balance.refresh_from_db()


def _held(balance: OpeningBalance, state: BalanceState) -> None:
    """Hold the file, one act at a time; refuse when it is no longer in the state it was seen in."""
    locked = OpeningBalance.objects.select_for_update(no_key=True).get(pk=balance.pk)
    if locked.state != state:
        raise _state_has_changed()


def _state_has_changed() -> ValidationError:
    return ValidationError(
        _("The file has changed since you opened the page."), code="balance_has_changed"
    )
