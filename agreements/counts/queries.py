"""Owned against used: what the ledger says, and what was counted last."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.query import QuerySet

from agreements.catalogue.models import Product
from agreements.counts.models import LicenceCount
from agreements.holdings.models import LedgerEntry
from agreements.holdings.rights import rights_on
from agreements.segments.models import Segment
from municipalities.register.models import Organisation

NOT_COUNTED = {
    Product.Kind.ASSURANCE,
    Product.Kind.SUPPORT,
    Product.Kind.HOURS,
    Product.Kind.TRAINING,
}
"""What nobody has in use in a number that could be counted."""
TIME_UNITS = {Product.Unit.HOUR, Product.Unit.DAY}


@dataclass(frozen=True)
class Margin:
    """How many of a product, or of all products of an edition, are owned and used on a day."""

    part_number: str
    """Of an edition every number, with commas."""
    counted_as: str
    """The part number to count it by; empty for what is not counted."""
    product_name: str
    owned: int
    used: int | None
    """None: never counted."""
    counted_on: date | None
    """The oldest of the counts that `used` is the sum of."""

    @property
    def left_over(self) -> int | None:
        """How many are owned and not used; negative for too few, None without a count."""
        return None if self.used is None else self.owned - self.used

    @property
    def is_over(self) -> bool:
        """Whether more are used than the margin lets pass."""
        if self.used is None:
            return False
        return self.used * 100 > self.owned * (100 + settings.COUNT_MARGIN_PER_CENT)


def counts_of(organisation: Organisation) -> QuerySet[LicenceCount]:
    """Every count of an organisation, the latest first."""
    return LicenceCount.objects.filter(organisation=organisation).select_related(
        "product", "segment", "recorded_by"
    )


def margins(
    organisation: Organisation, at: date, *, segment: Segment | None = None
) -> list[Margin]:
    """Each product that is owned or counted by a day, ordered by name.

    Licences of an edition are one row, with what may be used of it: step-ups lift licences from
    one to another, and Software Assurance is not used by anybody.
    """
    owned = _owned(organisation, at, segment)
    used = _used(organisation, at, segment)
    products = Product.objects.filter(pk__in=owned.keys() | used.keys()).select_related("edition")
    usable = {
        right.edition.pk: right.usable for right in rights_on(organisation, at, segment=segment)
    }
    of_editions = defaultdict(list)
    rows = []
    for product in products.order_by("name", "part_number"):
        if product.edition:
            of_editions[product.edition].append(product)
        else:
            rows.append(_margin(product.name, [product], owned.get(product.pk, 0), used))
    rows += [
        _margin(edition.name, of_it, usable.get(edition.pk, 0), used)
        for edition, of_it in of_editions.items()
    ]
    return sorted(rows, key=lambda row: (row.product_name, row.part_number))


def _margin(
    name: str, products: Sequence[Product], owned: int, used: Mapping[int, list[LicenceCount]]
) -> Margin:
    """What is owned of one or more products together, and the counts of any of them."""
    counts = [count for product in products for count in used.get(product.pk, [])]
    return Margin(
        part_number=", ".join(product.part_number for product in products),
        counted_as=next((one.part_number for one in products if _is_counted(one)), ""),
        product_name=name,
        owned=owned,
        used=sum(count.quantity for count in counts) if counts else None,
        counted_on=min((count.counted_on for count in counts), default=None),
    )


def _is_counted(product: Product) -> bool:
    return product.kind not in NOT_COUNTED and product.unit not in TIME_UNITS


def _owned(organisation: Organisation, at: date, segment: Segment | None) -> dict[int, int]:
    """Quantity by product."""
    rows = (
        LedgerEntry.objects.filter(_segment_filter(organisation, segment), valid_from__lte=at)
        .filter(Q(valid_to=None) | Q(valid_to__gte=at))
        .values("product")
        .annotate(total=Sum("quantity"))
        .exclude(total=0)
    )
    return dict(rows.values_list("product", "total"))


def _used(
    organisation: Organisation, at: date, segment: Segment | None
) -> dict[int, list[LicenceCount]]:
    """The latest count of each part of the organisation that is not closed by then, by product."""
    still_there = Q(segment__closed_at=None) | Q(segment__closed_at__date__gt=at)
    latest = (
        LicenceCount.objects.filter(
            _segment_filter(organisation, segment), still_there, counted_on__lte=at
        )
        .order_by("product_id", "segment_id", "-counted_on", "-pk")
        .distinct("product_id", "segment_id")
    )
    used = defaultdict(list)
    for count in latest:
        used[count.product_id].append(count)
    return dict(used)


def _segment_filter(organisation: Organisation, segment: Segment | None) -> Q:
    own = Q(organisation=organisation)
    return own & Q(segment=segment) if segment else own


def products_to_count(organisation: Organisation) -> dict[str, int]:
    """The key of each product of an organisation's own agreements by its part number.

    Of products of several agreements with the same part number the one that is in the ledger is
    meant; where that does not tell, none is.
    """
    held = LedgerEntry.objects.filter(organisation=organisation, product=OuterRef("pk"))
    products = Product.objects.filter(
        framework__accessions__in=organisation.accessions.exclude(volume_licence_agreements=None)
    )
    found: dict[str, dict[int, bool]] = defaultdict(dict)
    for key, number, is_held in products.annotate(is_held=Exists(held)).values_list(
        "pk", "part_number", "is_held"
    ):
        found[number][key] = is_held
    meant = {number: _the_one(keys) for number, keys in found.items()}
    return {number: key for number, key in meant.items() if key}


def _the_one(keys: dict[int, bool]) -> int | None:
    """The only key, or the only one in the ledger."""
    held = [key for key, is_held in keys.items() if is_held]
    if len(keys) > 1 and len(held) != 1:
        return None
    return held[0] if held else next(iter(keys))
