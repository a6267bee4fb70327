"""What resellers answered to orders."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.orders.models.order import Order
from municipalities.people.models import User


class OrderResponse(models.Model):
    """A reseller's answer as its file said it, each file once. Append-only.

    `lines` holds what is answered about lines: number, quantity and note.
    """

    class Code(models.TextChoices):
        """Peppol Order Response (T76), UNCL 4343."""

        ACKNOWLEDGED = "AB", _("Received")
        ACCEPTED = "AP", _("Accepted")
        REJECTED = "RE", _("Rejected")
        CHANGED = "CA", _("Changed")

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="responses", verbose_name=_("order")
    )
    code = models.CharField(_("answer"), max_length=2, choices=Code)
    number = models.CharField(_("the answer's number"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    lines = models.JSONField(_("lines"), default=list, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, unique=True)
    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("received by"),
        help_text=_("Empty: the portal itself."),
    )

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("answer to an order")
        verbose_name_plural = _("answers to orders")
        constraints = [
            models.CheckConstraint(
                name="order_response_code_is_known",
                condition=Q(code__in=["AB", "AP", "RE", "CA"]),
            ),
            models.CheckConstraint(
                name="order_response_changes_have_lines",
                condition=~Q(code="CA", lines=[]) & (~Q(code__in=["AP", "RE"]) | Q(lines=[])),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="order_response_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self):
        return f"{self.order}: {self.get_code_display()}"
