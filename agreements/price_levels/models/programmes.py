"""Ways of buying under a framework agreement, and how their price level is measured."""

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


class LevelMeasure(models.TextChoices):
    """What gives the price level of a programme."""

    NONE = "none", _("Nothing: there are no levels")
    QUANTITY = "quantity", _("The number of users or devices")
    POINTS_TERM = "points_term", _("Points per pool over the whole term")
    POINTS_YEAR = "points_year", _("Points per pool in a year")


PER_POOL = {LevelMeasure.POINTS_TERM, LevelMeasure.POINTS_YEAR}
"""Measures that give each pool a level of its own."""


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
    level_measure = models.CharField(
        _("price level follows from"),
        max_length=11,
        choices=LevelMeasure,
        default=LevelMeasure.QUANTITY,
    )
    pools_volume = models.BooleanField(
        _("volume is pooled"),
        default=False,
        help_text=_("The orders of all members together can lift the price level of each."),
    )
    has_true_up = models.BooleanField(
        _("yearly true-up"),
        default=False,
        help_text=_("Members count before each anniversary, and order the difference."),
    )
    allows_subscription_decrease = models.BooleanField(
        _("subscriptions may go down"),
        default=False,
        help_text=_("In the yearly true-up members may report fewer, from the anniversary on."),
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
                name="programme_decrease_needs_a_true_up",
                condition=Q(has_true_up=True) | Q(allows_subscription_decrease=False),
                violation_error_message=_("Subscriptions go down only in a yearly true-up."),
            ),
            models.CheckConstraint(
                name="programme_renewal_is_positive",
                condition=Q(renewal_months=None) | Q(renewal_months__gt=0),
                violation_error_message=_("Leave the renewal empty when there is none."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_per_pool(self) -> bool:
        """Whether each pool has a price level of its own."""
        return self.level_measure in PER_POOL
