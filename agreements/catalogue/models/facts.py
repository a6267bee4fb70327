"""The plain facts of a product, listed once: what a price file says of it, as it stands there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.price_levels.models import ProductKind, ProductPool


class ProductFacts(models.Model):
    """Texts, choices, days and whole numbers; docs/how-to/product-fact.md says how to add one.

    A product has them, and so has a product as a price file says it shall be. What a price file
    does with a fact follows from its field: one that may be blank can be emptied by a file, and
    one that may not, and has no default, must be in the file that brings a new product.
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

        @property
        def counted(self) -> str:
            """What a quantity is counted in; the label says what a price is for."""
            return str(COUNTED_IN[self])

    name = models.CharField(_("name"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=100)
    family = models.CharField(_("product family"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    unit = models.CharField(_("unit"), max_length=11, choices=Unit)
    pool = models.CharField(_("pool"), max_length=11, choices=Pool, blank=True)
    purchase_unit = models.CharField(
        _("one payment covers"), max_length=11, choices=PurchaseUnit, default=PurchaseUnit.ONCE
    )
    offering = models.CharField(
        _("place in the programme"), max_length=10, choices=Offering, blank=True
    )
    sold_until = models.DateField(
        _("sold until"), null=True, blank=True, help_text=_("Empty: no end of sale is known.")
    )
    term_months = models.PositiveSmallIntegerField(
        _("lasts for months"), null=True, blank=True, help_text=_("Empty: perpetual.")
    )

    class Meta:
        abstract = True


COUNTED_IN = {
    ProductFacts.Unit.EACH: _("pieces"),
    ProductFacts.Unit.USER_YEAR: _("users"),
    ProductFacts.Unit.DEVICE_YEAR: _("devices"),
    ProductFacts.Unit.SERVER_YEAR: _("servers"),
    ProductFacts.Unit.HOUR: _("hours"),
    ProductFacts.Unit.DAY: _("days"),
}

FACTS = tuple(ProductFacts._meta.local_fields)
"""The field of each fact, in the order of this file."""
