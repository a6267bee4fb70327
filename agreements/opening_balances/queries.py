"""Selecting files of opening balances, and the products their rows may mean."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Q

from agreements.catalogue.models import Product
from agreements.opening_balances.models import OpeningBalance

CANDIDATES = 5
LIKE_ENOUGH = 0.3
"""How alike two names must be, from 0 to 1."""


def balances_of(organisation):
    """An organisation's files with who did what, newest first."""
    return OpeningBalance.objects.filter(organisation=organisation).select_related(
        "organisation", "volume_licence_agreement", "uploaded_by", "posted_by", "reversed_by"
    )


def with_counts(balances):
    """Files with how many rows they have, and how many stand in the way of posting."""
    wrong, undecided = ~Q(rows__problems=[]), Q(rows__problems=[], rows__product=None)
    return balances.annotate(
        row_count=Count("rows"),
        wrong_count=Count("rows", filter=wrong),
        undecided_count=Count("rows", filter=undecided),
    ).order_by("-uploaded_at", "-pk")


def products_by_part_number(framework):
    """The key of each product of a framework agreement by its part number."""
    return dict(Product.objects.filter(framework=framework).values_list("part_number", "pk"))


def products_named_like(framework, name):
    """The keys of the products with a name most like another, best first."""
    like = TrigramSimilarity("name", name)
    found = Product.objects.filter(framework=framework).annotate(likeness=like)
    near = found.filter(likeness__gte=LIKE_ENOUGH).order_by("-likeness", "name", "pk")
    return list(near.values_list("pk", flat=True)[:CANDIDATES])


def with_choices(rows):
    """Rows of a page, each with the products it may mean as `choices`."""
    rows = list(rows)
    products = Product.objects.in_bulk({key for row in rows for key in row.candidates})
    for row in rows:
        row.choices = [products[key] for key in row.candidates if key in products]
    return rows
