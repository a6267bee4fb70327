"""Saving an order as a template, from its page."""

from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agreements.basket.forms import TemplateForm
from agreements.basket.order_templates import save_order_as_template
from agreements.basket.template_views import save_template
from agreements.order_pages.views import show_order
from agreements.orders.lookups import get_order
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.register.models import Organisation


@require_POST
@organisation_page(Role.ORDERER)
def order_save_template(
    request: PortalRequest, organisation: Organisation, order_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Save an order as a template."""
    order, form = get_order(organisation, order_number), TemplateForm(request.POST)
    if save_template(request, save_order_as_template, order, form):
        return redirect(order)
    return show_order(request, organisation, order, status=422, template_form=form)
