"""The link by which a reseller opens an order without an account."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.orders.models.order import Order
from municipalities.people.models import User


@pghistory.track()
class ResellerLink(models.Model):
    """A link to one order. Of the token in it only the hash is kept; one is open at a time."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="links", verbose_name=_("order"))
    sha256 = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
        help_text=_("Empty: the portal itself."),
    )
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("reseller's link")
        verbose_name_plural = _("resellers' links")
        constraints = [
            models.UniqueConstraint(
                name="reseller_link_one_open", fields=["order"], condition=Q(revoked_at=None)
            ),
            models.CheckConstraint(
                name="reseller_link_expires_after_it_is_made",
                condition=Q(expires_at__gt=F("made_at")),
            ),
            models.CheckConstraint(
                name="reseller_link_keeps_a_hash",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.order)
