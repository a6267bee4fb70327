"""Baskets: what people are about to order."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models import VolumeLicenceAgreement
from agreements.catalogue.models import Product
from agreements.orders.models import Order
from agreements.orders.states import MAX_QUANTITY
from municipalities.people.models import User


class Basket(models.Model):
    """What a person is about to order under one volume licence agreement; gone when submitted.

    `draft` holds text by the name of the field it was typed in, several texts as a list; whether
    they can be ordered with is asked when the order is submitted.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="baskets")
    volume_licence_agreement = models.ForeignKey(
        VolumeLicenceAgreement, models.PROTECT, related_name="baskets"
    )
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    co_term_on = models.DateField(_("common last day"), null=True, blank=True)
    draft = models.JSONField(
        _("what is typed"),
        default=dict,
        blank=True,
        help_text=_("The order's details and quantities that cannot be read, as they were typed."),
    )
    replaces = models.ForeignKey(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("corrects the returned order"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("basket")
        verbose_name_plural = _("baskets")
        constraints = [
            models.UniqueConstraint(
                name="basket_one_per_person_and_agreement",
                fields=["user", "volume_licence_agreement"],
            ),
            models.CheckConstraint(
                name="basket_draft_is_by_field",
                condition=Exact(
                    Func(F("draft"), function="jsonb_typeof", output_field=models.TextField()),
                    Value("object"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.volume_licence_agreement}"


class BasketLine(models.Model):
    """A product and how many; its price is the one of the day until the order is submitted."""

    basket = models.ForeignKey(Basket, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(
        _("quantity"),
        validators=[MinValueValidator(1), MaxValueValidator(MAX_QUANTITY)],
    )

    class Meta:
        ordering = ["product__name", "pk"]
        verbose_name = _("basket line")
        verbose_name_plural = _("basket lines")
        constraints = [
            models.UniqueConstraint(
                name="basket_line_once_per_product", fields=["basket", "product"]
            ),
            models.CheckConstraint(
                name="basket_line_quantity_is_possible",
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"
