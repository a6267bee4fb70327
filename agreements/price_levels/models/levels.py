"""Price levels of a programme: from how much they hold, since when, and for what they ended."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.triggers import (
    FRAMEWORK_OF_LEVEL,
    FRAMEWORK_OF_PROGRAMME,
    row_in_force_is_frozen,
)
from agreements.price_levels.models.goods import ProductKind, ProductPool
from agreements.price_levels.models.programmes import Programme

LEVEL_OF_PROGRAMME = """
    IF NEW.price_level_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM agreements_pricelevel l
        WHERE l.id = NEW.price_level_id AND l.programme_id = NEW.programme_id
    ) THEN
        RAISE EXCEPTION 'fixed_level_of_its_programme' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


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

    class Meta:
        ordering = ["programme", "code"]
        verbose_name = _("price level")
        verbose_name_plural = _("price levels")
        constraints = [
            models.UniqueConstraint(name="price_level_code_once", fields=["programme", "code"]),
        ]

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class LevelThreshold(models.Model):
    """From how much a price level holds, from a day on; a new row ends the one before it.

    `minimum` is inclusive and counts what the programme measures. Empty: the level is no longer
    given. A threshold of one pool goes before the one of all pools.
    """

    price_level = models.ForeignKey(
        PriceLevel,
        models.PROTECT,
        related_name="thresholds",
        verbose_name=_("price level"),
    )
    pool = models.CharField(
        _("pool"), max_length=11, choices=ProductPool, blank=True, help_text=_("Empty: every pool.")
    )
    valid_from = models.DateField(_("valid from"))
    minimum = models.PositiveIntegerField(
        _("from"),
        null=True,
        blank=True,
        help_text=_("The lowest number at this level. Empty: the level is no longer given."),
    )

    class Meta:
        ordering = ["price_level", "pool", "-valid_from"]
        verbose_name = _("threshold of a price level")
        verbose_name_plural = _("thresholds of price levels")
        constraints = [
            models.UniqueConstraint(
                name="level_threshold_one_per_day", fields=["price_level", "pool", "valid_from"]
            ),
        ]
        triggers = [
            row_in_force_is_frozen(
                "level_threshold_in_force_is_frozen", day="valid_from", framework=FRAMEWORK_OF_LEVEL
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_level}: {self.minimum}"


@pghistory.track()
class FixedLevel(models.Model):
    """A level that everybody gets from a day on, whatever the size; the public sector often has D.

    An empty level ends it: from that day the thresholds decide again.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="fixed_levels", verbose_name=_("programme")
    )
    pool = models.CharField(
        _("pool"), max_length=11, choices=ProductPool, blank=True, help_text=_("Empty: every pool.")
    )
    valid_from = models.DateField(_("valid from"))
    price_level = models.ForeignKey(
        PriceLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("price level"),
        help_text=_("Empty: the thresholds decide again."),
    )

    class Meta:
        ordering = ["programme", "pool", "-valid_from"]
        verbose_name = _("fixed level")
        verbose_name_plural = _("fixed levels")
        constraints = [
            models.UniqueConstraint(
                name="fixed_level_one_per_day", fields=["programme", "pool", "valid_from"]
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="fixed_level_of_its_programme",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=LEVEL_OF_PROGRAMME,
            ),
            row_in_force_is_frozen(
                "fixed_level_in_force_is_frozen", day="valid_from", framework=FRAMEWORK_OF_PROGRAMME
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.price_level}"


@pghistory.track()
class LevelsEnd(models.Model):
    """From which day a kind of product has no levels: everybody then buys it at the base level.

    Microsoft ended them for online services on 1 November 2025. The day of the order decides,
    also under agreements drawn up before it.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="levels_ends", verbose_name=_("programme")
    )
    product_kind = models.CharField(_("kind"), max_length=13, choices=ProductKind)
    ended_from = models.DateField(_("without levels from"))

    class Meta:
        ordering = ["programme", "product_kind"]
        verbose_name = _("end of price levels")
        verbose_name_plural = _("ends of price levels")
        constraints = [
            models.UniqueConstraint(
                name="levels_end_once_per_kind", fields=["programme", "product_kind"]
            ),
            models.CheckConstraint(
                name="levels_end_kind_is_known", condition=Q(product_kind__in=ProductKind.values)
            ),
        ]
        triggers = [
            row_in_force_is_frozen(
                "levels_end_in_force_is_frozen", day="ended_from", framework=FRAMEWORK_OF_PROGRAMME
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_product_kind_display()}: {self.ended_from}"
