"""The price level an agreement has after a renewal, or after the yearly check of its points."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.accessions.models.volume_licence_agreement import VolumeLicenceAgreement
from agreements.price_levels.models import PriceLevel, ProductPool


class RenewedLevel(models.Model):
    """The level of an agreement from a day on, in one pool or (empty) in all; fixed as measured.

    The newest one of the day takes the place of the level that the agreement was drawn up at.
    `measured` is a number or points, with those left over from the year before; `carried_points`
    goes on to the next year. On hold: the next order must reach the lowest threshold by itself.
    """

    agreement = models.ForeignKey(
        VolumeLicenceAgreement,
        models.PROTECT,
        related_name="renewed_levels",
        verbose_name=_("volume licence agreement"),
    )
    pool = models.CharField(
        _("pool"), max_length=11, choices=ProductPool, blank=True, help_text=_("Empty: every pool.")
    )
    valid_from = models.DateField(_("valid from"))
    price_level = models.ForeignKey(
        PriceLevel, models.PROTECT, related_name="+", verbose_name=_("price level")
    )
    measured = models.PositiveIntegerField(_("measured"))
    carried_points = models.PositiveIntegerField(_("points carried over"), default=0)
    is_on_hold = models.BooleanField(_("on hold"), default=False)
    fixed_at = models.DateTimeField(_("fixed"))

    class Meta:
        ordering = ["agreement", "-valid_from", "pool"]
        verbose_name = _("renewed price level")
        verbose_name_plural = _("renewed price levels")
        constraints = [
            models.UniqueConstraint(
                name="renewed_level_once", fields=["agreement", "pool", "valid_from"]
            ),
            models.CheckConstraint(
                name="renewed_level_pool_is_known",
                condition=Q(pool__in=["", *ProductPool.values]),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="renewed_level_is_fixed",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            pgtrigger.Trigger(
                name="renewed_level_of_its_programme",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM agreements_pricelevel l
                        JOIN agreements_volumelicenceagreement a
                            ON a.programme_id = l.programme_id
                        WHERE l.id = NEW.price_level_id AND a.id = NEW.agreement_id
                    ) THEN
                        RAISE EXCEPTION 'renewed_level_of_its_programme'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.price_level}"
