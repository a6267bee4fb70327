"""What an organisation orders again and again."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import Product
from agreements.cost_sharing.models import CostSharingKey
from agreements.orders.states import MAX_QUANTITY
from agreements.segments.models import Segment
from municipalities.people.models import User


@pghistory.track()
class OrderTemplate(models.Model):
    """Products and quantities under a name, to fill a basket from; its prices are today's.

    What it says about the order goes along, as far as it still holds on the day it is used.
    """

    volume_licence_agreement = models.ForeignKey(
        VolumeLicenceAgreement,
        models.PROTECT,
        related_name="order_templates",
        verbose_name=_("volume licence agreement"),
    )
    name = models.CharField(_("name"), max_length=100)
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("segment"),
    )
    cost_sharing_key = models.ForeignKey(
        CostSharingKey,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shared by"),
    )
    buyer_reference = models.CharField(_("buyer reference"), max_length=100, blank=True)
    cost_centre = models.CharField(_("cost centre"), max_length=50, blank=True)
    delivery_contact = models.CharField(_("who receives it"), max_length=100, blank=True)
    delivery_email = models.EmailField(_("e-mail address for delivery"), blank=True)
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("saved by"))

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("order template")
        verbose_name_plural = _("order templates")
        constraints = [
            models.UniqueConstraint(
                "volume_licence_agreement",
                Lower("name"),
                name="order_template_name_once",
                violation_error_message=_("There is a template of this name."),
            ),
            models.CheckConstraint(name="order_template_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class OrderTemplateLine(models.Model):
    """A product and how many."""

    template = models.ForeignKey(OrderTemplate, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(
        _("quantity"), validators=[MinValueValidator(1), MaxValueValidator(MAX_QUANTITY)]
    )

    class Meta:
        ordering = ["product__name", "pk"]
        verbose_name = _("line of an order template")
        verbose_name_plural = _("lines of order templates")
        constraints = [
            models.UniqueConstraint(
                name="order_template_line_once_per_product", fields=["template", "product"]
            ),
            models.CheckConstraint(
                name="order_template_line_quantity_is_possible",
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"
