"""The catalogue: what an organisation can order under its agreement, at its own prices."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict, cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.accessions.agreement_views import get_agreement
from agreements.accessions.page_mandates import mandates_for_agreement
from agreements.catalogue.filters import FACET_FIELDS, ProductFilter, search_as_query
from agreements.catalogue.history import plot_points, price_history
from agreements.catalogue.paging import PricedPaginator
from agreements.catalogue.price_file import heading, rows
from agreements.catalogue.price_terms import price_terms
from agreements.catalogue.queries import (
    PricedProduct,
    build_up_of,
    differing_values,
    historic_prices,
    products_by_id,
    products_for,
    products_to_compare,
    quantities_in_basket,
)
from agreements.spreadsheets import CONTENT_TYPES, table_file
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.register.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PRODUCTS_A_PAGE = 25


class InBasket(TypedDict):
    """What stands with a product on a page: how many of it the person's basket holds."""

    in_basket: int | None


type ProductOnPage = WithAnnotations[PricedProduct, InBasket]
COMPARABLE_COUNTS = range(2, 5)


@require_safe
@organisation_page(by_mandate=mandates_for_agreement)
def catalogue(
    request: PortalRequest, organisation: Organisation, agreement_number: str
) -> HttpResponse:
    """Products with the organisation's price today, to search, narrow and put in the basket."""
    agreement = get_agreement(organisation, agreement_number)
    today = timezone.localdate()
    terms = price_terms(agreement, today)
    for_sale = products_for(agreement, today, terms=terms)
    framework = agreement.accession.framework
    values = differing_values(framework, terms.price_list, today, fields=FACET_FIELDS)
    found = ProductFilter(request.GET, queryset=for_sale, values=values)
    pages = PricedPaginator(found.qs, PRODUCTS_A_PAGE, priced=for_sale)
    page = pages.get_page(request.GET.get("page"))
    in_basket = quantities_in_basket(agreement, request.user)
    for product in cast(Iterable[ProductOnPage], page):
        product.in_basket = in_basket.get(product.pk)
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "terms": terms,
        "filter": found,
        "page_obj": page,
        "search": search_as_query(request.GET),
        "may_order": Role.ORDERER in request.roles,
    }
    return render(request, "catalogue/catalogue.html", context)


@require_safe
@organisation_page(by_mandate=mandates_for_agreement)
def catalogue_product(
    request: PortalRequest, organisation: Organisation, agreement_number: str, product_id: int
) -> HttpResponse:
    """One product: its price step by step, what it has cost, its support and its successor."""
    agreement = get_agreement(organisation, agreement_number)
    today = timezone.localdate()
    terms = price_terms(agreement, today)
    found = get_object_or_404(products_by_id(agreement, terms=terms), pk=product_id)
    product = cast(ProductOnPage, found)
    product.in_basket = quantities_in_basket(agreement, request.user).get(product.pk)
    history = price_history(historic_prices(product, terms.level_of(product), until=today))
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "product": product,
        "price": build_up_of(product, terms, on=today),
        "terms": terms,
        "support": products_for(agreement, today, terms=terms).filter(supports=product),
        "history": history,
        "points": plot_points(history, until=today),
        "is_sold": products_for(agreement, today, terms=terms).filter(pk=product.pk).exists(),
        "may_order": Role.ORDERER in request.roles,
    }
    return render(request, "catalogue/product.html", context)


@require_safe
@organisation_page(by_mandate=mandates_for_agreement)
def catalogue_compare(
    request: PortalRequest, organisation: Organisation, agreement_number: str
) -> HttpResponse:
    """Two to four products side by side."""
    agreement = get_agreement(organisation, agreement_number)
    keys = [key for key in request.GET.getlist("product") if key.isascii() and key.isdigit()]
    chosen = {int(key) for key in keys if len(key) < 10}
    products = []
    if len(chosen) in COMPARABLE_COUNTS:
        products = products_to_compare(agreement, timezone.localdate(), keys=chosen)
    context = {"organisation": organisation, "agreement": agreement, "products": products}
    return render(request, "catalogue/compare.html", context)


@require_safe
@organisation_page(by_mandate=mandates_for_agreement)
def catalogue_file(
    request: PortalRequest, organisation: Organisation, agreement_number: str, suffix: str
) -> HttpResponse:
    """The organisation's whole price list as a file."""
    agreement = get_agreement(organisation, agreement_number)
    today = timezone.localdate()
    table = table_file(heading(), rows(products_for(agreement, today)), suffix=suffix)
    file = HttpResponse(table, content_type=CONTENT_TYPES[suffix])
    name = f"prisliste-{agreement.number.lower()}-{today}.{suffix}"
    file["Content-Disposition"] = f'attachment; filename="{name}"'
    return file
