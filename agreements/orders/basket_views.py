"""The basket: what a person is about to order under an agreement."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.accessions.agreement_views import get_agreement
from agreements.orders import actions
from agreements.orders.forms import QuantityForm, SubmitForm
from agreements.orders.queries import basket_of, price_basket, saving_one_level_on
from municipalities.access import organisation_page
from municipalities.people.models import Role
from municipalities.refusals import say_refusal


@require_safe
@organisation_page(Role.ORDERER)
def basket(request, organisation, agreement_number):
    """What is about to be ordered, at today's prices."""
    agreement = get_agreement(organisation, agreement_number)
    return _show_basket(request, organisation, agreement)


def _show_basket(request, organisation, agreement, *, form=None, status=200):
    basket = basket_of(request.user, agreement)
    today = timezone.localdate()
    priced = price_basket(basket, agreement=agreement, on=today)
    if form is None and basket:
        form = SubmitForm(
            organisation=organisation,
            initial={"submission_key": basket.submission_key, "seen_net": priced.amount.net},
        )
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "basket": priced,
        "saving": saving_one_level_on(priced, agreement=agreement, on=today),
        "form": form,
    }
    return render(request, "orders/basket.html", context, status=status)


@require_POST
@organisation_page(Role.ORDERER)
def basket_set_line(request, organisation, agreement_number, product_id):
    """Put a number of a product in the basket."""
    agreement = get_agreement(organisation, agreement_number)
    form = QuantityForm(request.POST)
    try:
        line = _put(form, agreement, product_id, by=request.user)
    except ValidationError as refusal:
        if request.htmx:
            return _tell(request, organisation, agreement, refusals=refusal.messages)
        say_refusal(request, refusal)
    else:
        if request.htmx:
            return _tell(request, organisation, agreement, line=line)
        messages.success(request, _("The basket is updated."))
    return redirect(_back(request, organisation, agreement))


def _put(form, agreement, product_id, *, by):
    if not form.is_valid():
        raise ValidationError(form.errors.as_data()["quantity"])
    quantity = form.cleaned_data["quantity"]
    return actions.put_in_basket(
        agreement, product_id, by=by, quantity=quantity, now=timezone.now()
    )


def _tell(request, organisation, agreement, *, line=None, refusals=()):
    """What happened, as a piece of the page that the buyer stays on."""
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "line": line,
        "refusals": refusals,
    }
    return render(request, "orders/basket_news.html", context)


@require_POST
@organisation_page(Role.ORDERER)
def basket_remove_line(request, organisation, agreement_number, product_id):
    """Take a product out of the basket."""
    agreement = get_agreement(organisation, agreement_number)
    actions.take_out_of_basket(agreement, product_id, by=request.user)
    messages.success(request, _("The product is removed from the basket."))
    return redirect("basket", organisation.organisation_number, agreement.number)


@require_POST
@organisation_page(Role.ORDERER)
def order_submit(request, organisation, agreement_number):
    """Submit the basket as an order; a second click leads to the same order."""
    agreement = get_agreement(organisation, agreement_number)
    form = SubmitForm(request.POST, organisation=organisation)
    if not form.is_valid():
        return _show_basket(request, organisation, agreement, form=form, status=422)
    try:
        order = actions.submit_order(
            agreement, by=request.user, submission=form.cleaned_data, now=timezone.now()
        )
    except ValidationError as refusal:
        say_refusal(request, refusal)
        return redirect("basket", organisation.organisation_number, agreement.number)
    messages.success(request, _("The order is submitted. A colleague must approve it."))
    return redirect(order)


def _back(request, organisation, agreement):
    """The catalogue page the buyer came from, or the basket."""
    page = "catalogue" if request.POST.get("stay") == "catalogue" else "basket"
    return reverse(page, args=[organisation.organisation_number, agreement.number])
