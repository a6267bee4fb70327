"""Finding products: words, and what to narrow by."""

import django_filters
from django.contrib.postgres.search import TrigramWordSimilarity
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models import SEARCHED, Product

LOOKS_LIKE = 0.4
"""The word similarity from which a word is taken for a misspelling of another."""


class ProductFilter(django_filters.FilterSet):
    """Search by name, publisher, family or part number; narrow by class, publisher and unit.

    `misspelt` is true when nothing is called what was searched for, and what looks like it is
    shown instead, the likest first.
    """

    q = django_filters.CharFilter(label=_("Search"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Product.Kind, empty_label=_("All kinds")
    )
    pool = django_filters.ChoiceFilter(
        label=_("Pool"), choices=Product.Pool, empty_label=_("All pools")
    )
    publisher = django_filters.ChoiceFilter(label=_("Publisher"), empty_label=_("All publishers"))
    purchase_unit = django_filters.ChoiceFilter(
        label=_("One payment covers"), choices=Product.PurchaseUnit, empty_label=_("Any time")
    )

    class Meta:
        model = Product
        fields = ["q", "kind", "pool", "publisher", "purchase_unit"]

    def __init__(self, *args, publishers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.misspelt = False
        self.filters["publisher"].extra["choices"] = [(name, name) for name in publishers]

    def search(self, products, name, value):
        """Every word must stand somewhere, inside a longer word too; else what looks like it."""
        products = products.alias(searched=SEARCHED)
        found = products
        for word in value.split():
            found = found.filter(searched__contains=word.upper())
        if found.exists():
            return found
        self.misspelt = True
        return _looking_like(products, value.upper().split())


def _looking_like(products, words):
    """Products in which every word looks like something, the likest first."""
    for word in words:
        likeness = TrigramWordSimilarity(word, "searched")
        products = products.alias(likeness=likeness).filter(likeness__gte=LOOKS_LIKE)
    return products.order_by("-likeness", "name", "part_number")
