"""Positions: what an organisation has on a day, summed from the ledger, with its purchases."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import F, Min, Q, Sum

from agreements.catalogue.models import Product
from agreements.frameworks.models import CountingBasis
from agreements.holdings.models import LedgerEntry

AHEAD = timedelta(days=180)
"""How long before it happens an expiry is shown."""
SAME_POSITION = ("product", "volume_licence_agreement", "unit", "counting_basis")
"""What the entries of one position have in common."""


@dataclass(frozen=True)
class Position:
    """How many of a product an organisation has under one agreement on a day."""

    key: tuple
    product_name: str
    part_number: str
    unit: str
    agreement_number: str
    counting_basis: str
    quantity: int
    first_expiry: date | None
    supports: str
    """The product that it is Software Assurance, a step-up or support for; empty for none."""
    lines: tuple = ()
    """The entries it is the sum of, oldest first; what was reversed is left out with its
    correction."""


@dataclass(frozen=True)
class Expiry:
    """How many of a product end with a day."""

    last_day: date
    product_name: str
    part_number: str
    agreement_number: str
    quantity: int
    unit: str


def entries_of(organisation, *, segment=None):
    """The organisation's ledger, newest entry first."""
    return LedgerEntry.objects.filter(_whose(organisation, segment)).select_related(
        "product", "volume_licence_agreement", "order_line__order__organisation", "posted_by"
    )


def holdings(organisation, at, *, segment=None):
    """The positions of a day, each with the entries it is made of.

    The page, the PDF, the files and the command show these.
    """
    lines = defaultdict(list)
    entries = (
        entries_of(organisation, segment=segment)
        .filter(_valid(at), reverses=None, reversed_by=None)
        .select_related("segment")
        .order_by("valid_from", "pk")
    )
    for entry in entries:
        key = (entry.product_id, entry.volume_licence_agreement_id)
        lines[*key, entry.unit, entry.counting_basis].append(entry)
    found = positions(organisation, at, segment=segment)
    return [replace(position, lines=tuple(lines[position.key])) for position in found]


def positions(organisation, at, *, segment=None):
    """The organisation's positions on a day, one a product and agreement, ordered by product.

    With a segment only what is its own.
    """
    standing = Q(quantity__gt=0, reverses=None, reversed_by=None)
    rows = (
        LedgerEntry.objects.filter(_valid(at), _whose(organisation, segment))
        .values(*SAME_POSITION)
        .annotate(
            total=Sum("quantity"),
            first_expiry=Min("valid_to", filter=standing),
            name=F("product__name"),
            part_number=F("product__part_number"),
            supports=F("product__supports__name"),
            number=F("volume_licence_agreement__number"),
        )
        .exclude(total=0)
        .order_by("name", "part_number", "number", "unit", "counting_basis")
    )
    return [_position(row) for row in rows]


def expiries(organisation, at, *, segment=None):
    """What ends within AHEAD of a day, soonest first; what is given up before then is not there."""
    rows = (
        LedgerEntry.objects.filter(
            _whose(organisation, segment), valid_from__lte=at, valid_to__range=(at, at + AHEAD)
        )
        .values("valid_to", "product", "volume_licence_agreement", "unit")
        .annotate(
            total=Sum("quantity"),
            name=F("product__name"),
            part_number=F("product__part_number"),
            number=F("volume_licence_agreement__number"),
        )
        .filter(total__gt=0)
        .order_by("valid_to", "name", "part_number", "number")
    )
    return [
        Expiry(
            last_day=row["valid_to"],
            product_name=row["name"],
            part_number=row["part_number"],
            agreement_number=row["number"],
            quantity=row["total"],
            unit=Product.Unit(row["unit"]).label,
        )
        for row in rows
    ]


def _whose(organisation, segment):
    own = Q(organisation=organisation)
    return own & Q(segment=segment) if segment else own


def _valid(at):
    return Q(valid_from__lte=at) & (Q(valid_to=None) | Q(valid_to__gte=at))


def _position(row):
    return Position(
        key=tuple(row[name] for name in SAME_POSITION),
        product_name=row["name"],
        part_number=row["part_number"],
        unit=Product.Unit(row["unit"]).label,
        agreement_number=row["number"],
        counting_basis=CountingBasis(row["counting_basis"]).label,
        quantity=row["total"],
        first_expiry=row["first_expiry"],
        supports=row["supports"] or "",
    )
