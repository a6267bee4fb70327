"""What happens to a price file: uploaded, read, applied, reversed."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.catalogue.models import PriceList
from agreements.frameworks.models import FrameworkAgreement, Lot
from agreements.price_imports import effect
from agreements.price_imports.models import PriceImport, UploadChunk
from agreements.price_imports.queries import counts, expected_of, newest_list
from agreements.price_imports.reading import height_of, read_price_file
from agreements.price_imports.rows import Row
from agreements.price_imports.staging import Findings, Spool, find_missing, stage
from agreements.price_imports.states import ALLOWED_FROM, ImportState
from agreements.table_files.findings import Finding
from municipalities import formatting
from municipalities.constraints import broken_constraint, filled
from municipalities.people.models import User
from municipalities.worker.kinds import repeatable_task

logger = logging.getLogger(__name__)

MAX_FILE_BYTES = 20 * 1024 * 1024
"""Bytes of a price file."""
CHUNK_BYTES = 1024 * 1024
"""Bytes that are handed to the database at a time."""
PROGRESS_EVERY_ROWS = 1_000
"""Rows between two words on how far the reading has come."""
MAX_READING_TIME = timedelta(minutes=5)
"""A file that has been read for longer belonged to a worker that stopped."""


@transaction.atomic
def upload_prices(
    framework: FrameworkAgreement, content: bytes, *, now: datetime, **facts: Any
) -> PriceImport:
    """Store a price file and let a worker read it; the facts are those of store_upload."""
    price_import = store_upload(framework, content, now=now, **facts)
    read_in_worker.enqueue(price_import.pk)
    return price_import


@transaction.atomic
def store_upload(
    framework: FrameworkAgreement,
    content: bytes,
    *,
    name: str,
    valid_from: date,
    by: User | None,
    now: datetime,
    lot: Lot | None = None,
) -> PriceImport:
    """Store a price file that is yet to be read.

    `lot` is for products that neither the file nor the catalogue puts in one.
    """
    check_first_day(framework, valid_from)
    price_import = PriceImport.objects.create(
        framework=framework,
        file_name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        uploaded_at=now,
        uploaded_by=by,
        valid_from=valid_from,
        lot=lot,
        reading_since=now,
    )
    for number, start in enumerate(range(0, len(content), CHUNK_BYTES)):
        piece = content[start : start + CHUNK_BYTES]
        UploadChunk.objects.create(price_import=price_import, number=number, content=piece)
    return price_import


def check_first_day(framework: FrameworkAgreement, valid_from: date) -> None:
    """Refuse to rewrite the past: a new list begins after every other."""
    newest = newest_list(framework)
    if newest and valid_from <= newest.valid_from:
        refusal = ValidationError(
            _("The prices must hold from a day after %(day)s, when the newest list begins."),
            code="not_after_the_newest_list",
            params={"day": formatting.day(newest.valid_from)},
        )
        raise ValidationError({"valid_from": refusal})


@repeatable_task
def read_in_worker(price_import_id: int) -> None:
    """Read a file that waits; whatever happens, its page gets an answer."""
    price_import = PriceImport.objects.get(pk=price_import_id)
    try:
        read_prices(price_import)
    except ValidationError:
        logger.info("The price file %s is read already.", price_import)
    except Exception:
        logger.exception("The price file %s could not be read.", price_import)
        _fail(price_import, Finding("reading_stopped"))


def _fail(price_import: PriceImport, finding: Finding) -> None:
    with transaction.atomic():
        findings = Findings()
        findings.add(finding)
        findings.keep(price_import)
        move_import(price_import, ImportState.FAILED, errors=1)


def read_prices(price_import: PriceImport) -> None:
    """Read a waiting file, compare it, and make it ready or failed; the catalogue is not touched.

    Of two workers with the same file one is refused with the code import_has_changed.
    """
    content = _waiting(price_import)
    expected = expected_of(price_import.framework)
    report_progress = PriceImport.objects.filter(pk=price_import.pk).update
    report_progress(rows_in_all=height_of(content, expected))
    with Spool() as spool:
        findings = _read(content, expected, spool, report_progress)
        del content
        with transaction.atomic():
            _keep(price_import, spool, findings)


def _waiting(price_import: PriceImport) -> bytes:
    """The bytes of the file; refused when somebody has read it already."""
    pieces = price_import.upload_chunks.values_list("content", flat=True)
    content = b"".join(pieces.iterator(chunk_size=1))
    if not content and price_import.size:
        raise _state_has_changed()
    return content


def _read(
    content: bytes, expected: Any, spool: Any, report_progress: Callable[..., int]
) -> Findings:
    """Send the rows to the spool and gather the findings."""
    findings = Findings()
    for number, item in enumerate(read_price_file(content, expected), start=1):
        if isinstance(item, Row):
            spool.put(item)
        else:
            findings.add(item)
        if number % PROGRESS_EVERY_ROWS == 0:
            report_progress(rows_read=number)
    return findings


def _keep(price_import: PriceImport, spool: Any, findings: Findings) -> None:
    """Store what was read and what was found, and say how the file stands."""
    locked = PriceImport.objects.select_for_update().get(pk=price_import.pk)
    if locked.state != ImportState.READING:
        raise _state_has_changed()
    locked.compared_with = newest_list(locked.framework)
    spool.copy()
    findings.keep(locked)
    errors = findings.errors + find_missing(locked)
    result_fields = {
        "errors": errors,
        "warnings": findings.warnings,
        "compared_with": locked.compared_with,
    }
    if errors:
        move_import(price_import, ImportState.FAILED, **result_fields)
    else:
        stage(locked)
        move_import(price_import, ImportState.READY, **result_fields | counts(locked))
    locked.upload_chunks.all().delete()


@transaction.atomic
def apply_import(price_import: PriceImport, *, by: User | None, now: datetime) -> PriceList:
    """Make a ready file the framework agreement's newest price list: all of it, or nothing.

    Of two officers at the same moment one is refused with the code import_has_changed.
    """
    framework = _lock_framework(price_import, ImportState.READY)
    check_first_day(framework, price_import.valid_from)
    if newest_list(framework) != price_import.compared_with or _is_outside_lots(price_import):
        raise _catalogue_has_changed()
    price_list = PriceList.objects.create(
        framework=framework,
        version=_free_version(framework, price_import.valid_from),
        valid_from=price_import.valid_from,
        published_at=now,
        published_by=by,
    )
    move_import(
        price_import, ImportState.IN_EFFECT, price_list=price_list, applied_at=now, applied_by=by
    )
    if not effect.write_products(price_import):
        raise _catalogue_has_changed()
    effect.write_prices(price_import, price_list)
    return price_list


def _is_outside_lots(price_import: PriceImport) -> bool:
    """Whether a product has no lot, and the framework agreement has got lots since the reading."""
    outside = price_import.products.filter(lot=None)
    return price_import.framework.lots.exists() and outside.exists()


def _free_version(framework: FrameworkAgreement, first_day: date) -> str:
    """The list is called by its first day, unless another one is."""
    version = first_day.isoformat()
    if framework.price_lists.filter(version=version, withdrawn_at=None).exists():
        raise ValidationError(
            _("Another price list is called %(version)s. Give that one another name first."),
            code="version_taken",
            params={"version": version},
        )
    return version


@transaction.atomic
def reverse_import(price_import: PriceImport, *, reason: str, by: User, now: datetime) -> None:
    """Withdraw the list of a file, and put back the products it changed.

    Only the newest list, and only while no order refers to it: the database makes sure of that,
    also of orders that are being placed at this moment.
    """
    framework = _lock_framework(price_import, ImportState.IN_EFFECT)
    if newest_list(framework) != price_import.price_list:
        raise ValidationError(
            _("A newer price list builds on this one. Reverse the newer one first."),
            code="newer_list_exists",
        )
    with _list_in_use_as_refusal():
        # What is in effect has a list: price_import_in_effect_has_a_list
        PriceList.objects.filter(pk=filled(price_import.price_list_id)).update(
            withdrawn_at=now, withdrawn_by=by, withdrawn_reason=reason
        )
    effect.restore_products(price_import)
    move_import(
        price_import,
        ImportState.REVERSED,
        reversed_at=now,
        reversed_by=by,
        reversed_reason=reason,
    )


@contextmanager
def _list_in_use_as_refusal() -> Iterator[None]:
    """Turn the database's refusal to withdraw a list that orders refer to into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if broken_constraint(error) != "price_list_withdrawn_without_orders":
            raise
        raise ValidationError(
            _("Orders have been placed under this price list. It cannot be reversed."),
            code="list_has_orders",
        ) from error


