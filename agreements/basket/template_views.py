"""What an organisation orders again and again, under names of its own."""

from functools import partial
from typing import TYPE_CHECKING, TypedDict, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.accessions.agreement_views import get_agreement
from agreements.basket import order_templates as acts
from agreements.basket.drafts import save_draft
from agreements.basket.forms import TemplateForm
from agreements.basket.models import OrderTemplate
from agreements.basket.queries import templates_of
from agreements.basket.views import save_form, show_basket, show_other_basket, typed_form
from municipalities.access import PortalRequest, organisation_page
from municipalities.people.models import Role
from municipalities.refusals import add_refusal
from municipalities.register.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@require_safe
@organisation_page(Role.ORDERER)
def order_templates(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's templates."""
    return _show_templates(request, organisation)


class OnPage(TypedDict):
    """What stands with a template on the page: the form to give it another name."""

    rename_form: TemplateForm


type TemplateOnPage = WithAnnotations[OrderTemplate, OnPage]


def _show_templates(
    request: PortalRequest, organisation: Organisation, *, refused=None, status: int = 200
) -> HttpResponse:
    """The templates, each with its form of another name; `refused` is one by the template's key."""
    templates = cast(list[TemplateOnPage], list(templates_of(organisation)))
    for template in templates:
        named = TemplateForm(initial={"name": template.name}, auto_id=f"id_%s-{template.pk}")
        template.rename_form = (refused or {}).get(template.pk, named)
    context = {"organisation": organisation, "templates": templates}
    return render(request, "orders/templates.html", context, status=status)


@require_POST
@organisation_page(Role.ORDERER)
def basket_save_template(
    request: PortalRequest, organisation: Organisation, agreement_number: str
) -> HttpResponse | HttpResponseRedirect:
    """Save the basket as a template, and keep what is typed in it."""
    agreement = get_agreement(organisation, agreement_number)
    form = typed_form(request, organisation, agreement)
    if form.basket is None:
        return show_other_basket(request, organisation, agreement, form)
    save_form(form)
    named = TemplateForm({"name": request.POST.get("template_name", "")})
    save = partial(acts.save_basket_as_template, details=form.reusable_details)
    if not save_template(request, save, agreement, named):
        form.allow_missing_reference()
        form.add_error("template_name", [*named.non_field_errors(), *named.errors.get("name", [])])
        return show_basket(request, organisation, agreement, form=form, status=422)
    save_draft(form.basket, form.draft | {"template_name": ""})
    return redirect("basket", organisation.organisation_number, agreement.number)


@require_POST
@organisation_page(Role.ORDERER)
def order_template_rename(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Give a template another name."""
    template = get_object_or_404(templates_of(organisation), pk=pk)
    form = TemplateForm(request.POST, auto_id=f"id_%s-{template.pk}")
    done = _("The template has a new name.")
    if _try(request, acts.rename_template, template, form, done=done):
        return redirect("order_templates", organisation.organisation_number)
    return _show_templates(request, organisation, refused={template.pk: form}, status=422)


@require_POST
@organisation_page(Role.ORDERER)
def order_template_delete(
    request: PortalRequest, organisation: Organisation, pk: int
) -> HttpResponseRedirect:
    """Remove a template."""
    acts.delete_template(get_object_or_404(templates_of(organisation), pk=pk))
    messages.success(request, _("The template is deleted."))
    return redirect("order_templates", organisation.organisation_number)


def save_template(request: PortalRequest, act, source, form) -> bool:
    """Save something as a template by an act, under the name in a form; returns whether."""
    done = _("The template is saved. You find it under Orders.")
    return _try(request, act, source, form, done=done, by=request.user, now=timezone.now())


def _try(request: PortalRequest, act, subject, form, *, done, **more) -> bool:
    """Do something with the name in a form, which says why where it is refused; returns whether."""
    if not form.is_valid():
        return False
    try:
        act(subject, name=form.cleaned_data["name"], **more)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, done)
    return True
