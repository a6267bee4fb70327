"""Which price lists there are: those that are withdrawn are as if they had never been."""

from agreements.catalogue.models import PriceList


def price_lists(framework):
    """The framework agreement's price lists, newest first, without those that are withdrawn."""
    return PriceList.objects.filter(framework=framework, withdrawn_at=None).order_by("-valid_from")
