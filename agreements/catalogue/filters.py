"""Finding products: words, and what to narrow by."""

from urllib.parse import urlencode

import django_filters
from django.contrib.postgres.search import TrigramWordSimilarity
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models import SEARCHED, Product

MIN_SIMILARITY = 0.4
"""The word similarity from which a word is taken for a misspelling of another."""


FACET_FIELDS = ("kind", "pool", "publisher", "purchase_unit")


class ProductFilter(django_filters.FilterSet):
    """Search by name, publisher, family or part number; narrow by what the products differ in.

    `values` has the values of each field to choose between, so that each choice finds something.
    A field without any is not asked for.

    `misspelt` is true when nothing is called what was searched for, and what looks like it is
    shown instead, the likest first.
    """

    q = django_filters.CharFilter(label=_("Search"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Product.Kind.choices, empty_label=_("All kinds")
    )
    pool = django_filters.ChoiceFilter(
        label=_("Pool"), choices=Product.Pool.choices, empty_label=_("All pools")
    )
    publisher = django_filters.ChoiceFilter(label=_("Publisher"), empty_label=_("All publishers"))
    purchase_unit = django_filters.ChoiceFilter(
        label=_("One payment covers"),
        choices=Product.PurchaseUnit.choices,
        empty_label=_("Any time"),
    )

    class Meta:
        model = Product
        fields = ["q", *FACET_FIELDS]

    def __init__(self, *args, values=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.misspelt = False
        for name, found in (values or {}).items():
            labels = dict(self.filters[name].extra.get("choices") or zip(found, found, strict=True))
            choices = [(value, label) for value, label in labels.items() if value in found]
            self.filters[name].extra["choices"] = choices
            if not choices:
                del self.filters[name]

    def search(self, products, name: str, value):
        """Every word must stand somewhere, inside a longer word too; else what looks like it."""
        products = products.alias(searched=SEARCHED)
        found = products
        for word in value.split():
            found = found.filter(searched__contains=word.upper())
        if found.exists():
            return found
        self.misspelt = True
        return _similar_products(products, value.upper().split())


def search_as_query(query) -> str:
    """The part of a query that says what is searched for and which page of it, as text."""
    names = [name for name in [*ProductFilter.base_filters, "page"] if query.get(name)]
    return f"?{urlencode({name: query[name] for name in names})}" if names else ""


def _similar_products(products, words):
    """Products in which every word looks like something, the likest first."""
    for word in words:
        likeness = TrigramWordSimilarity(word, "searched")
        products = products.alias(likeness=likeness).filter(likeness__gte=MIN_SIMILARITY)
    return products.order_by("-likeness", "name", "part_number")
