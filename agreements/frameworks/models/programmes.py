"""Ways of buying under a framework agreement, and their price levels."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.framework import FrameworkAgreement


class CountingBasis(models.TextChoices):
    """What is counted under an agreement (tellegrunnlag)."""

    USERS = "users", _("Users")
    DEVICES = "devices", _("Devices")
    FULL_TIME_EQUIVALENTS = "full_time_equivalents", _("Full-time equivalents")
    PUPILS = "pupils", _("Pupils")
    ACTUAL_USE = "actual_use", _("Actual use")


@pghistory.track()
class Programme(models.Model):
    """A way of buying under a framework agreement, such as a supplier's volume programme."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="programmes",
        verbose_name=_("framework agreement"),
    )
    name = models.CharField(_("name"), max_length=100)
    term_months = models.PositiveSmallIntegerField(
        _("term in months"), help_text=_("How long a volume licence agreement lasts.")
    )
    counting_basis = models.CharField(
        _("counting basis"),
        max_length=21,
        choices=CountingBasis,
        help_text=_("Proposed to buyers."),
    )

    renewal_months = models.PositiveSmallIntegerField(
        _("renews itself for months"),
        null=True,
        blank=True,
        help_text=_("How long an agreement goes on when nobody gives notice. Empty: it ends."),
    )
    notice_months = models.PositiveSmallIntegerField(
        _("notice in months"),
        default=0,
        help_text=_("How long before the end notice must be given."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.UniqueConstraint(name="programme_name_once", fields=["framework", "name"]),
            models.CheckConstraint(
                name="programme_term_is_positive", condition=Q(term_months__gt=0)
            ),
            models.CheckConstraint(
                name="programme_renewal_is_positive",
                condition=Q(renewal_months=None) | Q(renewal_months__gt=0),
                violation_error_message=_("Leave the renewal empty when there is none."),
            ),
        ]

    def __str__(self):
        return self.name


@pghistory.track()
class PriceLevel(models.Model):
    """A price level of a programme. Microsoft: A is the smallest customer, D the largest."""

    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        related_name="price_levels",
        verbose_name=_("programme"),
    )
    code = models.CharField(_("code"), max_length=10)
    minimum_quantity = models.PositiveIntegerField(
        _("from quantity"),
        help_text=_("Lowest number of users or devices at this level."),
    )

    class Meta:
        ordering = ["programme", "minimum_quantity"]
        verbose_name = _("price level")
        verbose_name_plural = _("price levels")
        constraints = [
            models.UniqueConstraint(name="price_level_code_once", fields=["programme", "code"]),
            models.UniqueConstraint(
                name="price_level_threshold_once",
                fields=["programme", "minimum_quantity"],
            ),
        ]

    def __str__(self):
        return self.code
