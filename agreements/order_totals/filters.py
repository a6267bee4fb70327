"""Finding products that have no lot."""

from agreements.catalogue.filters import ProductFilter


class OutsideLotsFilter(ProductFilter):
    """Search and kind, among the products that have no lot."""

    pool = publisher = purchase_unit = None

    class Meta(ProductFilter.Meta):
        fields = ["q", "kind"]
