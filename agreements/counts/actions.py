"""Recording what is in use: one count, or a file of them."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.counts.models import LicenceCount
from agreements.counts.queries import products_to_count
from agreements.counts.reading import read_counts
from agreements.table_files.sheets import Sheet, segments_by_name
from municipalities.people.models import User
from municipalities.register.models import Organisation


@transaction.atomic
def record_count(
    organisation: Organisation, count: dict[str, Any], *, by: User, now: datetime
) -> LicenceCount:
    """Record a count, given as part_number, segment, counted_on and quantity.

    Raises ValidationError where the day is to come or no product has the part number.
    """
    if count["counted_on"] > timezone.localdate(now):
        refusal = ValidationError(_("The day is yet to come."), code="day_ahead")
        raise ValidationError({"counted_on": refusal})
    product_id = products_to_count(organisation).get(count["part_number"])
    if product_id is None:
        refusal = ValidationError(
            _("No product of your agreements has this part number."), code="product_not_found"
        )
        raise ValidationError({"part_number": refusal})
    return LicenceCount.objects.create(
        organisation=organisation,
        product_id=product_id,
        segment=count["segment"],
        counted_on=count["counted_on"],
        quantity=count["quantity"],
        recorded_at=now,
        recorded_by=by,
    )


@transaction.atomic
def import_counts(
    organisation: Organisation, content: bytes, *, name: str, by: User, now: datetime
) -> Sheet:
    """Record every row of a file, or nothing where the Sheet that comes back has findings."""
    counts, sheet = read_counts(
        content,
        products=products_to_count(organisation),
        segments=segments_by_name(organisation),
        today=timezone.localdate(now),
    )
    if not sheet.findings:
        LicenceCount.objects.bulk_create(
            LicenceCount(
                **count,
                organisation=organisation,
                file_name=name[-200:],
                recorded_at=now,
                recorded_by=by,
            )
            for count in counts
        )
    return sheet
