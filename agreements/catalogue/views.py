"""The catalogue: what an organisation can order under its agreement, at its own prices."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.accessions.agreement_views import get_agreement
from agreements.catalogue.filters import ProductFilter
from agreements.catalogue.queries import price_list_in_force, products_for
from municipalities.access import organisation_page
from municipalities.people.models import Role

PRODUCTS_A_PAGE = 25


@require_safe
@organisation_page()
def catalogue(request, organisation, agreement_number):
    """Products with the organisation's price today, to search, narrow and put in the basket."""
    agreement = get_agreement(organisation, agreement_number)
    today = timezone.localdate()
    found = ProductFilter(request.GET, queryset=products_for(agreement, today))
    framework = agreement.accession.framework
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "price_list": price_list_in_force(framework, today),
        "filter": found,
        "page_obj": Paginator(found.qs, PRODUCTS_A_PAGE).get_page(request.GET.get("page")),
        "may_order": Role.ORDERER in request.roles,
    }
    return render(request, "catalogue/catalogue.html", context)
