"""The basket: what a person is about to order under an agreement.

Its page is one form. Whatever button is pressed, everything that is typed is kept first.
"""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.accessions.agreement_views import get_agreement
from agreements.accessions.models import VolumeLicenceAgreement
from agreements.accessions.page_mandates import mandates_for_agreement
from agreements.basket import actions as basket_actions
from agreements.basket.drafts import clear_replaced_order, save_typed
from agreements.basket.forms import BasketForm
from agreements.basket.prices import price_basket, saving_at_next_level
from agreements.basket.queries import basket_of
from agreements.catalogue.models import Product
from agreements.cost_sharing.queries import keys_in_force
from agreements.orders.models import Order
from agreements.orders.placing import basket_changed
from agreements.orders.queries import returned_step, submitted_order
from agreements.periods import next_anniversary
from municipalities.access import PortalRequest, mandate_for_role, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import show_refusal
from municipalities.register.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_page(Role.ORDERER, by_mandate=mandates_for_agreement)
def basket(
    request: PortalRequest, organisation: Organisation, agreement_number: str
) -> HttpResponse | HttpResponseRedirect:
    """What is about to be ordered, at today's prices; a POST keeps what is typed."""
    agreement = get_agreement(organisation, agreement_number)
    if request.method != "POST":
        return show_basket(request, organisation, agreement)
    form = typed_form(request, organisation, agreement)
    if form.basket is None:
        return show_other_basket(request, organisation, agreement, form)
    save_form(form)
    if "untie" in request.POST:
        clear_replaced_order(form.basket)
    if request.POST.get("then") in NEXT_PAGES:
        return redirect(_next_page(request.POST["then"], organisation, agreement))
    form.allow_missing_reference()
    if not form.is_valid():
        return show_basket(request, organisation, agreement, form=form, status=422)
    messages.success(request, _("The basket is updated."))
    return redirect("basket", organisation.organisation_number, agreement.number)


NEXT_PAGES = {"catalogue": "catalogue", "paper": "basket_paper_new"}
"""Where a button of the basket may lead when it has kept what was typed, by the button's value."""


def _next_page(then, organisation: Organisation, agreement: VolumeLicenceAgreement) -> str:
    return reverse(NEXT_PAGES[then], args=[organisation.organisation_number, agreement.number])


def show_basket(
    request: PortalRequest,
    organisation: Organisation,
    agreement: VolumeLicenceAgreement,
    *,
    form=None,
    status: int = 200,
) -> HttpResponse:
    """The page of the basket; `form` is what was typed and is wrong."""
    basket = basket_of(request.user, agreement)
    today = timezone.localdate()
    priced = price_basket(basket, agreement=agreement, on=today)
    form = form or BasketForm(basket=basket, **_choices(request, organisation))
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "basket": priced,
        "submission_key": basket and basket.submission_key,
        "rows": [(line, form.rows.get(line.product.pk)) for line in priced.lines],
        "missing_rows": [(product, form.rows.get(product.pk)) for product in priced.missing],
        "saving": saving_at_next_level(priced, agreement=agreement, on=today),
        "form": form,
        "returned": returned_step(basket.replaces) if basket and basket.replaces else None,
        "end_of_year": next_anniversary(agreement.starts_on, after=today) - timedelta(days=1),
    }
    return render(request, "orders/basket.html", context, status=status)


def show_other_basket(
    request: PortalRequest, organisation: Organisation, agreement: VolumeLicenceAgreement, form
) -> HttpResponse:
    """The basket of now, where the page was about another, with the details that were typed.

    Nothing is done, and nothing stored: what was pressed was meant for other lines.
    """
    show_refusal(request, basket_changed())
    basket = basket_of(request.user, agreement)
    ahead = BasketForm(basket=basket, typed=form.draft, **_choices(request, organisation))
    return show_basket(request, organisation, agreement, form=ahead, status=409)


def _choices(request: PortalRequest, organisation: Organisation):
    """What there is to choose among; who orders by a mandate has their own keys too."""
    mandate = mandate_for_role(request, Role.ORDERER)
    acting_organisations = [organisation, mandate.representative] if mandate else [organisation]
    return {
        "organisation": organisation,
        "with_papers": request.in_own_right,
        "keys": keys_in_force(acting_organisations, timezone.localdate()),
    }


