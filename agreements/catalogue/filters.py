"""Finding products: words and kind."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models import Product


class ProductFilter(django_filters.FilterSet):
    """Search by name, publisher or part number; narrow by kind."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Product.Kind, empty_label=_("All kinds")
    )

    class Meta:
        model = Product
        fields = ["q", "kind"]

    def search(self, products, name, value):
        """Every word must stand in the name, the publisher or the part number."""
        for word in value.split():
            products = products.filter(
                Q(name__unaccent__icontains=word)
                | Q(publisher__unaccent__icontains=word)
                | Q(part_number__icontains=word)
            )
        return products
