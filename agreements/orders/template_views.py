"""What an organisation orders again and again, under names of its own."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.accessions.agreement_views import get_agreement
from agreements.orders import order_templates as acts
from agreements.orders.basket_drafts import keep_draft
from agreements.orders.basket_views import keep, show_other_basket, typed_form
from agreements.orders.forms import TemplateForm
from agreements.orders.queries import templates_of
from agreements.orders.views import get_order
from municipalities.access import organisation_page
from municipalities.people.models import Role
from municipalities.refusals import say_refusal


@require_safe
@organisation_page(Role.ORDERER)
def order_templates(request, organisation):
    """The organisation's templates."""
    context = {"organisation": organisation, "templates": templates_of(organisation)}
    return render(request, "orders/templates.html", context)


@require_POST
@organisation_page(Role.ORDERER)
def basket_save_template(request, organisation, agreement_number):
    """Save the basket as a template, and keep what is typed in it."""
    agreement = get_agreement(organisation, agreement_number)
    form = typed_form(request, organisation, agreement)
    if form.basket is None:
        return show_other_basket(request, organisation, agreement, form)
    keep(form)
    name = {"name": request.POST.get("template_name", "")}
    save = partial(acts.save_basket_as_template, details=form.lasting_details)
    if _save(request, save, agreement, name):
        keep_draft(form.basket, form.draft | {"template_name": ""})
    return redirect("basket", organisation.organisation_number, agreement.number)


@require_POST
@organisation_page(Role.ORDERER)
def order_save_template(request, organisation, order_number):
    """Save an order as a template."""
    order = get_order(organisation, order_number)
    _save(request, acts.save_order_as_template, order, request.POST)
    return redirect(order)


@require_POST
@organisation_page(Role.ORDERER)
def order_template_rename(request, organisation, pk):
    """Give a template another name."""
    template = get_object_or_404(templates_of(organisation), pk=pk)
    done = _("The template has a new name.")
    _try(request, acts.rename_template, template, request.POST, done=done)
    return redirect("order_templates", organisation.organisation_number)


@require_POST
@organisation_page(Role.ORDERER)
def order_template_delete(request, organisation, pk):
    """Remove a template."""
    acts.delete_template(get_object_or_404(templates_of(organisation), pk=pk))
    messages.success(request, _("The template is deleted."))
    return redirect("order_templates", organisation.organisation_number)


def _save(request, act, source, data):
    done = _("The template is saved. You find it under Orders.")
    return _try(request, act, source, data, done=done, by=request.user, now=timezone.now())


def _try(request, act, subject, data, *, done, **more):
    """Do something with the name that was sent, and say how it went; returns whether it did."""
    form = TemplateForm(data)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors.as_data()["name"])
        act(subject, name=form.cleaned_data["name"], **more)
    except ValidationError as refusal:
        say_refusal(request, refusal)
        return False
    messages.success(request, done)
    return True
