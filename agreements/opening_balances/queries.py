"""Selecting files of opening balances, and the products their rows may mean."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db import connection
from django.db.models import Count, Q
from django.db.models.query import QuerySet

from agreements.catalogue.models import Product
from agreements.frameworks.models import FrameworkAgreement
from agreements.opening_balances.models import OpeningBalance, OpeningBalanceRow
from municipalities.register.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

CANDIDATES = 5
SIMILAR_NAMES = """
    SELECT asked.name, ARRAY(
        SELECT product.id
        FROM agreements_product AS product
        WHERE product.framework_id = %(framework)s AND product.name %% asked.name
        ORDER BY product.name <-> asked.name, product.name, product.id
        LIMIT %(candidates)s
    )
    FROM unnest(%(names)s::text[]) AS asked (name)
"""
"""`%` holds from a likeness of 0.3 (of 1), as PostgreSQL has it; `<->` is how unlike they are."""


def balances_of(organisation: Organisation) -> QuerySet[OpeningBalance]:
    """An organisation's files with who did what, newest first."""
    return OpeningBalance.objects.filter(organisation=organisation).select_related(
        "organisation",
        "volume_licence_agreement",
        "uploaded_by",
        "posted_by",
        "reversed_by",
        "discarded_by",
    )


def with_counts(balances: QuerySet[OpeningBalance]) -> QuerySet[OpeningBalance]:
    """Files with how many rows they have, and how many stand in the way of posting."""
    wrong, undecided = ~Q(rows__problems=[]), Q(rows__problems=[], rows__product=None)
    return balances.annotate(
        row_count=Count("rows"),
        wrong_count=Count("rows", filter=wrong),
        undecided_count=Count("rows", filter=undecided),
    ).order_by("-uploaded_at", "-pk")


def products_by_part_number(
    framework: FrameworkAgreement, numbers: Iterable[str]
) -> dict[str, Product]:
    """Those of a framework agreement's products that have one of these part numbers, by it."""
    products = Product.objects.filter(framework=framework, part_number__in=numbers)
    return {product.part_number: product for product in products}


def products_with_similar_names(
    framework: FrameworkAgreement, names: Iterable[str]
) -> dict[str, list[int]]:
    """The keys of the products named most like each name, best first, by name: one query."""
    asked: dict[str, Any] = {
        "framework": framework.pk,
        "names": list(names),
        "candidates": CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR_NAMES, asked)
        return dict(cursor.fetchall())


class Choices(TypedDict):
    """What stands with a row on its page: the products it may mean, best first."""

    choices: list[Product]


type RowWithChoices = WithAnnotations[OpeningBalanceRow, Choices]


def with_choices(rows: Iterable[OpeningBalanceRow]) -> list[RowWithChoices]:
    """Rows of a page, each with the products it may mean as `choices`."""
    listed = cast(list[RowWithChoices], list(rows))
    products = Product.objects.in_bulk({key for row in listed for key in row.candidates})
    for row in listed:
        row.choices = [products[key] for key in row.candidates if key in products]
    return listed
