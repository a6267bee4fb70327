"""Saving what is ordered again and again under a name."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.basket.models import OrderTemplate, OrderTemplateLine
from agreements.basket.queries import basket_of
from agreements.basket.refilling import reusable_details
from agreements.orders.models import Order
from municipalities.people.models import User


@transaction.atomic
def save_basket_as_template(
    agreement: VolumeLicenceAgreement, *, name: str, by: User, now: datetime, details=None
):
    """Save what the person's basket holds under a name. Raises ValidationError.

    `details` is what of the basket's form can be read, by OrderTemplate's fields.
    """
    basket = basket_of(by, agreement)
    template = OrderTemplate(name=name, saved_by=by, saved_at=now, **details or {})
    return _save(template, agreement, basket.lines.all() if basket else [])


@transaction.atomic
def save_order_as_template(order: Order, *, name: str, by: User, now: datetime):
    """Save what an order asked for under a name. Raises ValidationError."""
    if order.lowers:
        raise ValidationError(
            _("This order lowers another. Save that one instead."), code="order_is_a_correction"
        )
    template = OrderTemplate(name=name, saved_by=by, saved_at=now, **reusable_details(order))
    return _save(template, order.volume_licence_agreement, order.lines.all())


def rename_template(template: OrderTemplate, *, name: str) -> None:
    """Give a template another name."""
    template.name = name
    template.full_clean()
    template.save(update_fields=["name"])


def delete_template(template: OrderTemplate) -> None:
    """Remove a template; orders know nothing of it."""
    template.delete()


def _save(template: OrderTemplate, agreement: VolumeLicenceAgreement, lines):
    lines = list(lines)
    if not lines:
        raise ValidationError(
            _("Your basket is empty. Choose products first."), code="basket_empty"
        )
    template.volume_licence_agreement = agreement
    template.full_clean()
    template.save()
    OrderTemplateLine.objects.bulk_create(
        OrderTemplateLine(template=template, product_id=line.product_id, quantity=line.quantity)
        for line in lines
    )
    return template
