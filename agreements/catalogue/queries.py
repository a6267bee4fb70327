"""Selecting products with the price an organisation gets on a day."""

from django.db.models import F, OuterRef, Q, Subquery

from agreements.catalogue.models import Price, PriceList, Product, VatRate


def price_list_in_force(framework, on):
    """The framework agreement's newest price list that holds on a day; None before the first."""
    return price_lists(framework).filter(valid_from__lte=on).first()


def price_lists(framework):
    """The framework agreement's price lists, newest first, without those that are withdrawn."""
    return PriceList.objects.filter(framework=framework, withdrawn_at=None)


def products_for(agreement, on):
    """What can be ordered under a volume licence agreement on a day, with `unit_net` in kroner.

    A price at the agreement's own level goes before one that holds at every level. Products
    without a price on the list in force are not for sale and not included.
    """
    price_list = price_list_in_force(agreement.accession.framework, on)
    prices = (
        Price.objects.filter(price_list=price_list, product=OuterRef("pk"))
        .filter(Q(price_level=agreement.price_level_id) | Q(price_level=None))
        .order_by(F("price_level").asc(nulls_last=True))
    )
    return (
        Product.objects.filter(framework=agreement.accession.framework)
        .annotate(unit_net=Subquery(prices.values("net")[:1]))
        .filter(unit_net__isnull=False)
        .select_related("supports")
    )


def vat_percent(on):
    """The standard VAT rate on a day, in per cent."""
    return VatRate.objects.filter(valid_from__lte=on).latest("valid_from").percent
