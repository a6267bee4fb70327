"""Positions: what an organisation has on a day, summed from the ledger."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q, Sum

from agreements.catalogue.models import Product
from agreements.frameworks.models import CountingBasis
from agreements.holdings.models import LedgerEntry


@dataclass(frozen=True)
class Position:
    """How many of a product an organisation has under one agreement on a day."""

    product_name: str
    part_number: str
    unit: str
    agreement_number: str
    counting_basis: str
    quantity: int
    first_expiry: date | None


def entries_of(organisation):
    """The organisation's ledger, newest entry first."""
    return LedgerEntry.objects.filter(organisation=organisation).select_related(
        "product", "volume_licence_agreement", "order_line__order__organisation", "posted_by"
    )


def positions(organisation, at):
    """The organisation's positions on a day, one a product and agreement, ordered by product."""
    valid = Q(valid_from__lte=at) & (Q(valid_to=None) | Q(valid_to__gte=at))
    standing = Q(quantity__gt=0, reverses=None, reversed_by=None)
    rows = (
        LedgerEntry.objects.filter(valid, organisation=organisation)
        .values(
            "product__name",
            "product__part_number",
            "unit",
            "volume_licence_agreement__number",
            "counting_basis",
        )
        .annotate(total=Sum("quantity"), first_expiry=Min("valid_to", filter=standing))
        .exclude(total=0)
        .order_by("product__name", "product__part_number", "volume_licence_agreement__number")
    )
    return [_position(row) for row in rows]


def _position(row):
    return Position(
        product_name=row["product__name"],
        part_number=row["product__part_number"],
        unit=Product.Unit(row["unit"]).label,
        agreement_number=row["volume_licence_agreement__number"],
        counting_basis=CountingBasis(row["counting_basis"]).label,
        quantity=row["total"],
        first_expiry=row["first_expiry"],
    )