def typed_form(
    request: PortalRequest, organisation: Organisation, agreement: VolumeLicenceAgreement
) -> BasketForm:
    """The form as it was sent; without a basket when the page was about another than today's."""
    basket = basket_of(request.user, agreement)
    if basket and str(basket.submission_key) != request.POST.get("submission_key"):
        basket = None
    data = request.POST.copy()
    if "co_term" in data:
        data.setlist("last_day", data.getlist("co_term"))
    return BasketForm(data, basket=basket, **_choices(request, organisation))


def save_form(form):
    """Store what was typed; returns whether the basket is another one than the page showed."""
    changed = form.shows_other_lines
    changed |= save_typed(form.basket, quantities=form.quantities, draft=form.draft)
    return changed | _keep_last_day(form)


def _keep_last_day(form) -> bool:
    """Let time-limited rights end on the day that was typed; returns whether it is another."""
    form.is_valid()
    last_day = form.cleaned_data.get("last_day")
    if "last_day" in form.errors or last_day == form.basket.co_term_on:
        return False
    try:
        basket_actions.set_co_termination(
            form.basket, last_day=last_day, today=timezone.localdate()
        )
    except ValidationError as refusal:
        form.add_error("last_day", refusal)
        return False
    return True


@require_POST
@organisation_page(Role.ORDERER, by_mandate=mandates_for_agreement)
def basket_remove_line(
    request: PortalRequest, organisation: Organisation, agreement_number: str, product_id: int
) -> HttpResponse | HttpResponseRedirect:
    """Take a product out of the basket, and keep the rest of what is typed."""
    agreement = get_agreement(organisation, agreement_number)
    product = get_object_or_404(Product, pk=product_id)
    form = typed_form(request, organisation, agreement)
    if form.basket is None:
        return show_other_basket(request, organisation, agreement, form)
    basket_actions.remove_from_basket(agreement, product.pk, by=request.user)
    save_form(form)
    messages.success(request, _("The product is removed from the basket."))
    return redirect("basket", organisation.organisation_number, agreement.number)


@require_POST
@organisation_page(Role.ORDERER, by_mandate=mandates_for_agreement)
def order_submit(
    request: PortalRequest, organisation: Organisation, agreement_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Submit the basket as an order; a second click leads to the same order.

    When what was typed makes it another basket than the page showed, the page comes back first.
    """
    agreement = get_agreement(organisation, agreement_number)
    form = typed_form(request, organisation, agreement)
    if form.basket is None:
        return _earlier_submission(request, organisation, agreement, form)
    changed = save_form(form)
    if not form.is_valid():
        return show_basket(request, organisation, agreement, form=form, status=422)
    if changed:
        messages.warning(request, _("You have changed the basket. Look at the sums, and submit."))
        return redirect("basket", organisation.organisation_number, agreement.number)
    try:
        order = basket_actions.submit_order(
            agreement,
            by=request.user,
            submission=form.cleaned_data | _inherited_facts(form.basket.replaces),
            mandate=mandate_for_role(request, Role.ORDERER),
            now=timezone.now(),
        )
    except ValidationError as refusal:
        show_refusal(request, refusal)
        return redirect("basket", organisation.organisation_number, agreement.number)
    return _redirect_to(request, order)


def _inherited_facts(returned):
    """What the order that corrects a returned one takes over from it, which no form asks for."""
    return {"replaces": returned, "kind": returned.kind} if returned else {}


def _earlier_submission(
    request: PortalRequest, organisation: Organisation, agreement: VolumeLicenceAgreement, form
) -> HttpResponse | HttpResponseRedirect:
    """The order that an earlier click made of the page's basket, if one did."""
    form.is_valid()
    key = form.cleaned_data.get("submission_key")
    done = key and submitted_order(agreement, key, by=request.user)
    if done:
        return _redirect_to(request, done)
    return show_other_basket(request, organisation, agreement, form)


def _redirect_to(request: PortalRequest, order: Order) -> HttpResponseRedirect:
    messages.success(request, _("The order is submitted. A colleague must approve it."))
    return redirect(order)
