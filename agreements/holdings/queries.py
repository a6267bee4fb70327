"""Positions: what an organisation has on a day, summed from the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Expression, F, Func, Q, Sum, When, Window
from django.db.models.query import QuerySet

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import Product
from agreements.frameworks.models import FrameworkAgreement
from agreements.holdings.models import HOLDING_COLUMNS, LedgerEntry
from agreements.price_levels.models import CountingBasis
from agreements.segments.models import Segment
from municipalities.register.models import Organisation
from municipalities.texts import Text

SOON = timedelta(days=120)
"""How far ahead a right that ends is told of."""

ANY = Q()
"""The condition that every entry fulfils."""

HOLDING = (
    "product__name",
    "product__part_number",
    "volume_licence_agreement__number",
    "unit",
    "counting_basis",
    "product_id",
)
"""What entries have in common that are summed to one position, in the order of the page."""

SOURCES = (
    "order_line__order__organisation",
    "opening_balance_row__balance__organisation",
    "true_up_reduction__count__true_up__volume_licence_agreement__accession__organisation",
    "transfer_in__plan",
    "transfer_in__outgoing__organisation",
    "transfer_out__plan",
    "transfer_out__incoming__organisation",
)
"""What an entry comes from, with the parts of its address."""
REVERSED_SOURCES = (
    "reverses__order_line__order__organisation",
    "reverses__opening_balance_row__balance__organisation",
)
"""What the entry came from that a correction takes back."""


@dataclass(frozen=True)
class Position:
    """How many of a product an organisation has under one agreement on a day.

    `first_expiry` is the first last day that some of it still has, None where all is perpetual.
    """

    product_id: int
    product_name: str
    part_number: str
    unit: str
    agreement_number: str
    counting_basis: str
    quantity: int
    first_expiry: date | None

    @property
    def counted_in(self) -> str:
        """The unit, in words."""
        return Product.Unit(self.unit).counted

    @property
    def basis(self) -> Text:
        """The counting basis, in words."""
        return CountingBasis(self.counting_basis).label

    def expires_soon(self, at: date) -> bool:
        """Whether some of it ends within SOON of a day."""
        return bool(self.first_expiry and self.first_expiry <= at + SOON)


def under_frameworks(frameworks: Iterable[FrameworkAgreement | int] | None) -> Q:
    """The condition that a row lies under one of these framework agreements; None: any."""
    if frameworks is None:
        return Q()
    return Q(volume_licence_agreement__accession__framework__in=frameworks)


def entries_of(
    organisation: Organisation, *, frameworks: Iterable[FrameworkAgreement | int] | None = None
) -> QuerySet[LedgerEntry]:
    """The organisation's ledger, newest entry first; with `frameworks` what is under these."""
    return LedgerEntry.objects.filter(under_frameworks(frameworks), organisation=organisation)


def with_sources(entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    """Entries with what a page shows of where each comes from."""
    return entries.select_related("product", "posted_by", *SOURCES, *REVERSED_SOURCES)


def holds_demonstration_data(organisation: Organisation) -> bool:
    """Whether any of the ledger is made up."""
    made_up = VolumeLicenceAgreement.objects.filter(
        accession__organisation=organisation, accession__framework__is_demonstration=True
    )
    return made_up.filter(ledger_entries__isnull=False).exists()


def valid_on(at: date) -> Q:
    """The condition that an entry's right exists on a day."""
    return Q(valid_from__lte=at) & (Q(valid_to=None) | Q(valid_to__gte=at))


def in_segment(segment: Segment | None) -> Q:
    """The condition that an entry is a segment's own; every entry is the whole organisation's."""
    return Q(segment=segment) if segment else Q()


def entries_on(
    organisation: Organisation,
    at: date,
    *,
    segment: Segment | None = None,
    frameworks: Iterable[FrameworkAgreement | int] | None = None,
) -> QuerySet[LedgerEntry]:
    """The entries that make up the positions of a day, one a purchase, by product and day.

    What was posted and taken back is left out: together it is nothing.
    """
    return (
        entries_of(organisation, frameworks=frameworks)
        .filter(valid_on(at), in_segment(segment), reverses=None, reversed_by=None)
        .select_related("product", "volume_licence_agreement", "segment", "order_line__order")
        .order_by(
            "product__name",
            "product__part_number",
            "volume_licence_agreement__number",
            "valid_from",
            "pk",
        )
    )


def counted_as(agreement: VolumeLicenceAgreement, product: Product) -> dict[str, str]:
    """The unit and the counting basis in which an agreement counts a product today."""
    return {
        "unit": product.unit,
        "counting_basis": product.counting_basis or agreement.counting_basis,
    }


def expiring_tranches(
    agreement: VolumeLicenceAgreement, product: Product, at: date
) -> list[dict[str, Any]]:
    """What stands on a day of a product for a time: one row a segment, price and last day.

    As the agreement counts it today; in another unit or on another basis it is something else.

    Each row has what HOLDING_COLUMNS names, `valid_to` and `total`; in the order to give up:
    what is no segment's first, then what lasts longest.
    """
    standing = LedgerEntry.objects.filter(
        valid_on(at),
        volume_licence_agreement=agreement,
        product=product,
        valid_to__isnull=False,
        **counted_as(agreement, product),
    )
    parts = standing.values(*HOLDING_COLUMNS, "valid_to").annotate(total=Sum("quantity"))
    no_segment_first = F("segment_id").asc(nulls_first=True)
    return list(parts.filter(total__gt=0).order_by(no_segment_first, "-valid_to", "unit_net"))


def positions(
    organisation: Organisation,
    at: date,
    *,
    segment: Segment | None = None,
    frameworks: Iterable[FrameworkAgreement | int] | None = None,
    only: Q = ANY,
) -> list[Position]:
    """The organisation's positions on a day, one a product and agreement, ordered by product.

    With a segment only what is its own; with `frameworks` only what is under these; `only` is a
    condition that their entries fulfil.
    """
    standing = LedgerEntry.objects.filter(
        only,
        valid_on(at),
        in_segment(segment),
        under_frameworks(frameworks),
        organisation=organisation,
    )
    by_last_day = standing.values(*HOLDING, "valid_to").annotate(left=Sum("quantity"))
    rows = by_last_day.annotate(
        total=over_holding("SUM", Sum("quantity"), HOLDING),
        first_expiry=over_holding("MIN", Case(When(left__gt=0, then="valid_to")), HOLDING),
    )
    held = rows.values(*HOLDING, "total", "first_expiry").distinct().order_by(*HOLDING)
    return [_position(row) for row in held if row["total"]]


class AggregateOverGroups(Func):
    """A function of what was summed up group by group."""

    window_compatible = True


def over_holding(function: str, summed: Expression, holding: Sequence[str]) -> Window:
    """SUM, MIN or MAX of what is summed by last day, of all that has the same `holding`.

    What was given up or passed on takes from what ends when it does: of a day on which nothing is
    left nothing ends.
    """
    return Window(AggregateOverGroups(summed, function=function), [F(name) for name in holding])


def _position(row: dict[str, Any]) -> Position:
    return Position(
        product_id=row["product_id"],
        product_name=row["product__name"],
        part_number=row["product__part_number"],
        unit=row["unit"],
        agreement_number=row["volume_licence_agreement__number"],
        counting_basis=row["counting_basis"],
        quantity=row["total"],
        first_expiry=row["first_expiry"],
    )
