"""What can be bought: products, dated price lists and VAT rates."""

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Upper
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.triggers import PRICE_LIST_TRIGGERS, PRICE_TRIGGERS
from agreements.frameworks.models import (
    CountingBasis,
    FrameworkAgreement,
    Lot,
    PriceLevel,
    ProductKind,
    ProductPool,
)
from municipalities.people.models import User

SEARCHED = Upper(
    Concat("name", Value(" "), "publisher", Value(" "), "family", Value(" "), "part_number")
)
"""What the search of the catalogue looks in; the trigram index stands on this very expression."""


@pghistory.track(level=pghistory.Statement)
class Product(models.Model):
    """Something to order under a framework agreement; free software with price 0 is an equal.

    `part_number` is the supplier's (Microsoft: three characters, hyphen, five digits).
    """

    Kind = ProductKind
    Pool = ProductPool

    class PurchaseUnit(models.TextChoices):
        """What one payment of the price covers."""

        ONCE = "once", _("once")
        MONTH = "month", _("a month")
        YEAR = "year", _("a year")
        THREE_YEARS = "three_years", _("three years")

    class Offering(models.TextChoices):
        """How the product counts in a volume programme."""

        PLATFORM = "platform", _("Platform product")
        QUALIFIED = "qualified", _("Qualified product")
        ADDITIONAL = "additional", _("Additional product")

    class Unit(models.TextChoices):
        EACH = "each", _("each")
        USER_YEAR = "user_year", _("per user and year")
        DEVICE_YEAR = "device_year", _("per device and year")
        SERVER_YEAR = "server_year", _("per server and year")
        HOUR = "hour", _("per hour")
        DAY = "day", _("per day")

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="products",
        verbose_name=_("framework agreement"),
    )
    lot = models.ForeignKey(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("lot"),
    )
    part_number = models.CharField(_("part number"), max_length=30)
    name = models.CharField(_("name"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=100)
    family = models.CharField(_("product family"), max_length=100, blank=True)
    description_nb = models.TextField(_("description in Bokmål"), blank=True)
    description_nn = models.TextField(_("description in Nynorsk"), blank=True)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    unit = models.CharField(_("unit"), max_length=11, choices=Unit)
    pool = models.CharField(_("pool"), max_length=11, choices=Pool, blank=True)
    purchase_unit = models.CharField(
        _("one payment covers"), max_length=11, choices=PurchaseUnit, default=PurchaseUnit.ONCE
    )
    offering = models.CharField(
        _("place in the programme"), max_length=10, choices=Offering, blank=True
    )
    counting_basis = models.CharField(
        _("counting basis"),
        max_length=21,
        choices=CountingBasis,
        blank=True,
        help_text=_("Empty: as the volume licence agreement counts."),
    )
    sold_until = models.DateField(
        _("sold until"), null=True, blank=True, help_text=_("Empty: no end of sale is known.")
    )
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    term_months = models.PositiveSmallIntegerField(
        _("lasts for months"), null=True, blank=True, help_text=_("Empty: for good.")
    )
    supports = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="support_products",
        verbose_name=_("is support for"),
    )

    class Meta:
        ordering = ["name", "part_number"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(
                name="product_part_number_once", fields=["framework", "part_number"]
            ),
            models.CheckConstraint(
                name="product_does_not_replace_itself", condition=~Q(replaced_by=F("pk"))
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="product_lot_in_framework",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.lot_id IS NOT NULL"),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM agreements_lot l
                        WHERE l.id = NEW.lot_id AND l.framework_id = NEW.framework_id
                    ) THEN
                        RAISE EXCEPTION 'product_lot_in_framework'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        indexes = [
            GinIndex(OpClass(SEARCHED, name="gin_trgm_ops"), name="product_search"),
            models.Index(name="product_in_list_order", fields=["framework", "name", "part_number"]),
        ]

    def __str__(self):
        return self.name

    def is_sold(self, on):
        """Whether a day is not after the end of sale."""
        return self.sold_until is None or on <= self.sold_until


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
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers = PRICE_LIST_TRIGGERS

    def __str__(self):
        return f"{self.framework} {self.version}"

    def is_in_use(self, on):
        """Whether prices of the list hold, or have held, on a day: then they never change."""
        return self.valid_from <= on or self.withdrawn_at is not None


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

    def __str__(self):
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

    def __str__(self):
        return f"{self.percent} %"
