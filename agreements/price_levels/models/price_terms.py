"""What lies between a level price and what the buyer pays: discounts and mark-ups, dated."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.framework import FrameworkAgreement
from agreements.frameworks.models.parties import Reseller
from agreements.frameworks.triggers import row_in_force_is_frozen


@pghistory.track()
class FrameworkDiscount(models.Model):
    """Per cent off the level price under a framework agreement, from a day on; none before."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="discounts",
        verbose_name=_("framework agreement"),
    )
    valid_from = models.DateField(_("valid from"))
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["framework", "-valid_from"]
        verbose_name = _("framework discount")
        verbose_name_plural = _("framework discounts")
        constraints = [
            models.UniqueConstraint(
                name="framework_discount_one_per_day", fields=["framework", "valid_from"]
            ),
            models.CheckConstraint(
                name="framework_discount_is_a_percentage",
                condition=Q(percent__gte=0, percent__lte=100),
                violation_error_message=_("Write a number between 0 and 100."),
            ),
        ]
        triggers = [
            row_in_force_is_frozen(
                "framework_discount_in_force_is_frozen",
                day="valid_from",
                framework="OLD.framework_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"


@pghistory.track()
class ResellerMarkup(models.Model):
    """Per cent that a reseller adds under a framework agreement, from a day on; 0 before."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="markups",
        verbose_name=_("framework agreement"),
    )
    reseller = models.ForeignKey(
        Reseller, models.PROTECT, related_name="markups", verbose_name=_("reseller")
    )
    valid_from = models.DateField(_("valid from"))
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["framework", "reseller", "-valid_from"]
        verbose_name = _("reseller's mark-up")
        verbose_name_plural = _("resellers' mark-ups")
        constraints = [
            models.UniqueConstraint(
                name="reseller_markup_one_per_day", fields=["framework", "reseller", "valid_from"]
            ),
            models.CheckConstraint(
                name="reseller_markup_is_a_percentage",
                condition=Q(percent__gte=0, percent__lte=100),
                violation_error_message=_("Write a number between 0 and 100."),
            ),
        ]
        triggers = [
            row_in_force_is_frozen(
                "reseller_markup_in_force_is_frozen", day="valid_from", framework="OLD.framework_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"
