"""How much all members have ordered under a framework agreement: the kept sum."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.framework import FrameworkAgreement
from agreements.price_levels.models.goods import ProductPool


class PooledVolume(models.Model):
    """What all members together have ordered in one pool and counting year.

    Orders in flight and confirmed orders count; what is sent back or withdrawn does not. Kept by
    the orders, one row a pool and year, so that a page need not sum a hundred thousand lines;
    `rebuild_volume` sums them anew and tells of any difference.
    """

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="pooled_volumes",
        verbose_name=_("framework agreement"),
    )
    pool = models.CharField(_("pool"), max_length=11, choices=ProductPool, blank=True)
    year_from = models.DateField(_("counting year from"))
    quantity = models.BigIntegerField(_("quantity"), default=0)
    points = models.BigIntegerField(_("points"), default=0)

    class Meta:
        ordering = ["framework", "-year_from", "pool"]
        verbose_name = _("pooled volume")
        verbose_name_plural = _("pooled volumes")
        constraints = [
            models.UniqueConstraint(
                name="pooled_volume_once", fields=["framework", "pool", "year_from"]
            ),
            models.CheckConstraint(
                name="pooled_volume_is_not_negative",
                condition=models.Q(quantity__gte=0, points__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework}: {self.pool}"
