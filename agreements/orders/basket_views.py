"""The basket: what a person is about to order under an agreement."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.accessions.agreement_views import get_agreement
from agreements.accessions.scope import for_agreement
from agreements.cost_sharing.queries import keys_in_force
from agreements.orders import actions
from agreements.orders.basket_prices import price_basket, saving_one_level_on
from agreements.orders.forms import CoTermForm, QuantityForm, SubmitForm
from agreements.orders.models import Basket
from agreements.orders.queries import basket_of
from agreements.periods import next_anniversary
from municipalities.access import acting_by, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal, say_refusal


@require_safe
@organisation_page(Role.ORDERER, by_mandate=for_agreement)
def basket(request, organisation, agreement_number):
    """What is about to be ordered, at today's prices."""
    agreement = get_agreement(organisation, agreement_number)
    return _show_basket(request, organisation, agreement)


def _show_basket(request, organisation, agreement, *, form=None, co_term_form=None, status=200):
    basket = basket_of(request.user, agreement)
    today = timezone.localdate()
    priced = price_basket(basket, agreement=agreement, on=today)
    if form is None and basket:
        form = SubmitForm(
            **_choices(request, organisation),
            initial={"submission_key": basket.submission_key, "seen_net": priced.amount.net},
        )
    context = {
        "organisation": organisation,
        "agreement": agreement,
        "basket": priced,
        "saving": saving_one_level_on(priced, agreement=agreement, on=today),
        "form": form,
        "co_term_form": co_term_form or _co_term_form(basket, agreement, today=today),
    }
    return render(request, "orders/basket.html", context, status=status)


def _choices(request, organisation):
    """What there is to choose among; who orders by a mandate has their own keys too."""
    mandate = acting_by(request, Role.ORDERER)
    houses = [organisation, mandate.representative] if mandate else [organisation]
    return {
        "organisation": organisation,
        "with_papers": request.is_at_home,
        "keys": keys_in_force(houses, timezone.localdate()),
    }


@require_POST
@organisation_page(Role.ORDERER, by_mandate=for_agreement)
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
@organisation_page(Role.ORDERER, by_mandate=for_agreement)
def basket_remove_line(request, organisation, agreement_number, product_id):
    """Take a product out of the basket."""
    agreement = get_agreement(organisation, agreement_number)
    actions.take_out_of_basket(agreement, product_id, by=request.user)
    messages.success(request, _("The product is removed from the basket."))
    return redirect("basket", organisation.organisation_number, agreement.number)


def _co_term_form(basket, agreement, *, today):
    """The form with the chosen day, or with the last day of the agreement's year as a proposal."""
    chosen = basket.co_term_on if basket else None
    proposal = next_anniversary(agreement.starts_on, after=today) - timedelta(days=1)
    return CoTermForm(initial={"last_day": chosen or proposal})


@require_POST
@organisation_page(Role.ORDERER, by_mandate=for_agreement)
def basket_end_together(request, organisation, agreement_number):
    """Choose the day on which the basket's rights for a time end together, or none."""
    agreement = get_agreement(organisation, agreement_number)
    basket = get_object_or_404(Basket, user=request.user, volume_licence_agreement=agreement)
    form = CoTermForm({} if "none" in request.POST else request.POST)
    if form.is_valid():
        try:
            last_day = form.cleaned_data["last_day"]
            actions.end_together(basket, last_day=last_day, today=timezone.localdate())
        except ValidationError as refusal:
            add_refusal(form, ValidationError({"last_day": refusal}))
        else:
            messages.success(request, _("The prices below follow the last day you chose."))
            return redirect("basket", organisation.organisation_number, agreement.number)
    return _show_basket(request, organisation, agreement, co_term_form=form, status=422)


@require_POST
@organisation_page(Role.ORDERER, by_mandate=for_agreement)
def order_submit(request, organisation, agreement_number):
    """Submit the basket as an order; a second click leads to the same order."""
    agreement = get_agreement(organisation, agreement_number)
    form = SubmitForm(request.POST, **_choices(request, organisation))
    if not form.is_valid():
        return _show_basket(request, organisation, agreement, form=form, status=422)
    try:
        order = actions.submit_order(
            agreement,
            by=request.user,
            submission=form.cleaned_data,
            mandate=acting_by(request, Role.ORDERER),
            now=timezone.now(),
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
