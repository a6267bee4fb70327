"""A page of a long list of products: first which, then what they cost."""

from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet


class PricedPaginator(Paginator):
    """Pages whose prices are asked for by key.

    PostgreSQL would otherwise reckon the price of every product on the pages before.
    """

    def __init__(self, found, per_page, *, priced) -> None:
        super().__init__(found, per_page)
        self.priced = priced

    def page(self, number):
        """The page with its products in the order they were found."""
        page = super().page(number)
        found = cast(QuerySet, page.object_list)
        keys = list(found.values_list("pk", flat=True))
        products = self.priced.in_bulk(keys)
        page.object_list = [products[key] for key in keys]
        return page