def has_stopped(price_import: PriceImport, *, now: datetime) -> bool:
    """Whether a file has been read for so long that nobody can be reading it."""
    is_reading = price_import.state == ImportState.READING
    return is_reading and price_import.reading_since <= now - MAX_READING_TIME


def read_again(price_import: PriceImport, *, now: datetime) -> None:
    """Start over with a file that a worker left behind."""
    stopped = PriceImport.objects.filter(
        pk=price_import.pk,
        state=ImportState.READING,
        reading_since__lte=now - MAX_READING_TIME,
    )
    if not stopped.update(reading_since=now, rows_read=0, rows_in_all=0):
        raise _state_has_changed()
    read_in_worker.enqueue(price_import.pk)


def move_import(price_import: PriceImport, state: ImportState, **fields: Any) -> None:
    """Move a file to a state from the one before it; the only writer of the state column."""
    movable = PriceImport.objects.filter(pk=price_import.pk, state=ALLOWED_FROM[state])
    if not movable.update(state=state, **fields):
        raise _state_has_changed()
    price_import.refresh_from_db()


def _lock_framework(price_import: PriceImport, state: ImportState) -> FrameworkAgreement:
    """The framework agreement, held: its price lists are written by one at a time.

    Refuses when the file is no longer in the state in which somebody saw it.
    """
    framework = FrameworkAgreement.objects.select_for_update(no_key=True).get(
        pk=price_import.framework_id
    )
    price_import.refresh_from_db()
    if price_import.state != state:
        raise _state_has_changed()
    return framework


def _state_has_changed() -> ValidationError:
    return ValidationError(
        _("The price file has changed since you opened the page."), code="import_has_changed"
    )


def _catalogue_has_changed() -> ValidationError:
    return ValidationError(
        _("The catalogue has changed since the file was read. Upload it again."),
        code="catalogue_has_changed",
    )
