"""Saving what is ordered again and again, and filling a basket from it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.orders.actions import fill_basket
from agreements.orders.models import OrderTemplate, OrderTemplateLine
from agreements.orders.queries import basket_of


@transaction.atomic
def save_basket_as_template(agreement, *, name, by, now):
    """Save what the person's basket holds under a name. Raises ValidationError."""
    basket = basket_of(by, agreement)
    return _save(agreement, basket.lines.all() if basket else [], name=name, by=by, now=now)


@transaction.atomic
def save_order_as_template(order, *, name, by, now):
    """Save what an order asked for under a name. Raises ValidationError."""
    if order.lowers:
        raise ValidationError(
            _("This order lowers another. Save that one instead."), code="order_is_a_correction"
        )
    return _save(order.volume_licence_agreement, order.lines.all(), name=name, by=by, now=now)


def use_template(template, *, by, now):
    """Put a template's lines in the person's basket; returns the names no longer for sale."""
    lines = template.lines.select_related("product")
    return fill_basket(template.volume_licence_agreement, lines, by=by, now=now)


def rename_template(template, *, name):
    """Give a template another name."""
    template.name = name
    template.full_clean()
    template.save(update_fields=["name"])


def delete_template(template):
    """Remove a template; orders know nothing of it."""
    template.delete()


def _save(agreement, lines, *, name, by, now):
    lines = list(lines)
    if not lines:
        raise ValidationError(
            _("Your basket is empty. Choose products first."), code="basket_empty"
        )
    template = OrderTemplate(
        volume_licence_agreement=agreement, name=name, saved_at=now, saved_by=by
    )
    template.full_clean()
    template.save()
    OrderTemplateLine.objects.bulk_create(
        OrderTemplateLine(template=template, product_id=line.product_id, quantity=line.quantity)
        for line in lines
    )
    return template
