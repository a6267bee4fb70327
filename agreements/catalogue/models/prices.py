"""Dated price lists and VAT rates."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models.products import Product
from agreements.catalogue.triggers import PRICE_LIST_TRIGGERS, PRICE_TRIGGERS, VAT_RATE_TRIGGERS
from agreements.frameworks.models import FrameworkAgreement
from agreements.price_levels.models import PriceLevel
from municipalities.constraints import all_or_none
from municipalities.people.models import User


@pghistory.track()
class PriceList(models.Model):
    """A framework agreement's prices from a day on: a full snapshot, ended by the next list.

    From that day on the database refuses to change or delete the list and its prices; a wrong
    price is mended with a new list. A list that no order refers to can be withdrawn, once and for
    good: it then is as if it had never been, but it is still there to be looked at.
    """

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="price_lists",
        verbose_name=_("framework agreement"),
    )
    version = models.CharField(_("version"), max_length=20)
    valid_from = models.DateField(_("valid from"))
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_reason = models.TextField(
        _("why it is withdrawn"), max_length=1000, blank=True, editable=False
    )

    class Meta:
        ordering = ["framework", "-valid_from"]
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints = [
            models.UniqueConstraint(
                name="price_list_one_per_day",
                fields=["framework", "valid_from"],
                condition=Q(withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="price_list_version_once",
                fields=["framework", "version"],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="price_list_withdrawn_in_full",
                condition=all_or_none("withdrawn_at", "withdrawn_by", texts=["withdrawn_reason"]),
            ),
        ]
        triggers = PRICE_LIST_TRIGGERS

    def __str__(self) -> str:
        return f"{self.framework} {self.version}"


@pghistory.track(level=pghistory.Statement)
class Price(models.Model):
    """A product's net price in kroner on a list, at a price level; 0 is a price like any other."""

    price_list = models.ForeignKey(
        PriceList, models.PROTECT, related_name="prices", verbose_name=_("price list")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="prices", verbose_name=_("product")
    )
    price_level = models.ForeignKey(
        PriceLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("price level"),
        help_text=_("Empty: the price holds at every level."),
    )
    net = models.DecimalField(_("net price in kroner"), max_digits=12, decimal_places=2)
    points = models.PositiveSmallIntegerField(
        _("points"),
        default=0,
        help_text=_("What one of it counts towards the price level of its pool."),
    )

    class Meta:
        ordering = ["price_list", "product", "price_level"]
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                name="price_once_per_list_product_and_level",
                fields=["price_list", "product", "price_level"],
                nulls_distinct=False,
                violation_error_message=_("The product already has a price at this level."),
            ),
            models.CheckConstraint(
                name="price_is_not_negative",
                condition=Q(net__gte=0),
                violation_error_message=_("A price cannot be negative."),
            ),
        ]
        triggers = PRICE_TRIGGERS

    def __str__(self) -> str:
        return f"{self.product}: {self.net}"


@pghistory.track()
class VatRate(models.Model):
    """Norwegian value added tax, standard rate in per cent, from a day on."""

    valid_from = models.DateField(_("valid from"), unique=True)
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        constraints = [
            models.CheckConstraint(
                name="vat_rate_is_a_percentage",
                condition=Q(percent__gte=0, percent__lt=100),
            ),
        ]
        triggers = VAT_RATE_TRIGGERS

    def __str__(self) -> str:
        return f"{self.percent} %"
